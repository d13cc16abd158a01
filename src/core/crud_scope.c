/* crud_scope.c: which records an address asks for. */
#include <string.h>

#include "base/str.h"
#include "core/crud_scope.h"
#include "core/field.h"
#include "core/i18n.h"

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

static void
filter_set(struct work *w, const struct entity *e, const struct field *f,
    enum op op, struct filter *c)
{
	c->path = f->name;
	c->op = op;
	if (f->type != F_TEXT || op != OP_EQ)
		return;
	if (!(f->flags & FIELD_UPPER))
		c->op = f->flags & FIELD_KEYED ? OP_PREFIX : OP_HAS;
	if (f->flags & FIELD_PHONE)
		phone_take(w, e, f, c);
}

static enum err
filter_take(struct work *w, const struct entity *e, struct crud_scope *s,
    const struct field *f, enum op op, const struct param *params)
{
	const char	*name = arena_fmt(w->mem, "%s%s", f->name,
			    op == OP_GE ? ".from" : op == OP_LE ? ".to" : "");
	const char	*text = param_find(params, name), *why;
	struct filter	*c = &s->where[s->nwhere];

	if (text == NULL || *text == '\0' || s->nwhere == CRUD_FILTERS)
		return OK;
	if (f->type == F_REF && strcmp(text, "me") == 0 &&
	    strcmp(f->of, "user") == 0)
		text = arena_fmt(w->mem, "%lld",
		    (long long)w->actor.user_id);
	if (field_parse(w, f, NULL, text, &c->value, &why) != OK)
		return work_refuse(w, 0, name, why);
	if ((f->type == F_CHOICE || (f->flags & FIELD_UPPER)) &&
	    c->value.s != NULL && !code_like(c->value.s))
		return work_refuse(w, 0, name,
		    t("is not one of the choices"));
	s->asked[s->nwhere++] = (struct crud_asked){ f, op, c->value };
	filter_set(w, e, f, op, c);
	crud_scope_keep(&s->keep, name, text);
	return OK;
}

static enum err
filters_take(struct work *w, const struct entity *e, const struct field *f,
    const struct param *params, struct crud_scope *s)
{
	static const enum op	 ops[] = { OP_EQ, OP_GE, OP_LE };
	enum err		 err = OK;

	for (; params != NULL && f->type != F_END && err == OK; f++) {
		if (field_find(e, f->name) != f ||
		    (f->flags & FIELD_SECRET) || f->type == F_LONG)
			continue;
		for (size_t i = 0; i < 3 && err == OK; i++)
			err = filter_take(w, e, s, f, ops[i], params);
	}
	return err;
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

enum err
crud_scope_read(struct work *w, const struct entity *e,
    const struct param *params, struct crud_scope *out)
{
	const char	*text = param_find(params, "q");
	enum err	 err;

	memset(out, 0, sizeof(*out));
	str_init(&out->keep, w->mem);
	err = filters_take(w, e, e->fields, params, out);
	if (err == OK)
		err = filters_take(w, e, common_fields, params, out);
	if (err != OK)
		return err;
	if (text != NULL && *str_trim(w->mem, text) != '\0') {
		out->text = text;
		crud_scope_keep(&out->keep, "q", text);
	}
	sort_take(e, params, out);
	return OK;
}
