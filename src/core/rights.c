/* rights.c: what the actor's role lets him do, and how far. */
#include <string.h>

#include "core/rights.h"

static const char *const verbs[VERB_COUNT] = {
	[VERB_SEE] = "see", [VERB_CREATE] = "create", [VERB_EDIT] = "edit",
	[VERB_DELETE] = "delete", [VERB_EXPORT] = "export",
	[VERB_IMPORT] = "import", [VERB_BULK] = "bulk",
	[VERB_ASSIGN] = "assign"
};

/* One entity of a role. */
struct right {
	const char	*entity;
	enum scope	 scope[VERB_COUNT];
};

struct rights {
	size_t		 n;
	struct right	*list;
};

const struct rights rights_none = { 0 };

const char *
verb_name(enum verb v)
{
	return verbs[v];
}

bool
verb_find(const char *name, enum verb *out)
{
	for (int v = 0; v < VERB_COUNT; v++)
		if (strcmp(verbs[v], name) == 0) {
			*out = (enum verb)v;
			return true;
		}
	return false;
}

/* The place of entity in r, made at the end if it is not there. */
static struct right *
right_of(struct rights *r, const char *entity)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->list[i].entity, entity) == 0)
			return &r->list[i];
	r->list[r->n].entity = entity;
	return &r->list[r->n++];
}

enum err
rights_load(struct db *db, struct arena *mem, int64_t role_id,
    const struct rights **out)
{
	struct rights	*r = arena_alloc(mem, sizeof(*r));
	struct db_rows	*rows;
	enum verb	 v;
	enum err	 e;

	e = db_query(db, mem, &rows, "SELECT entity, verb, scope "
	    "FROM permission WHERE role_id = ? ORDER BY entity",
	    DB_ARGS(DB_I(role_id)));
	if (e != OK)
		return e;
	r->list = arena_alloc(mem, (rows->n + 1) * sizeof(*r->list));
	for (size_t i = 0; i < rows->n; i++) {
		int64_t	 scope = db_int(rows, i, 2);

		if (verb_find(db_text(rows, i, 1), &v) &&
		    scope > SCOPE_NONE && scope <= SCOPE_ALL)
			right_of(r, db_text(rows, i, 0))->scope[v] =
			    (enum scope)scope;
	}
	*out = r;
	return OK;
}

static enum scope
scope_of(const struct rights *r, const char *entity, enum verb v)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->list[i].entity, entity) == 0)
			return r->list[i].scope[v];
	return SCOPE_NONE;
}

/* The entity that the reference of e called name points to. */
static const struct entity *
parent_of(const struct entity *e)
{
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (strcmp(f->name, e->parent) == 0)
			return entity_find(f->of);
	return NULL;
}

/* Of what is everybody's own: to hand it over is nobody's. */
static enum scope
own_scope(const struct work *w, enum verb v)
{
	if (w->actor.user_id == 0 || v > VERB_DELETE)
		return SCOPE_NONE;
	return scope_of(w->actor.rights, "role", VERB_EDIT) != SCOPE_NONE ?
	    SCOPE_ALL : SCOPE_OWN;
}

enum scope
rights_scope(const struct work *w, const struct entity *e, enum verb v)
{
	if (w->actor.rights == NULL)
		return SCOPE_ALL;
	while (e != NULL && e->parent != NULL) {
		e = parent_of(e);
		if (v != VERB_SEE && v != VERB_EXPORT && v != VERB_IMPORT)
			v = VERB_EDIT;
	}
	if (e != NULL && (e->flags & ENTITY_OWN))
		return own_scope(w, v);
	return e == NULL ? SCOPE_NONE :
	    scope_of(w->actor.rights, e->name, v);
}

bool
rights_have(const struct work *w, const char *perm)
{
	const char		*dot = strchr(perm, '.');
	const struct entity	*e;
	enum verb		 v;

	if (strcmp(perm, PUBLIC) == 0)
		return true;
	if (strcmp(perm, SIGNED) == 0)
		return w->actor.user_id != 0;
	if (dot == NULL || !verb_find(dot + 1, &v))
		return false;
	if (w->actor.rights == NULL)
		return true;
	e = entity_find(arena_fmt(w->mem, "%.*s", (int)(dot - perm), perm));
	return e != NULL && rights_scope(w, e, v) != SCOPE_NONE;
}

static bool
team_is_mine(const struct actor *a, int64_t team_id)
{
	for (size_t i = 0; i < a->nteams; i++)
		if (a->teams[i] == team_id)
			return true;
	return false;
}

bool
rights_reach(const struct work *w, const struct entity *e, enum verb v,
    int64_t owner_id, int64_t team_id)
{
	enum scope	 s = rights_scope(w, e, v);

	if (s == SCOPE_NONE || s == SCOPE_ALL ||
	    (e->flags & ENTITY_SHARED))
		return s != SCOPE_NONE;
	if (owner_id != 0 && owner_id == w->actor.user_id)
		return true;
	return team_is_mine(&w->actor, team_id) &&
	    (s == SCOPE_TEAM || owner_id == 0);
}
