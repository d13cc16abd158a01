/* form.c: what a form holds, as typed values. */
#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/db.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/site.h"

const char *
in_raw(const struct request *rq, const char *name)
{
	const struct param	*p;

	for (p = rq->params; p != NULL; p = p->next)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}

const char *const *
in_all(const struct request *rq, const char *name)
{
	const struct param	*p;
	const char		**all;
	size_t			 n = 0;

	for (p = rq->params; p != NULL; p = p->next)
		n += strcmp(p->name, name) == 0;
	all = arena_alloc(rq->work->mem, (n + 1) * sizeof(*all));
	n = 0;
	for (p = rq->params; p != NULL; p = p->next)
		if (strcmp(p->name, name) == 0)
			all[n++] = p->value;
	return all;
}

/* ---- references by name: without script nobody knows the numbers */

#define FIND_SHOWN	5

static bool
is_words(const char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		if (isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80)
			return true;
	return false;
}

/* Which of the rows found is meant: the only one, or the only one so called. */
static int64_t
ref_meant(const struct db_rows *rows, const char *words)
{
	int64_t	 id = rows->n == 1 ? db_int(rows, 0, 0) : 0;
	size_t	 same = 0;

	for (size_t i = 0; i < rows->n && rows->n > 1; i++)
		if (db_text(rows, i, 1) != NULL &&	/* a draft has none */
		    str_case_eq(db_text(rows, i, 1), words)) {
			id = db_int(rows, i, 0);
			same++;
		}
	return same > 1 ? 0 : id;
}

static const char *
ref_several(struct arena *mem, const struct db_rows *rows)
{
	struct str	 list;

	str_init(&list, mem);
	for (size_t i = 0; i < rows->n && i < FIND_SHOWN; i++) {
		const char	*name = db_text(rows, i, 1);

		str_fmt(&list, "%s%lld%s%s", i == 0 ? "" : ", ",
		    (long long)db_int(rows, i, 0), name != NULL ? " " : "",
		    name != NULL ? name : "");
	}
	return arena_fmt(mem, t("fits several, type the number of one: %s%s"),
	    list.s, rows->n > FIND_SHOWN ? ", …" : "");
}

/* The record of f's kind that the words name, among those one may see. */
static enum err
ref_find(struct work *w, const struct field *f, const char *text,
    struct db_val *v, const char **why)
{
	const struct entity	*e = entity_find(f->of);
	const char		*words = str_trim(w->mem, text);
	const char		*cols[] = { e->title, NULL };
	struct query		 q = { .entity = e, .cols = cols,
				       .text = words,
				       .limit = FIND_SHOWN + 1 };
	struct db_rows		*rows;

	*why = t("is not found by this name");
	if (rights_scope(w, e, VERB_SEE) == SCOPE_NONE)
		return ERR_INVALID;
	if (query_list(w, &q, &rows) != OK) {
		*why = t("could not be looked up; try again");
		return ERR_INVALID;
	}
	if (rows->n == 0)
		return ERR_INVALID;
	*v = (struct db_val)DB_I(ref_meant(rows, words));
	if (v->i != 0)
		return OK;
	*why = ref_several(w->mem, rows);
	return ERR_INVALID;
}

static bool
is_named(const struct field *f, const char *s)
{
	return f->type == F_REF && f->of != NULL && is_words(s) &&
	    entity_find(f->of) != NULL && entity_find(f->of)->title != NULL;
}

enum err
in_value(struct work *w, const struct field *f, const char *currency,
    const char *text, struct db_val *v, const char **why)
{
	return is_named(f, text) ? ref_find(w, f, text, v, why) :
	    field_parse(w, f, currency, text, v, why);
}

/* Read what was sent as field f of its name; *v is NULL when refused. */
static void
value_read(struct request *rq, const struct field *f, const char *currency,
    struct db_val *v)
{
	const struct db_val	 none = DB_N;
	const char		*why = NULL;

	*v = none;
	if (in_value(rq->work, f, currency, in_raw(rq, f->name), v, &why) ==
	    OK)
		return;
	work_refuse(rq->work, 0, f->name, why);
	*v = none;
}

const char *
in_text(struct request *rq, const char *name, int max)
{
	const struct field	 f = { .name = name, .type = F_LONG,
				       .max = max };
	struct db_val		 v;

	value_read(rq, &f, NULL, &v);
	return v.type == DB_TEXT ? v.s : "";
}

int64_t
in_int(struct request *rq, const char *name, int64_t min, int64_t max)
{
	const struct field	 f = { .name = name, .type = F_INT,
				       .flags = FIELD_SIGNED };
	struct work		*w = rq->work;
	struct db_val		 v;

	value_read(rq, &f, NULL, &v);
	if (v.type != DB_INT)
		return 0;
	if (v.i >= min && v.i <= max)
		return v.i;
	work_refuse(w, 0, name, arena_fmt(w->mem,
	    t("must be from %lld to %lld"), (long long)min, (long long)max));
	return 0;
}

int32_t
in_date(struct request *rq, const char *name)
{
	const struct field	 f = { .name = name, .type = F_DATE };
	const struct problem	*before = rq->work->problems;
	struct db_val		 v;
	int32_t			 date = 0;

	value_read(rq, &f, NULL, &v);
	if (v.type == DB_TEXT && date_parse(v.s, &date) == OK)
		return date;
	if (rq->work->problems == before)
		work_refuse(rq->work, 0, name, t("is missing"));
	return 0;
}

int64_t
in_money(struct request *rq, const char *name, const char *currency)
{
	const struct field	 f = { .name = name, .type = F_MONEY };
	const struct problem	*before = rq->work->problems;
	struct db_val		 v;

	value_read(rq, &f, currency, &v);
	if (v.type == DB_INT)
		return v.i;
	if (rq->work->problems == before)
		work_refuse(rq->work, 0, name, t("is missing"));
	return 0;
}

bool
in_flag(const struct request *rq, const char *name)
{
	const char	*s = in_raw(rq, name);

	return str_eq(s, "1") || str_eq(s, "on") || str_eq(s, "yes");
}

int64_t
in_ref(struct request *rq, const char *name, const struct entity *e)
{
	static const char *const	 none[] = { NULL };
	const struct field		 f = { .name = name, .type = F_REF,
					       .of = e->name };
	struct db_rows			*rows;
	struct db_val			 v;
	enum err			 is;

	value_read(rq, &f, NULL, &v);
	if (v.type != DB_INT)
		return 0;
	is = query_get(rq->work, e, v.i, none, &rows);
	if (is == OK)
		return v.i;
	work_refuse(rq->work, 0, name, is == ERR_NOTFOUND ?
	    t("is not a record that you may see") :
	    t("could not be looked up; try again"));
	return 0;
}

bool
in_failed(const struct request *rq)
{
	return work_problem(rq->work, 0, NULL) != NULL;
}

/* ---- the form of an entity */

/* Whether the form sent the field; a box left empty sends its twin alone. */
static bool
field_held(const struct request *rq, const struct field *f)
{
	if (in_raw(rq, f->name) != NULL)
		return true;
	return f->type == F_BOOL && in_raw(rq,
	    arena_fmt(rq->work->mem, "%s.shown", f->name)) != NULL;
}

static bool
field_asked(const struct field *f, bool creates)
{
	if (f->flags & (FIELD_RULE | FIELD_IMPORT))
		return false;
	return creates || !(f->flags & FIELD_CREATE);
}

/* The currency of the record's money: the form's, the record's, the firm's. */
static const char *
currency_of(struct request *rq, const struct entity *e, bool creates)
{
	static const char *const	 cols[] = { "currency", NULL };
	const struct work		*w = rq->work;
	const char			*sent = in_raw(rq, "currency");
	struct db_rows			*rows;

	if (field_find(e, "currency") != NULL) {
		if (sent != NULL && *sent != '\0')
			return sent;
		if (!creates && rq->id > 0 && query_get(rq->work, e, rq->id,
		    cols, &rows) == OK && db_text(rows, 0, 1) != NULL)
			return db_text(rows, 0, 1);
	}
	return w->site != NULL ? w->site->currency : "EUR";
}

/* What the form says about field f. */
static void
change_read(struct request *rq, const struct field *f, const char *currency,
    struct change *c)
{
	const struct db_val	 off = DB_I(0);

	c->field = f->name;
	c->type = f->type;
	if (f->type == F_BOOL && in_raw(rq, f->name) == NULL)
		c->value = off;
	else
		value_read(rq, f, currency, &c->value);
}

/* owner_id or team_id, unless e has none or counts it among its own fields. */
static const struct field *
field_owner(const struct entity *e, const char *name)
{
	const struct field	*f;

	for (f = e->fields; f->type != F_END; f++)
		if (strcmp(f->name, name) == 0)
			return NULL;
	return field_find(e, name);
}

enum err
in_changes(struct request *rq, const struct entity *e, bool creates,
    struct change **changes)
{
	const struct field	*extra[] = { field_owner(e, "owner_id"),
					     field_owner(e, "team_id") };
	const struct field	*f;
	const char		*currency = NULL;
	struct change		*c;
	size_t			 n = 0, i;

	for (f = e->fields; f->type != F_END; f++)
		n++;
	c = *changes = arena_alloc(rq->work->mem, (n + 3) * sizeof(*c));
	for (f = e->fields; f->type != F_END; f++) {
		if (!field_asked(f, creates) || !field_held(rq, f))
			continue;
		if (f->type == F_MONEY && currency == NULL)
			currency = currency_of(rq, e, creates);
		change_read(rq, f, currency, c++);
	}
	for (i = 0; i < 2; i++)
		if (extra[i] != NULL && field_held(rq, extra[i]))
			change_read(rq, extra[i], NULL, c++);
	return in_failed(rq) ? ERR_INVALID : OK;
}
