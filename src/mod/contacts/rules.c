/* rules.c: what must hold of contacts, and what follows by itself. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/query.h"
#include "core/record.h"
#include "mod/contacts/contacts.h"
#include "mod/contacts/parts.h"

/* Legal forms that a name may begin with; the order of lists ignores them. */
static const char *const forms[] = {
	"ТОВ", "ПП", "ФОП", "ПАТ", "ПрАТ", "АТ", "ТДВ", "КП", "ДП", "КТ",
	"ОСББ", "ООО", "ЗАО", "ОАО", "ИП", "ЧП", NULL
};

/* "Агросвіт" of "ТОВ «Агросвіт»". */
static const char *
sort_name(struct arena *mem, const char *name)
{
	const char	*s = name;
	struct str	 out;

	for (size_t i = 0; forms[i] != NULL; i++) {
		size_t	 n = strlen(forms[i]);

		if (strncmp(s, forms[i], n) == 0 && s[n] == ' ') {
			s += n + 1;
			break;
		}
	}
	str_init(&out, mem);
	while (*s != '\0') {
		const char	*from = s;
		uint32_t	 c = utf8_next(&s);

		if (strchr("\"'`", (int)(c < 128 ? c : 'x')) != NULL ||
		    c == 0xAB || c == 0xBB || (c >= 0x2018 && c <= 0x201F))
			continue;
		str_addn(&out, from, (size_t)(s - from));
	}
	return out.n > 0 ? str_trim(mem, out.s) : name;
}

/* A name there must be, or something to know the contact by. */
static const char *
name_of(const struct draft *d)
{
	const char	*name = draft_text(d, "name");

	if (name == NULL)
		name = draft_text(d, "phone");
	return name != NULL ? name : draft_text(d, "email");
}

static bool
email_shaped(const char *s)
{
	const char	*at = strchr(s, '@');

	return at != NULL && at != s && at[1] != '\0' &&
	    strchr(at + 1, '@') == NULL && strchr(s, ' ') == NULL;
}

static bool
country_shaped(const char *s)
{
	return strlen(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' &&
	    s[1] >= 'A' && s[1] <= 'Z';
}

static void
check_one(struct work *w, struct draft *d)
{
	const char	*name = name_of(d);
	const char	*email = draft_text(d, "email");
	const char	*country = draft_text(d, "country");

	if (name == NULL) {
		draft_refuse(d, "name", t("must be filled in, or give a phone "
		    "or an e-mail address"));
		return;
	}
	if (draft_text(d, "kind") == NULL)
		draft_set_text(d, "kind", "person");
	if (draft_text(d, "name") == NULL)
		draft_set_text(d, "name", name);
	if (draft_is_new(d) || draft_changed(d, "name"))
		draft_set_text(d, "sort_name", sort_name(w->mem, name));
	if (email != NULL && draft_changed(d, "email") && !email_shaped(email))
		draft_refuse(d, "email",
		    t("is not an address such as name@example.com"));
	if (country != NULL && draft_changed(d, "country") &&
	    !country_shaped(country))
		draft_refuse(d, "country",
		    t("is not a country code of two letters, such as UA"));
	if (draft_changed(d, "organisation_id") && !draft_is_new(d) &&
	    draft_int(d, "organisation_id") == draft_id(d))
		draft_refuse(d, "organisation_id",
		    t("cannot be the contact itself"));
}

enum err
contact_check(struct work *w, struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d))
			check_one(w, d);
	}
	return OK;
}

/* The latest touch of a contact in the list, once for each contact. */
static int64_t
touch_latest(const struct touch *list, size_t n, int64_t contact_id)
{
	int64_t	 at = 0;

	for (size_t i = 0; i < n; i++)
		if (list[i].contact_id == contact_id && list[i].at_s > at)
			at = list[i].at_s;
	return at;
}

/* Write the touches that are later than what stands there. */
static enum err
touches_write(struct work *w, const struct touch *list, size_t n,
    const struct db_rows *rows)
{
	struct record	*all = arena_alloc(w->mem, rows->n * sizeof(*all));
	size_t		 many = 0;

	for (size_t i = 0; i < rows->n; i++) {
		int64_t		 at = touch_latest(list, n,
				    db_int(rows, i, 0));
		struct change	*c;

		if (at <= db_int(rows, i, 1))
			continue;
		c = arena_alloc(w->mem, 2 * sizeof(*c));
		c->field = "last_touch_at";
		c->type = F_TIME;
		c->value.type = DB_INT;
		c->value.i = at;
		all[many].id = db_int(rows, i, 0);
		all[many++].changes = c;
	}
	return many == 0 ? OK :
	    record_save_many(w, &contact_entity, all, many);
}

enum err
contacts_touch(struct work *w, const struct touch *list, size_t n)
{
	const char		*cols[] = { "last_touch_at", NULL };
	struct db_val		*ids = arena_alloc(w->mem,
				    (n + 1) * sizeof(*ids));
	const struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids, .nvalues = n },
		WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_entity, .cols = cols, .where = where,
		.sort = "id"
	};
	const struct rights	*rights = w->actor.rights;
	struct db_rows		*rows;
	enum err		 e;

	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		ids[i].type = DB_INT;
		ids[i].i = list[i].contact_id;
	}
	w->actor.rights = NULL;
	e = query_list(w, &q, &rows);
	if (e == OK && rows->n > 0)
		e = touches_write(w, list, n, rows);
	w->actor.rights = rights;
	return e;
}

enum err
contact_link_add(struct work *w, int64_t organisation_id, int64_t person_id,
    const char *role)
{
	const char		*cols[] = {
		"kind", "organisation_id", "position", NULL
	};
	const struct change	 link[] = {
		SET_REF("organisation_id", organisation_id),
		SET_REF("person_id", person_id), SET_TEXT("role", role), { 0 }
	};
	struct db_rows		*rows;
	bool			 works = role != NULL && *role != '\0';
	int64_t			 id;
	enum err		 e = query_get(w, &contact_entity, person_id,
				    cols, &rows);

	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, "person_id",
		    t("there is no such record"));
	if (e != OK)
		return e;
	if (strcmp(db_text(rows, 0, 1), "person") != 0)
		return work_refuse(w, 0, "person_id", t("is not a person"));
	if (db_int(rows, 0, 2) == 0 && (db_text(rows, 0, 3) == NULL || works)) {
		const struct change	 job[] = {
			SET_REF("organisation_id", organisation_id),
			{ works ? "position" : NULL, F_TEXT, DB_S(role) }, { 0 }
		};

		return record_save(w, &contact_entity, person_id, REV_ANY, job);
	}
	return record_create(w, &contact_link_entity, link, &id);
}
