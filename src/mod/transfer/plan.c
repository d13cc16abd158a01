/* plan.c: brings a mapping together with a file and an entity. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/field.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/plan.h"

static bool
is_fillable(const struct field *f)
{
	if (f == NULL || (f->flags & FIELD_SECRET))
		return false;
	return !(f->flags & FIELD_RULE) || (f->flags & FIELD_IMPORT) ||
	    strcmp(f->name, "id") == 0;
}

const struct field *
plan_field(const struct entity *e, const char *name, bool *named)
{
	const struct field	*f = field_find(e, name);
	const struct joint_kind	*part = joint_find(e, name, &name);
	char			 ref[80];
	size_t			 n = strlen(name);

	*named = false;
	if (part != NULL) {
		e = entity_find(part->entity);
		f = field_find(e, name);
	}
	if (f != NULL)
		return is_fillable(f) ? f : NULL;
	if (n + 4 > sizeof(ref))
		return NULL;
	memcpy(ref, name, n);
	memcpy(ref + n, "_id", 4);
	f = field_find(e, ref);
	*named = true;
	return is_fillable(f) && f->type == F_REF &&
	    entity_find(f->of) != NULL ? f : NULL;
}

const struct field *
plan_key(const struct entity *e, const struct field *f)
{
	const struct field	*key;
	char			 name[80];
	size_t			 n = strlen(f->name);

	if (!(f->flags & FIELD_PHONE) || n + 5 > sizeof(name))
		return f;
	memcpy(name, f->name, n);
	memcpy(name + n, "_key", 5);
	key = field_find(e, name);
	return key != NULL ? key : f;
}

static enum err
wrong(struct work *w, const struct map_rule *r, const char *text)
{
	if (r->line == 0)
		return work_refuse(w, 0, NULL, text);
	return work_refuse(w, 0, NULL, arena_fmt(w->mem,
	    t("line %d of the mapping: %s"), r->line, text));
}

/* ---- columns */

static size_t
column_find(struct arena *mem, const char *const *header, size_t n,
    const char *name)
{
	const char	*plain = columns_plain(mem, name);

	for (size_t i = 0; i < n; i++)
		if (strcmp(header[i], name) == 0)
			return i;
	for (size_t i = 0; i < n; i++)
		if (*plain != '\0' && strcmp(columns_plain(mem, header[i]),
		    plain) == 0)
			return i;
	return MAP_NONE;
}

/* A header may hold " + " itself: then the parts are one. */
static bool
whole_take(struct map_rule *r, const char *const *header, size_t n)
{
	for (size_t i = 0; r->nparts > 1 && r->whole != NULL && i < n; i++)
		if (strcmp(header[i], r->whole) == 0) {
			r->nparts = 1;
			r->parts[0].constant = false;
			r->parts[0].text = r->whole;
			r->parts[0].col = i;
			return true;
		}
	return false;
}

static enum err
columns_bind(struct work *w, struct map_rule *r, const char *const *header,
    size_t n)
{
	if (whole_take(r, header, n))
		return OK;
	for (size_t i = 0; i < r->nparts; i++) {
		struct map_part	*p = &r->parts[i];

		if (p->constant || p->col != MAP_NONE)
			continue;
		p->col = column_find(w->mem, header, n, p->text);
		if (p->col == MAP_NONE)
			return wrong(w, r, arena_fmt(w->mem,
			    t("the file has no column “%s”"), p->text));
	}
	return OK;
}

/* ---- references */

static bool
has_choice(const struct field *f, const char *code)
{
	if (f == NULL || f->type != F_CHOICE)
		return false;
	for (const struct choice *c = f->choices; c && c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return true;
	return false;
}

/* "organisation": a contact of that kind, by its name. */
static void
title_target(struct target *tg, const char *name)
{
	const struct entity	*of = entity_find(tg->field->of);

	tg->of = of;
	tg->by = field_find(of, of->title);
	tg->named = true;
	if (of->key != NULL && strcmp(of->key, of->title) != 0)
		tg->key = field_find(of, of->key);
	if (has_choice(field_find(of, "kind"), name))
		tg->kind = name;
}

/* "contact.ext_id" */
static enum err
lookup_target(struct work *w, struct target *tg)
{
	const struct map_rule	*r = tg->rule;
	const char		*dot = strchr(r->lookup, '.');
	const char		*name = arena_fmt(w->mem, "%.*s",
				    (int)(dot - r->lookup), r->lookup);
	const struct entity	*of = entity_find(name);

	if (tg->field->type != F_REF)
		return wrong(w, r, arena_fmt(w->mem,
		    t("%s holds no record to look up"), r->field));
	if (of == NULL || strcmp(of->name, tg->field->of) != 0)
		return wrong(w, r, arena_fmt(w->mem,
		    t("%s holds no %s"), r->field, name));
	tg->of = of;
	tg->by = field_find(of, dot + 1);
	tg->key = NULL;
	if (tg->by == NULL || (tg->by->flags & FIELD_SECRET))
		return wrong(w, r, arena_fmt(w->mem,
		    t("there is no field %s to look up by"), r->lookup));
	tg->named = strcmp(tg->by->name, of->title) == 0;
	if (!tg->named)
		tg->kind = NULL;
	return OK;
}

static enum err
target_make(struct work *w, const struct entity *e, struct map_rule *r,
    struct target *tg)
{
	bool	 named;

	tg->rule = r;
	tg->field = plan_field(e, r->field, &named);
	if (tg->field == NULL)
		return wrong(w, r, arena_fmt(w->mem,
		    t("there is no field %s to import"), r->field));
	if (named)
		title_target(tg, r->field);
	return r->lookup != NULL ? lookup_target(w, tg) : OK;
}

static enum err
targets_make(struct work *w, struct map *map, struct plan *out)
{
	out->targets = arena_alloc(w->mem, map->n * sizeof(*out->targets));
	for (size_t i = 0; i < map->n; i++) {
		struct target	*tg = &out->targets[out->n];
		enum err	 e = target_make(w, out->e, &map->rules[i],
				    tg);

		if (e != OK)
			return e;
		for (size_t j = 0; j < out->n; j++)
			if (out->targets[j].field == tg->field)
				return wrong(w, tg->rule, arena_fmt(w->mem,
				    t("%s is there twice"),
				    tg->field->name));
		out->n++;
	}
	return OK;
}

/* ---- options */

static size_t
target_find(const struct plan *p, const char *field)
{
	for (size_t i = 0; field != NULL && i < p->n; i++)
		if (strcmp(p->targets[i].field->name, field) == 0)
			return i;
	return PLAN_NONE;
}

static enum err
keys_take(struct work *w, const char *match, struct plan *out)
{
	const char	*rest = match, *s;
	size_t		 n;
	bool		 named;

	while (str_split(&rest, ',', &s, &n)) {
		const char		*name = str_trim(w->mem, arena_fmt(
					    w->mem, "%.*s", (int)n, s));
		const struct field	*f = plan_field(out->e, name, &named);
		size_t			 i = f == NULL ? PLAN_NONE :
					    target_find(out, f->name);

		if (f == NULL)
			return work_refuse(w, 0, NULL, arena_fmt(w->mem,
			    t("there is no field %s to match by"), name));
		if (i == PLAN_NONE)
			return work_refuse(w, 0, NULL, arena_fmt(w->mem,
			    t("no column gives %s, which is to be matched by"),
			    name));
		if (f->type == F_LONG || f->type == F_MONEY ||
		    out->nkeys == PLAN_KEYS)
			return work_refuse(w, 0, NULL, arena_fmt(w->mem,
			    t("%s cannot be matched by"), name));
		out->keys[out->nkeys++] = i;
	}
	return OK;
}

static enum err
options_take(struct work *w, const struct plan_options *o, struct plan *out)
{
	enum err	 e = OK;

	if (o->match != NULL)
		e = keys_take(w, o->match, out);
	if (e != OK)
		return e;
	out->mode = out->nkeys > 0 ? MODE_BOTH : MODE_CREATE;
	if (str_eq(o->mode, "create"))
		out->mode = MODE_CREATE;
	else if (str_eq(o->mode, "update"))
		out->mode = MODE_UPDATE;
	if (out->mode == MODE_UPDATE && out->nkeys == 0)
		return work_refuse(w, 0, NULL, t("to change what is there, "
		    "say which field it is matched by"));
	if (str_eq(o->missing, "create"))
		out->missing = MISSING_CREATE;
	else if (str_eq(o->missing, "empty"))
		out->missing = MISSING_EMPTY;
	return OK;
}

enum err
plan_make(struct work *w, const struct entity *e, struct map *map,
    const char *const *header, size_t ncols, const struct plan_options *o,
    struct plan *out)
{
	enum err	 err = OK;

	memset(out, 0, sizeof(*out));
	out->e = e;
	if (map->n == 0)
		return work_refuse(w, 0, NULL,
		    t("no column of the file is known by its name"));
	err = joint_split(w, e, map, header, ncols, o, &out->joint);
	for (size_t i = 0; i < map->n && err == OK; i++)
		err = columns_bind(w, &map->rules[i], header, ncols);
	if (err == OK)
		err = targets_make(w, map, out);
	if (err == OK)
		err = options_take(w, o, out);
	out->currency = target_find(out, "currency");
	out->owner = target_find(out, "owner_id");
	out->title = target_find(out, e->title);
	if (err == OK && out->joint != NULL)
		joint_close(w, out->joint, out);
	return err;
}
