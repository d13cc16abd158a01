/* query_order.c: in which order a list comes, and from where to where. */
#include <string.h>

#include "core/field.h"
#include "core/query_parts.h"
#include "core/query_text.h"

/* What stands for the order of words. */
static const struct field *
title_field(const struct entity *e)
{
	return field_find(e, e->title);
}

enum err
order_of(struct from *f, const struct query *q, struct order *o)
{
	const char		*sort = q->sort != NULL ? q->sort : f->e->sort;
	const struct field	*fd;

	if (sort == NULL)
		sort = "id";
	o->id = "r.id";
	if (q->sort == NULL && q->match != NULL && q->match->stream) {
		*o = (struct order){ .expr = "p.word", .id = "p.id",
		    .field = title_field(f->e), .down = q->back };
		return OK;
	}
	o->down = *sort == '-';
	o->expr = from_path(f, o->down ? sort + 1 : sort, &fd, NULL);
	if (o->expr == NULL)
		return ERR_INVALID;
	o->field = fd;
	o->nullable = !(fd->flags & FIELD_REQUIRED) &&
	    strcmp(fd->name, "id") != 0 && strcmp(fd->name, "created_at") != 0;
	if (q->back)
		o->down = !o->down;
	if (q->sparse)		/* sort what a filter's index finds */
		o->expr = arena_fmt(f->w->mem, "COALESCE(%s)", o->expr);
	return OK;
}

void
where_after(const struct order *o, const struct query *q, struct sql *out)
{
	const char	*than = o->down ? " < " : " > ";

	if (!q->after)
		return;
	if (q->after_value.type == DB_NULL) {
		str_fmt(&out->s, " AND (%s (%s IS NULL AND %s%s",
		    o->down ? "" : arena_fmt(out->s.mem, "%s IS NOT NULL OR",
		    o->expr), o->expr, o->id, than);
		sql_int(out, q->after_id);
		sql_add(out, "))");
		return;
	}
	str_fmt(&out->s, " AND (%s%s", o->expr, than);
	sql_val(out, &q->after_value);
	if (o->down && o->nullable)
		str_fmt(&out->s, " OR %s IS NULL", o->expr);
	str_fmt(&out->s, " OR (%s = ", o->expr);
	sql_val(out, &q->after_value);
	str_fmt(&out->s, " AND %s%s", o->id, than);
	sql_int(out, q->after_id);
	sql_add(out, "))");
}

void
where_upto(const struct order *o, const struct query *q, struct sql *out)
{
	const char	*than = o->down ? " > " : " < ";

	if (!q->upto || q->filled)
		return;
	if (q->upto_value.type == DB_NULL) {
		str_fmt(&out->s, " AND (%s (%s IS NULL AND %s%s= ",
		    o->down ? arena_fmt(out->s.mem, "%s IS NOT NULL OR",
		    o->expr) : "", o->expr, o->id, o->down ? " >" : " <");
		sql_int(out, q->upto_id);
		sql_add(out, "))");
		return;
	}
	str_fmt(&out->s, " AND (%s%s", o->expr, than);
	sql_val(out, &q->upto_value);
	if (!o->down && o->nullable)
		str_fmt(&out->s, " OR %s IS NULL", o->expr);
	str_fmt(&out->s, " OR (%s = ", o->expr);
	sql_val(out, &q->upto_value);
	str_fmt(&out->s, " AND %s%s= ", o->id, o->down ? " >" : " <");
	sql_int(out, q->upto_id);
	sql_add(out, "))");
}

void
order_add(const struct order *o, const char *expr, const char *id,
    struct sql *q)
{
	str_fmt(&q->s, " ORDER BY %s%s, %s%s", expr, o->down ? " DESC" : "",
	    id, o->down ? " DESC" : "");
}
