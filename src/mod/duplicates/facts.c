/* facts.c: what is known of contacts that are compared. */
#include "core/query.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/scan.h"

#define PARTS_MOST	5000

static enum err
parts_read(struct work *w, struct facts *f)
{
	static const char *const	 cols[] = {
		"contact_id", "kind", "value", NULL
	};
	const struct db_val		 kinds[] = {
		DB_S("phone"), DB_S("email")
	};
	struct db_val			*ids = arena_alloc(w->mem,
					    (f->rows->n + 1) * sizeof(*ids));
	struct filter			 where[] = {
		{ .path = "contact_id", .op = OP_IN, .values = ids },
		{ .path = "kind", .op = OP_IN, .values = kinds, .nvalues = 2 },
		WHERE_END
	};
	const struct query		 q = {
		.entity = &contact_point_entity, .cols = cols,
		.where = where, .sort = "contact_id", .limit = PARTS_MOST
	};

	f->parts = arena_alloc(w->mem, sizeof(*f->parts));
	if (f->rows->n == 0)
		return OK;
	for (size_t i = 0; i < f->rows->n; i++)
		ids[i] = (struct db_val)DB_I(db_int(f->rows, i, FACT_ID));
	where[0].nvalues = f->rows->n;
	return query_list(w, &q, &f->parts);
}

enum err
facts_read(struct work *w, const struct db_val *ids, size_t n, int64_t after,
    int most, struct facts *out)
{
	static const char *const	 cols[] = {
		"kind", "name", "phone", "email", "tax_no", "reg_no", "iban",
		"city", "birthday", "organisation_id", "owner_id", "team_id",
		NULL
	};
	const struct filter		 where[] = {
		{ .path = "id", .op = ids != NULL ? OP_IN : OP_GT,
		  .value = DB_I(after), .values = ids, .nvalues = n },
		WHERE_END
	};
	const struct query		 q = {
		.entity = &contact_entity, .cols = cols, .where = where,
		.sort = "id", .limit = most
	};
	enum err			 e;

	out->mem = w->mem;
	out->rows = arena_alloc(w->mem, sizeof(*out->rows));
	e = ids != NULL && n == 0 ? OK : query_list(w, &q, &out->rows);
	return e == OK ? parts_read(w, out) : e;
}

/* The first part of contact id. */
static size_t
parts_find(const struct facts *f, int64_t id)
{
	size_t	 low = 0, high = f->parts->n;

	while (low < high) {
		size_t	 mid = low + (high - low) / 2;

		if (db_int(f->parts, mid, 1) < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void
facts_likeness(const struct facts *f, size_t r, struct likeness *out)
{
	const struct db_rows	*rows = f->rows;
	int64_t			 id = db_int(rows, r, FACT_ID);
	struct known_as		 k = {
		.kind = db_text(rows, r, FACT_KIND),
		.name = db_text(rows, r, FACT_NAME),
		.tax_no = db_text(rows, r, FACT_TAX),
		.reg_no = db_text(rows, r, FACT_REG),
		.iban = db_text(rows, r, FACT_IBAN),
		.city = db_text(rows, r, FACT_CITY),
		.birthday = db_text(rows, r, FACT_BIRTHDAY),
		.organisation_id = db_int(rows, r, FACT_WORKS)
	};

	if (db_text(rows, r, FACT_PHONE) != NULL)
		k.phones[k.nphones++] = db_text(rows, r, FACT_PHONE);
	if (db_text(rows, r, FACT_EMAIL) != NULL)
		k.emails[k.nemails++] = db_text(rows, r, FACT_EMAIL);
	for (size_t i = parts_find(f, id); i < f->parts->n &&
	    db_int(f->parts, i, 1) == id; i++) {
		const char	*value = db_text(f->parts, i, 3);
		bool		 phone = *db_text(f->parts, i, 2) == 'p';

		if (phone && k.nphones < WAYS_MOST)
			k.phones[k.nphones++] = value;
		else if (!phone && k.nemails < WAYS_MOST)
			k.emails[k.nemails++] = value;
	}
	likeness_make(f->mem, &k, out);
}

size_t
facts_find(const struct facts *f, int64_t id)
{
	size_t	 low = 0, high = f->rows->n;

	while (low < high) {
		size_t	 mid = low + (high - low) / 2;

		if (db_int(f->rows, mid, FACT_ID) < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < f->rows->n && db_int(f->rows, low, FACT_ID) == id ? low :
	    f->rows->n;
}
