/* warn.c: somebody types a client who is there already. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "core/form.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/pair.h"
#include "mod/duplicates/parts.h"

#define FOUND_MOST	60	/* records that are compared */
#define EACH		10	/* found by one sign */
#define SHOWN		3

/* A record that is compared, and what came of it. */
struct other {
	int64_t		 id;
	const char	*name, *city;
	int		 score;
	unsigned int	 why;
};

/* What is typed, and whom it is like. */
struct asked {
	struct work	*w;
	struct known_as	 known;
	struct likeness	 like;
	int64_t		 except;	/* the record itself; 0 for a new one */
	struct other	 list[FOUND_MOST];
	size_t		 n;
};

/* ---- finding */

/* Columns of everything found, behind the id; of a part by its contact. */
static const char *const cols[] = {
	"id", "kind", "name", "phone", "email", "tax_no", "reg_no", "city",
	"birthday", NULL
};
static const char *const part_cols[] = {
	"contact_id", "contact_id.kind", "contact_id.name",
	"contact_id.phone", "contact_id.email", "contact_id.tax_no",
	"contact_id.reg_no", "contact_id.city", "contact_id.birthday", NULL
};

static bool
is_listed(const struct asked *a, int64_t id)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].id == id)
			return true;
	return id == a->except;
}

/* Compare row r, whose columns begin at col; part is an address of it. */
static void
row_take(struct asked *a, const struct db_rows *rows, size_t r, size_t col,
    const char *part)
{
	struct known_as	 k = {
		.kind = db_text(rows, r, col + 1),
		.name = db_text(rows, r, col + 2),
		.tax_no = db_text(rows, r, col + 5),
		.reg_no = db_text(rows, r, col + 6),
		.city = db_text(rows, r, col + 7),
		.birthday = db_text(rows, r, col + 8)
	};
	int64_t		 id = db_int(rows, r, col);
	struct likeness	 l;
	struct other	*o;

	if (is_listed(a, id) || a->n == FOUND_MOST)
		return;
	if (db_text(rows, r, col + 3) != NULL)
		k.phones[k.nphones++] = db_text(rows, r, col + 3);
	if (db_text(rows, r, col + 4) != NULL)
		k.emails[k.nemails++] = db_text(rows, r, col + 4);
	if (part != NULL)
		k.emails[k.nemails++] = part;
	likeness_make(a->w->mem, &k, &l);
	o = &a->list[a->n++];
	*o = (struct other){ .id = id, .name = k.name, .city = k.city };
	o->score = likeness_score(&a->like, &l, &o->why);
}

#define LANES	7

/* Those with the phone, address or code: a statement. */
static enum err
signs_find(struct asked *a)
{
	const struct known_as	*k = &a->known;
	const struct likeness	*l = &a->like;
	const char		*phone = l->nphones > 0 ? l->phones[0] : NULL;
	const char		*email = l->nemails > 0 ? k->emails[0] : NULL;
	const struct {
		const char	*field, *value;
	}			 by[] = {
		{ "phone_key", phone }, { "email", email },
		{ "tax_no", k->tax_no }, { "reg_no", k->tax_no },
		{ "tax_no", k->reg_no }, { "reg_no", k->reg_no },
		{ "value", email }
	};
	struct filter		 where[LANES][3] = { { { .path = NULL } } };
	struct query		 q[LANES];
	bool			 part[LANES];
	struct db_rows		*rows;
	size_t			 n = 0;
	enum err		 e;

	for (size_t i = 0; i < LANES; i++) {
		size_t	 at = 0;

		if (by[i].value == NULL)
			continue;
		part[n] = i == LANES - 1;
		if (part[n])
			where[n][at++] = (struct filter)WHERE_S("kind", OP_EQ,
			    "email");
		where[n][at] = (struct filter)WHERE_S(by[i].field, OP_EQ,
		    by[i].value);
		q[n] = (struct query){ .entity = part[n] ?
		    &contact_point_entity : &contact_entity,
		    .cols = part[n] ? part_cols : cols, .where = where[n],
		    .sort = "id", .limit = EACH };
		n++;
	}
	if (n == 0)
		return OK;
	e = query_lanes(a->w, q, n, &rows);
	for (size_t i = 0; e == OK && i < rows->n; i++)
		row_take(a, rows, i, 2, part[db_int(rows, i, 1)] ? email :
		    NULL);
	return e;
}

/*
 * Those with the words of the name, as query_look() takes them: three
 * statements, two more for each further way.
 */
static enum err
words_find(struct asked *a, const char *text)
{
	struct query	 q = {
		.entity = &contact_entity, .cols = cols, .text = text,
		.limit = EACH
	};
	struct db_rows	*rows;
	int64_t		 total;
	enum err	 e;

	if (text == NULL)
		return OK;
	e = query_look(a->w, &q, 1, &rows, &total);
	for (size_t i = 0; e == OK && i < rows->n; i++)
		row_take(a, rows, i, 1, NULL);
	return e;
}

static int
by_score(const void *a, const void *b)
{
	const struct other	*x = a, *y = b;

	return x->score != y->score ? y->score - x->score :
	    (x->id > y->id) - (x->id < y->id);
}

/* What is typed in the form, or in the address. */
static void
asked_read(struct request *rq, struct asked *a)
{
	struct known_as	*k = &a->known;
	const char	*phone = in_raw(rq, "phone");
	const char	*email = in_raw(rq, "email");
	const struct {
		const char	*name, **to;
	}		 texts[] = {
		{ "kind", &k->kind }, { "name", &k->name },
		{ "tax_no", &k->tax_no }, { "reg_no", &k->reg_no },
		{ "city", &k->city }
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char	*s = in_raw(rq, texts[i].name);

		if (s != NULL && *s != '\0')
			*texts[i].to = str_trim(rq->work->mem, s);
	}
	if (phone != NULL && *phone != '\0')
		k->phones[k->nphones++] = phone;
	if (email != NULL && *email != '\0')
		k->emails[k->nemails++] = str_trim(rq->work->mem, email);
	likeness_make(rq->work->mem, k, &a->like);
}

/* Whom the typed may be the same as, the likeliest first. */
static enum err
asked_find(struct request *rq, int64_t except, struct asked **out)
{
	struct asked	*a = arena_alloc(rq->work->mem, sizeof(*a));
	const char	*text = NULL, *other = NULL;
	size_t		 n = 0;
	enum err	 e;

	a->w = rq->work;
	a->except = except;
	asked_read(rq, a);
	if (a->known.name != NULL)
		text = name_asked(a->w->mem, a->known.kind, a->known.name,
		    &other);
	e = signs_find(a);
	if (e == OK)
		e = words_find(a, text);
	if (e == OK && text != NULL)
		e = words_find(a, other);
	if (e != OK)
		return e;
	if (a->n > 1)
		qsort(a->list, a->n, sizeof(*a->list), by_score);
	while (n < a->n && n < SHOWN && a->list[n].score >= PAIR_ASK)
		n++;
	a->n = n;
	*out = a;
	return OK;
}

/* ---- showing */

static void
asked_show(struct request *rq, const struct asked *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct other	*o = &a->list[i];
		struct out		*row = out_add(rq->page, "alike");

		out_fmt(row, "href", "/contacts/%" PRId64, o->id);
		out_text(row, "text", o->name);
		out_fmt(row, "sub", "%s%s%s", like_words(rq->work->mem,
		    o->why), o->city != NULL && !(o->why & LIKE_CITY) ?
		    " · " : "", o->city != NULL && !(o->why & LIKE_CITY) ?
		    o->city : "");
	}
}

enum err
warn_typed(struct request *rq)
{
	int64_t		 id = in_int(rq, "id", 0, INT64_MAX);
	struct asked	*a;
	enum err	 e = asked_find(rq, id, &a);

	if (e != OK)
		return e;
	asked_show(rq, a);
	return reply_page(rq, "duplicates/alike.cst");
}

enum err
warn_show(struct request *rq, int64_t id)
{
	struct out	*form = out_node(rq->page, "form");

	if (id == 0)
		out_text(form, "alike_href", "/contacts/alike");
	else
		out_fmt(form, "alike_href", "/contacts/alike?id=%" PRId64,
		    id);
	return OK;
}

/* ---- saving */

static const char	 noted;		/* kind of the notes of changed ones */

enum err
warn_note(struct work *w, const struct event *ev)
{
	static const char *const	 fields[] = {
		"name", "phone", "email", "tax_no", "reg_no"
	};

	if (ev->n != 1 || w->actor.channel != BY_FORM)
		return OK;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const struct draft	*d = draft_at(ev->drafts, 0);

		if (!draft_skipped(d) && draft_changed(d, fields[i]))
			memo_put(w, &noted, draft_id(d), &noted);
	}
	return OK;
}

enum err
warn_save(struct request *rq, int64_t id)
{
	struct asked	*a;
	enum err	 e;

	if (in_flag(rq, "anyway") || memo_get(rq->work, &noted, id) == NULL)
		return OK;
	e = asked_find(rq, id, &a);
	if (e != OK || a->n == 0)
		return e;
	asked_show(rq, a);
	out_text(out_node(rq->page, "form"), "anyway", t("Save anyway"));
	return work_refuse(rq->work, 0, NULL, t("This contact may be there "
	    "already: look below. If it is another, save it anyway."));
}
