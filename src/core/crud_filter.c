/* crud_filter.c: what a list is filtered by, and can be. */
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/crud_scope.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/url.h"

/* The filters of a list being shown. */
struct panel_of {
	struct request			*rq;
	const struct entity		*e;
	const struct crud_scope		*scope;
};

/* ---- what it is filtered by */

static const struct {
	const char	*word, *label;
} periods[] = {
	{ "today", N_("today") }, { "yesterday", N_("yesterday") },
	{ "tomorrow", N_("tomorrow") }, { "this-week", N_("this week") },
	{ "last-week", N_("last week") }, { "next-week", N_("next week") },
	{ "this-month", N_("this month") }, { "last-month", N_("last month") },
	{ "next-month", N_("next month") },
	{ "this-quarter", N_("this quarter") },
	{ "last-quarter", N_("last quarter") },
	{ "next-quarter", N_("next quarter") },
	{ "this-year", N_("this year") }, { "last-year", N_("last year") },
	{ "next-year", N_("next year") },
	{ "last-7-days", N_("the last 7 days") },
	{ "last-30-days", N_("the last 30 days") },
	{ "last-90-days", N_("the last 90 days") },
	{ "last-365-days", N_("the last 365 days") },
	{ "next-7-days", N_("the next 7 days") },
	{ "next-30-days", N_("the next 30 days") }
};

/* A period in words; one that is not offered as it is written. */
static const char *
period_show(const char *word)
{
	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++)
		if (strcmp(periods[i].word, word) == 0)
			return t(periods[i].label);
	return word;
}

/* "≥ 100", "not Kyiv", "this month". */
static const char *
asked_show(const struct panel_of *l, const struct crud_asked *a,
    const char *value)
{
	struct arena	*mem = l->rq->work->mem;

	switch (a->op) {
	case OP_GE:
		return arena_fmt(mem, "≥ %s", value);
	case OP_LE:
		return arena_fmt(mem, "≤ %s", value);
	case OP_NOT:
		return arena_fmt(mem, t("not %s"), value);
	case OP_HAS:
	case OP_PREFIX:
		return arena_fmt(mem, a->op == OP_HAS ? "…%s…" : "%s…", value);
	case OP_NULL:
		return t("is empty");
	case OP_NOTNULL:
		return t("is filled in");
	case OP_IN:
		return period_show(a->text);
	default:
		return value;
	}
}

static const char *
asked_label(const struct panel_of *l, const struct crud_asked *a)
{
	const struct field	*f = a->field, *of = a->through;
	const char		*label = f->label != NULL ? t(f->label) :
				    f->name;

	return of == NULL ? label : arena_fmt(l->rq->work->mem, "%s: %s",
	    of->label != NULL ? t(of->label) : of->name, label);
}

/* The list without this one. */
static const char *
part_href(const struct panel_of *l, const struct crud_asked *a)
{
	struct str	 part;

	str_init(&part, l->rq->work->mem);
	crud_scope_keep(&part, a->name, a->text);
	return crud_scope_href(l->rq->work, l->rq->path, l->scope, part.s,
	    NULL, NULL);
}

static void
chip_show(const struct panel_of *l, size_t i, const struct crud_titles *titles)
{
	const struct crud_asked	*a = &l->scope->asked[i];
	const struct field	*f = a->field;
	struct out		*c = out_add(l->rq->page, "chips");
	const char		*text = f->type == F_REF &&
				    a->value.type == DB_INT ?
				    crud_titles_get(titles, f, a->value.i) :
				    field_show(l->rq->work, f, NULL, &a->value);

	if (a->any != 0 && i > 0 && l->scope->asked[i - 1].any == a->any)
		out_text(c, "or", "1");
	out_text(c, "label", asked_label(l, a));
	out_text(c, "value", asked_show(l, a, text));
	out_text(c, "remove_href", part_href(l, a));
}

static enum err
chips_show(const struct panel_of *l)
{
	struct crud_titles	 titles;
	enum err		 e;

	crud_titles_init(&titles, l->rq->work);
	for (size_t i = 0; i < l->scope->nwhere; i++)
		if (l->scope->asked[i].field->type == F_REF &&
		    l->scope->asked[i].value.type == DB_INT)
			crud_titles_want(&titles, l->scope->asked[i].field,
			    l->scope->asked[i].value.i);
	e = crud_titles_load(&titles);
	for (size_t i = 0; i < l->scope->nwhere && e == OK; i++)
		chip_show(l, i, &titles);
	return e;
}

static enum err
filters_show(const struct panel_of *l)
{
	struct out	*save, *keep;
	enum err	 e = chips_show(l);

	if (e != OK || l->scope->own == 0)
		return e;
	out_text(l->rq->page, "reset_href", l->rq->path);
	save = out_node(l->rq->page, "save_view");
	out_fmt(save, "action", "%s/views", l->rq->path);
	keep = out_add(save, "keep");
	out_text(keep, "name", "query");
	out_text(keep, "value", crud_scope_own(l->rq->work, l->scope));
	return OK;
}

/* ---- what can be filtered */

static enum err
filter_offer(const struct panel_of *l, const struct field *f)
{
	const char	*typed = in_raw(l->rq, f->name);
	struct out	*o;

	if (f->label == NULL || !(f->flags & FIELD_FILTER))
		return OK;
	o = out_add(l->rq->page, "filters");
	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	out_text(o, "type", crud_input_type(f));
	out_text(o, "value", typed);
	if (f->type == F_REF && (entity_find(f->of)->flags & ENTITY_SMALL)) {
		crud_option(o, "", t("any"), typed);
		return crud_options(l->rq->work, entity_find(f->of), typed, o);
	}
	if (f->type != F_CHOICE && f->type != F_BOOL)
		return OK;
	out_text(o, "type", "choice");
	crud_option(o, "", t("any"), typed);
	if (f->type == F_BOOL) {
		crud_option(o, "1", t("yes"), typed);
		crud_option(o, "0", t("no"), typed);
	}
	for (const struct choice *c = f->choices; c && c->code != NULL; c++)
		crud_option(o, c->code, t(c->label),
		    typed);
	return OK;
}

/* Whether the panel has an input for what is called so. */
static bool
is_offered(const struct panel_of *l, const char *name)
{
	const struct field	*f = field_find(l->e, name);

	return f != NULL && f->label != NULL && (f->flags & FIELD_FILTER);
}

/* What a form of the page must not lose: of the address, all it has not. */
static enum err
keep_show(const struct panel_of *l, struct out *at, bool panel)
{
	const struct str	*keep = &l->scope->keep;
	const struct param	*p = NULL;
	enum err		 e = OK;

	if (keep->n > 0)
		e = form_parse(l->rq->work->mem, keep->s, keep->n, &p);
	for (; p != NULL && e == OK; p = p->next) {
		struct out	*o;

		if (panel ? is_offered(l, p->name) || str_eq(p->name, "cols") ||
		    str_eq(p->name, "group") :
		    str_eq(p->name, "q"))
			continue;
		o = out_add(at, "keep");
		out_text(o, "name", p->name);
		out_text(o, "value", p->value);
	}
	return e;
}

static bool
is_searched(const struct entity *e)
{
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (f->flags & FIELD_SEARCH)
			return true;
	return false;
}

/* The box that looks for words among the list's rows. */
static enum err
find_offer(const struct panel_of *l)
{
	struct out	*find = out_node(l->rq->page, "find");

	if (!is_searched(l->e))
		return OK;
	out_text(find, "action", l->rq->path);
	out_text(find, "q", l->scope->text);
	return keep_show(l, find, false);
}

/* ---- a condition of any kind */

static void
path_offer(struct out *at, const struct field *ref, const struct field *f,
    struct arena *mem)
{
	struct out	*o;

	if (f->label == NULL || !crud_scope_offers(f))
		return;
	o = out_add(at, "options");
	out_text(o, "value", ref == NULL ? f->name :
	    arena_fmt(mem, "%s.%s", ref->name, f->name));
	out_text(o, "label", t(f->label));
}

static struct out *
paths_group(const struct panel_of *l, const char *label)
{
	struct out	*g = out_add(out_node(l->rq->page, "filter"), "paths");

	out_text(g, "label", label);
	return g;
}

/* Fields of the records that a reference leads to. */
static void
related_offer(const struct panel_of *l, const struct field *ref)
{
	const struct entity	*of;
	struct out		*g;

	if (ref->type != F_REF || ref->label == NULL ||
	    !crud_scope_offers(ref))
		return;
	of = entity_find(ref->of);
	if (of == NULL || rights_scope(l->rq->work, of, VERB_SEE) ==
	    SCOPE_NONE)
		return;
	g = paths_group(l, t(ref->label));
	for (const struct field *f = of->fields; f->type != F_END; f++)
		if (f->type != F_REF)
			path_offer(g, ref, f, l->rq->work->mem);
}

static void
paths_offer(const struct panel_of *l)
{
	struct arena	*mem = l->rq->work->mem;
	struct out	*g = paths_group(l, t(l->e->label_one));

	for (const struct field *f = l->e->fields; f->type != F_END; f++)
		path_offer(g, NULL, f, mem);
	for (const struct field *f = common_fields; f->type != F_END; f++)
		if (field_find(l->e, f->name) == f)
			path_offer(g, NULL, f, mem);
	for (const struct field *f = l->e->fields; f->type != F_END; f++)
		related_offer(l, f);
}

static void
periods_offer(struct out *cond)
{
	struct out	*o = out_node(cond, "period");

	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++)
		crud_option(o, periods[i].word, t(periods[i].label),
		    "this-month");
}

/* What the condition's value is chosen from, where there is such a thing. */
static enum err
values_offer(const struct panel_of *l, const struct field *f,
    struct out *cond)
{
	struct out	*o = out_node(cond, "value");

	if (f->type == F_DATE || f->type == F_TIME)
		periods_offer(cond);
	if (f->type == F_BOOL) {
		crud_option(o, "1", t("yes"), NULL);
		crud_option(o, "0", t("no"), NULL);
	}
	for (const struct choice *c = f->choices; c && c->code != NULL; c++)
		crud_option(o, c->code, t(c->label), NULL);
	if (f->type != F_REF || !(entity_find(f->of)->flags & ENTITY_SMALL))
		return OK;
	return crud_options(l->rq->work, entity_find(f->of), NULL, o);
}

/* The condition that is being put together, on the field that was chosen. */
static enum err
cond_offer(const struct panel_of *l)
{
	const char		*path = in_raw(l->rq, "add");
	struct out		*cond;
	struct crud_asked	 a;

	if (path == NULL || *path == '\0' ||
	    !crud_scope_name(l->rq->work, l->e, path, &a))
		return OK;
	cond = out_node(out_node(l->rq->page, "filter"), "cond");
	out_text(cond, "path", path);
	out_text(cond, "label", asked_label(l, &a));
	out_text(cond, "type", crud_input_type(a.field));
	for (const struct crud_op *o = crud_scope_ops(a.field); o->name; o++)
		crud_option(out_node(cond, "op"), o->name, t(o->label), NULL);
	return values_offer(l, a.field, cond);
}

/* ---- columns */

static bool
is_shown(const struct panel_of *l, const struct field *f)
{
	const char	*rest = l->scope->cols, *name;
	size_t		 n;

	if (rest == NULL)
		return f->flags & FIELD_LIST ||
		    strcmp(f->name, "owner_id") == 0;
	while (str_split(&rest, ',', &name, &n))
		if (n == strlen(f->name) && strncmp(name, f->name, n) == 0)
			return true;
	return false;
}

static void
col_offer(const struct panel_of *l, const struct field *f)
{
	struct out	*o;

	if (f->label == NULL || !crud_scope_offers(f))
		return;
	o = out_add(out_node(l->rq->page, "filter"), "columns");
	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	if (is_shown(l, f))
		out_text(o, "checked", "1");
}

static void
cols_offer(const struct panel_of *l)
{
	for (const struct field *f = l->e->fields; f->type != F_END; f++)
		col_offer(l, f);
	for (const struct field *f = common_fields; f->type != F_END; f++)
		if (field_find(l->e, f->name) == f)
			col_offer(l, f);
}

/* ---- groups */

static void
group_offer(const struct panel_of *l, const struct field *f, struct out *at)
{
	if (crud_group_offers(l->e, f))
		crud_option(at, f->name, f->type == F_DATE ||
		    f->type == F_TIME ? arena_fmt(l->rq->work->mem,
		    t("%s, by months"), t(f->label)) : t(f->label),
		    l->scope->group != NULL ? l->scope->group->name : NULL);
}

static void
groups_offer(const struct panel_of *l)
{
	struct out	*at = out_node(out_node(l->rq->page, "filter"),
			    "group");

	crud_option(at, "", t("no groups"), NULL);
	for (const struct field *f = l->e->fields; f->type != F_END; f++)
		group_offer(l, f, at);
	for (const struct field *f = common_fields; f->type != F_END; f++)
		if (field_find(l->e, f->name) == f)
			group_offer(l, f, at);
}

/* ---- the panel */

/* It costs queries, so it is filled when asked for. */
static enum err
filters_offer(const struct panel_of *l)
{
	struct out	*filter = out_node(l->rq->page, "filter");
	enum err	 e;

	out_text(filter, "action", l->rq->path);
	out_text(filter, "open_href", crud_scope_href(l->rq->work,
	    l->rq->path, l->scope, NULL, "filter", "1"));
	if (!in_flag(l->rq, "filter"))
		return OK;
	out_text(filter, "open", "1");
	paths_offer(l);
	cols_offer(l);
	groups_offer(l);
	e = cond_offer(l);
	if (e == OK)
		e = keep_show(l, l->rq->page, true);
	for (const struct field *f = l->e->fields; f->type && e == OK; f++)
		e = filter_offer(l, f);
	for (const struct field *f = common_fields; f->type && e == OK; f++)
		if (field_find(l->e, f->name) == f)
			e = filter_offer(l, f);
	return e;
}

enum err
crud_filters_show(struct request *rq, const struct entity *e,
    const struct crud_scope *scope)
{
	const struct panel_of	 l = { rq, e, scope };
	enum err		 err = find_offer(&l);

	if (err == OK)
		err = filters_show(&l);
	return err == OK ? filters_offer(&l) : err;
}

/* ---- what was put together */

bool
crud_filter_typed(const struct request *rq)
{
	return in_flag(rq, "panel");
}

/* "any1.amount.from" from the parts of the panel; NULL: there is no value. */
static const char *
cond_typed(struct request *rq, const char **value)
{
	const char	*path = in_raw(rq, "cond"), *op = in_raw(rq, "op");
	const char	*any = in_raw(rq, "any");

	if (path == NULL || op == NULL)
		return NULL;
	*value = in_raw(rq, strcmp(op, "in") == 0 ? "period" : "value");
	if (strcmp(op, "empty") == 0 || strcmp(op, "filled") == 0)
		*value = "1";
	if (*value == NULL || **value == '\0')
		return NULL;
	return arena_fmt(rq->work->mem, "%s%s%s%s%s", any != NULL ? any : "",
	    any != NULL && *any != '\0' ? "." : "", path,
	    *op != '\0' ? "." : "", op);
}

/* "name,city" as they were ticked; NULL: the usual ones. */
static const char *
cols_typed(struct request *rq, const struct entity *e,
    const struct crud_scope *scope)
{
	const struct panel_of	 usual = { rq, e, scope };
	const char *const	*ticked = in_all(rq, "col");
	bool			 same = true;
	size_t			 n = 0;
	struct str		 s;

	str_init(&s, rq->work->mem);
	for (; ticked[n] != NULL; n++) {
		const struct field	*f = field_find(e, ticked[n]);

		if (f == NULL || !crud_scope_offers(f))
			continue;
		str_fmt(&s, "%s%s", s.n > 0 ? "," : "", f->name);
		same = same && is_shown(&usual, f);
	}
	for (const struct field *f = e->fields; f->type != F_END && same; f++)
		if (f->label != NULL && is_shown(&usual, f)) {
			size_t	 i = 0;

			while (i < n && strcmp(ticked[i], f->name) != 0)
				i++;
			same = i < n;
		}
	return same || s.n == 0 ? NULL : s.s;
}

enum err
crud_filter_add(struct request *rq, const struct entity *e,
    const struct crud_scope *scope)
{
	struct crud_scope	 now = *scope;
	const char		*value = NULL, *name = cond_typed(rq, &value);
	const char		*add = in_raw(rq, "add"), *cols, *href;

	now.cols = NULL;
	cols = cols_typed(rq, e, &now);
	href = crud_scope_href(rq->work, rq->path, scope, "cols", name, value);
	if (cols != NULL)
		href = arena_fmt(rq->work->mem, "%s%ccols=%s", href,
		    strchr(href, '?') != NULL ? '&' : '?', cols);
	if (add != NULL && *add != '\0')
		href = arena_fmt(rq->work->mem, "%s%cfilter=1&add=%s", href,
		    strchr(href, '?') != NULL ? '&' : '?',
		    url_escape(rq->work->mem, add));
	return reply_see(rq, "%s", href);
}
