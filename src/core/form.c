/* form.c: what a form holds, as typed values. */
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

/* Read what was sent as field f of its name; *v is NULL when refused. */
static void
value_read(struct request *rq, const struct field *f, const char *currency,
    struct db_val *v)
{
	const struct db_val	 none = DB_N;
	const char		*why = NULL;

	*v = none;
	if (field_parse(rq->work, f, currency, in_raw(rq, f->name), v,
	    &why) == OK)
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
	const struct field		 f = { .name = name, .type = F_REF };
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
