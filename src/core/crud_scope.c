/* crud_scope.c: which records an address asks for. */
#include <string.h>

#include "base/period.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/crud_parts.h"
#include "core/crud_scope.h"
#include "core/field.h"
#include "core/i18n.h"

#define NAME_MOST	120	/* letters of a condition's name */

void
crud_scope_keep(struct str *s, const char *name, const char *value)
{
	static const char	 hex[] = "0123456789ABCDEF";

	str_fmt(s, "%s%s=", s->n > 0 ? "&" : "", name);
	for (; *value != '\0'; value++) {
		unsigned char	 c = (unsigned char)*value;

		if (((c | 32) >= 'a' && (c | 32) <= 'z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL) {
			str_addc(s, (char)c);
		} else {
			str_addc(s, '%');
			str_addc(s, hex[c >> 4]);
			str_addc(s, hex[c & 15]);
		}
	}
}

/* Whether part, of n letters, is what begins so: all of it, or its name. */
static bool
part_is(const char *part, size_t n, const char *what)
{
	size_t	 len = what == NULL ? 0 : strlen(what);

	return len > 0 && len <= n && strncmp(part, what, len) == 0 &&
	    (len == n || part[len] == '=');
}

const char *
crud_scope_href(struct work *w, const char *path,
    const struct crud_scope *scope, const char *without, const char *name,
    const char *value)
{
	struct str	 s;
	const char	*rest = scope->keep.s != NULL ? scope->keep.s : "";
	const char	*part;
	size_t		 n;

	str_init(&s, w->mem);
	while (str_split(&rest, '&', &part, &n)) {
		if (n == 0 || part_is(part, n, without))
			continue;
		if (s.n > 0)
			str_addc(&s, '&');
		str_addn(&s, part, n);
	}
	if (name != NULL)
		crud_scope_keep(&s, name, value);
	return s.n == 0 ? path : arena_fmt(w->mem, "%s?%s", path, s.s);
}

/* The first value under name, NULL if there is none. */
static const char *
param_find(const struct param *p, const char *name)
{
	for (; p != NULL; p = p->next)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}

#define PHONE_DIGITS	9	/* of the keys of telephones */

/* A telephone is found by its last digits, however it is written. */
static void
phone_take(struct work *w, const struct entity *e, const struct field *f,
    struct filter *c)
{
	const struct field	*key = field_find(e, arena_fmt(w->mem,
				    "%s_key", f->name));
	struct str		 digits;

	str_init(&digits, w->mem);
	for (const char *s = c->value.s; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			str_addc(&digits, *s);
	if (key == NULL || digits.n == 0)
		return;
	c->path = key->name;
	c->op = digits.n < PHONE_DIGITS ? OP_HAS : OP_EQ;
	c->value.s = digits.n < PHONE_DIGITS ? digits.s :
	    digits.s + digits.n - PHONE_DIGITS;
}

/* Codes are ASCII, and so are their columns. */
static bool
code_like(const char *s)
{
	while (*s > 0 && *s < 127)
		s++;
	return *s == '\0';
}

/* ---- operators */

static const struct {
	const char	*name;
	enum op		 op;
} operators[] = {
	{ "", OP_EQ }, { "not", OP_NOT }, { "is", OP_EQ }, { "has", OP_HAS },
	{ "begins", OP_PREFIX }, { "from", OP_GE }, { "to", OP_LE },
	{ "in", OP_IN }, { "empty", OP_NULL }, { "filled", OP_NOTNULL }
};

const struct crud_op *
crud_scope_ops(const struct field *f)
{
	static const struct crud_op	 text[] = {
		{ "has", N_("holds") }, { "begins", N_("begins with") },
		{ "is", N_("is exactly") }, { "not", N_("is not") },
		{ "filled", N_("is filled in") }, { "empty", N_("is empty") },
		{ 0 }
	};
	static const struct crud_op	 number[] = {
		{ "from", N_("is at least") }, { "to", N_("is at most") },
		{ "", N_("is") }, { "not", N_("is not") },
		{ "filled", N_("is filled in") }, { "empty", N_("is empty") },
		{ 0 }
	};
	static const struct crud_op	 date[] = {
		{ "in", N_("is in") }, { "from", N_("is not before") },
		{ "to", N_("is not after") },
		{ "filled", N_("is filled in") }, { "empty", N_("is empty") },
		{ 0 }
	};
	static const struct crud_op	 choice[] = {
		{ "", N_("is") }, { "not", N_("is not") },
		{ "filled", N_("is filled in") }, { "empty", N_("is empty") },
		{ 0 }
	};

	switch (f->type) {
	case F_TEXT:
		return text;
	case F_DATE:
	case F_TIME:
		return date;
	case F_CHOICE:
	case F_REF:
	case F_BOOL:
		return choice;
	default:
		return number;
	}
}

static bool
op_fits(const struct field *f, const char *name, enum op op)
{
	if (op == OP_EQ && *name == '\0')
		return true;
	if (f->type == F_TEXT && (op == OP_GE || op == OP_LE))
		return true;
	for (const struct crud_op *o = crud_scope_ops(f); o->name; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

bool
crud_scope_offers(const struct field *f)
{
	return !(f->flags & FIELD_SECRET) && f->type != F_LONG;
}

/* ---- names */

/* A condition's name while it is read: what is left of it. */
struct naming {
	const struct entity	*e;
	char			*rest;
};

/* The next part of a name, up to a dot; NULL behind the last. */
static const char *
part_next(struct naming *n)
{
	char	*part = n->rest;

	if (part == NULL)
		return NULL;
	n->rest = strchr(part, '.');
	if (n->rest != NULL)
		*n->rest++ = '\0';
	return part;
}

static bool
group_read(const char *part, int *any)
{
	if (!str_starts(part, "any") || part[3] < '1' || part[3] > '9' ||
	    part[4] != '\0')
		return false;
	*any = part[3] - '0';
	return true;
}

static const struct field *
field_offered(const struct entity *e, const char *name)
{
	const struct field	*f = name == NULL ? NULL : field_find(e, name);

	return f != NULL && crud_scope_offers(f) ? f : NULL;
}

/* "contact_id" "city" "not": the field, or one of the record it names. */
static const char *
path_read(struct work *w, struct naming *n, const char *part,
    struct crud_asked *a)
{
	const struct entity	*of;
	const struct field	*f;
	const char		*next;

	a->field = field_offered(n->e, part);
	if (a->field == NULL)
		return NULL;
	a->path = a->field->name;
	next = part_next(n);
	if (a->field->type != F_REF || next == NULL)
		return next == NULL ? "" : next;
	of = entity_find(a->field->of);
	f = of == NULL ? NULL : field_offered(of, next);
	if (f == NULL)
		return next;
	a->through = a->field;
	a->field = f;
	a->path = arena_fmt(w->mem, "%s.%s", a->through->name, f->name);
	next = part_next(n);
	return next == NULL ? "" : next;
}

bool
crud_scope_name(struct work *w, const struct entity *e, const char *name,
    struct crud_asked *a)
{
	struct naming	 n = { .e = e };
	const char	*part, *op;

	memset(a, 0, sizeof(*a));
	if (strlen(name) > NAME_MOST)
		return false;
	a->name = name;
	n.rest = arena_fmt(w->mem, "%s", name);
	part = part_next(&n);
	if (group_read(part, &a->any) && (part = part_next(&n)) == NULL)
		return false;
	op = path_read(w, &n, part, a);
	if (op == NULL || n.rest != NULL)
		return false;
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (strcmp(operators[i].name, op) == 0) {
			a->op = operators[i].op;
			return op_fits(a->field, op, a->op);
		}
	return false;
}

/* ---- conditions */

static struct filter *
filter_add(struct crud_scope *s, const struct crud_asked *a, enum op op)
{
	struct filter	*c = &s->where[s->nwhere];

	*c = (struct filter){ .path = a->path, .op = op, .value = a->value,
	    .any = a->any, .typed = true };
	return c;
}

/* The moment, or date, at which a day begins. */
static struct db_val
day_value(struct work *w, const struct field *f, int32_t date)
{
	if (f->type == F_DATE)
		return (struct db_val)DB_S(date_iso(w->mem, date));
	return (struct db_val)DB_I(w->zone != NULL ?
	    zone_day_start(w->zone, date) : (int64_t)date * 86400);
}

static enum err
period_take(struct work *w, struct crud_scope *s, struct crud_asked *a)
{
	struct filter	*c;
	struct db_val	*end;
	struct period	 p;

	if (period_read(a->text, work_today(w), &p) != OK)
		return work_refuse(w, 0, a->name,
		    t("is no period, such as this-month or last-30-days"));
	end = arena_alloc(w->mem, sizeof(*end));
	*end = day_value(w, a->field, p.to + 1);
	a->value = day_value(w, a->field, p.from);
	c = filter_add(s, a, OP_SPAN);
	c->values = end;
	c->nvalues = 1;
	return OK;
}

/* How a plain PATH=text looks: by how it begins, or anywhere. */
static void
text_take(struct work *w, const struct entity *e, const struct crud_asked *a,
    struct filter *c)
{
	const struct field	*f = a->field;

	if (f->type != F_TEXT || c->op != OP_EQ || str_ends(a->name, ".is"))
		return;
	if (!(f->flags & FIELD_UPPER))
		c->op = f->flags & FIELD_KEYED ? OP_PREFIX : OP_HAS;
	if ((f->flags & FIELD_PHONE) && a->through == NULL)
		phone_take(w, e, f, c);
}

static bool
is_me(const struct crud_asked *a)
{
	return a->field->type == F_REF && strcmp(a->text, "me") == 0 &&
	    strcmp(a->field->of, "user") == 0;
}

/* "now", where a moment is compared: what is overdue moves with the clock. */
static bool
is_now(const struct crud_asked *a)
{
	return a->field->type == F_TIME && strcmp(a->text, "now") == 0 &&
	    (a->op == OP_LE || a->op == OP_GE);
}

static enum err
value_take(struct work *w, const struct entity *e, struct crud_scope *s,
    struct crud_asked *a)
{
	const struct field	*f = a->field;
	const char		*why, *text = a->text;

	if (is_me(a))
		text = arena_fmt(w->mem, "%lld",
		    (long long)w->actor.user_id);
	if (is_now(a))
		a->value = (struct db_val)DB_I(w->now_s);
	else if (field_parse(w, f, NULL, text, &a->value, &why) != OK)
		return work_refuse(w, 0, a->name, why);
	if ((f->type == F_CHOICE || (f->flags & FIELD_UPPER)) &&
	    a->value.s != NULL && !code_like(a->value.s))
		return work_refuse(w, 0, a->name,
		    t("is not one of the choices"));
	text_take(w, e, a, filter_add(s, a, a->op));
	return OK;
}

static enum err
asked_take(struct work *w, const struct entity *e, struct crud_scope *s,
    struct crud_asked *a)
{
	enum err	 err;

	if (a->op == OP_NULL || a->op == OP_NOTNULL) {
		filter_add(s, a, a->op);
		err = OK;
	} else if (a->op == OP_IN)
		err = period_take(w, s, a);
	else
		err = value_take(w, e, s, a);
	if (err == OK)
		s->asked[s->nwhere++] = *a;
	return err;
}

/* Those of one group (0: of none), in their order. */
static enum err
group_take(struct work *w, const struct entity *e, const struct param *p,
    int any, struct crud_scope *s)
{
	struct crud_asked	 a;
	enum err		 err = OK;

	for (; p != NULL && err == OK && s->nwhere < CRUD_FILTERS;
	    p = p->next) {
		if (*p->value == '\0' || !crud_scope_name(w, e, p->name, &a) ||
		    a.any != any)
			continue;
		a.text = p->value;
		err = asked_take(w, e, s, &a);
		if (err == OK)
			crud_scope_keep(&s->keep, a.name, a.text);
	}
	return err;
}

static enum err
filters_take(struct work *w, const struct entity *e,
    const struct param *params, struct crud_scope *s)
{
	enum err	 err = OK;

	for (int any = 0; any <= CRUD_GROUPS && err == OK; any++)
		err = group_take(w, e, params, any, s);
	return err;
}

/* ---- the rest */

static void
cols_take(const struct param *params, struct crud_scope *s)
{
	const char	*cols = param_find(params, "cols");

	if (cols == NULL || strlen(cols) > 400 || strspn(cols,
	    "abcdefghijklmnopqrstuvwxyz0123456789_,") != strlen(cols))
		return;
	s->cols = cols;
	crud_scope_keep(&s->keep, "cols", cols);
}

static void
sort_take(const struct entity *e, const struct param *params,
    struct crud_scope *s)
{
	const char		*sort = param_find(params, "sort");
	const struct field	*f = NULL;

	if (sort != NULL)
		f = field_find(e, *sort == '-' ? sort + 1 : sort);
	if (f == NULL || !(f->flags & FIELD_SORT))
		return;
	s->sort = sort;
	crud_scope_keep(&s->keep, "sort", sort);
}

static void
group_take_by(const struct entity *e, const struct param *params,
    struct crud_scope *s)
{
	const char		*name = param_find(params, "group");
	const struct field	*f = name == NULL ? NULL : field_find(e, name);

	if (f == NULL || !crud_group_offers(e, f))
		return;
	s->group = f;
	crud_scope_keep(&s->keep, "group", f->name);
}

static void
view_take(const struct param *params, struct crud_scope *s)
{
	const char	*view = param_find(params, "view");

	s->own = s->keep.n;
	if (view == NULL || strlen(view) > 18 ||
	    str_int64(view, &s->view) != OK || s->view <= 0)
		s->view = 0;
	else
		crud_scope_keep(&s->keep, "view", view);
}

enum err
crud_scope_read(struct work *w, const struct entity *e,
    const struct param *params, struct crud_scope *out)
{
	const char	*text = param_find(params, "q");
	enum err	 err;

	memset(out, 0, sizeof(*out));
	str_init(&out->keep, w->mem);
	err = filters_take(w, e, params, out);
	if (err != OK)
		return err;
	if (text != NULL && *str_trim(w->mem, text) != '\0') {
		out->text = text;
		crud_scope_keep(&out->keep, "q", text);
	}
	sort_take(e, params, out);
	cols_take(params, out);
	group_take_by(e, params, out);
	view_take(params, out);
	return OK;
}

const char *
crud_scope_own(struct work *w, const struct crud_scope *s)
{
	return s->own == 0 ? "" : arena_fmt(w->mem, "%.*s", (int)s->own,
	    s->keep.s);
}
