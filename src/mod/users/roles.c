/* roles.c: the roles that are always there, and the matrix of a role. */
#include <string.h>

#include "core/crud.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/users/parts.h"
#include "mod/users/users.h"

/* The roles of a new firm. */
enum { ADMINISTRATOR, HEAD, SELLER, BOOKKEEPER, ROLES };

static const struct {
	const char	*code, *name;
} first_roles[ROLES] = {
	{ "administrator", N_("Administrator") },
	{ "head", N_("Head of sales") },
	{ "seller", N_("Salesperson") },
	{ "bookkeeper", N_("Bookkeeper") },
};

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* Who may use the program, and how it is shaped: the administrator's. */
static bool
is_administration(const char *entity)
{
	static const char *const list[] = { "user", "role", "team", NULL };

	return is_one_of(entity, list);
}

/* Papers and money: the bookkeeper's. */
static bool
is_paper(const char *entity)
{
	static const char *const list[] = {
		"invoice", "payment", "series", "vat_rate", NULL
	};

	return is_one_of(entity, list);
}

static enum scope
seller_scope(const struct entity *e, enum verb v)
{
	if (is_administration(e->name))
		return SCOPE_NONE;
	if (e->flags & ENTITY_SHARED)
		return v == VERB_SEE ? SCOPE_ALL : SCOPE_NONE;
	return v == VERB_SEE || v == VERB_CREATE ? SCOPE_TEAM : SCOPE_OWN;
}

static enum scope
bookkeeper_scope(const struct entity *e, enum verb v)
{
	if (is_administration(e->name))
		return SCOPE_NONE;
	if (is_paper(e->name) || strcmp(e->name, "activity") == 0 ||
	    strcmp(e->name, "contact") == 0)
		return v == VERB_BULK || v == VERB_ASSIGN ? SCOPE_NONE :
		    SCOPE_ALL;
	return v == VERB_SEE || v == VERB_EXPORT ? SCOPE_ALL : SCOPE_NONE;
}

static enum scope
first_scope(int role, const struct entity *e, enum verb v)
{
	switch (role) {
	case ADMINISTRATOR:
		return SCOPE_ALL;
	case HEAD:
		return is_administration(e->name) ? SCOPE_NONE : SCOPE_ALL;
	case SELLER:
		return seller_scope(e, v);
	default:
		return bookkeeper_scope(e, v);
	}
}

static enum err
right_write(struct work *w, int64_t role_id, const char *entity, enum verb v,
    enum scope scope)
{
	return db_exec(w->db, "INSERT INTO permission "
	    "(role_id, entity, verb, scope) VALUES (?, ?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE scope = VALUES(scope)",
	    DB_ARGS(DB_I(role_id), DB_S(entity), DB_S(verb_name(v)),
	    DB_I(scope)));
}

/* The entities that rights are given on: those that do not follow another. */
static const struct entity *
entity_next(size_t *m, size_t *i)
{
	const struct module *const	*all = modules_all();

	for (; all[*m] != NULL; (*m)++, *i = 0) {
		if (all[*m]->entities == NULL)
			continue;
		while (all[*m]->entities[*i] != NULL) {
			const struct entity	*e = all[*m]->entities[(*i)++];

			if (e->parent == NULL && !(e->flags & ENTITY_OWN))
				return e;
		}
	}
	return NULL;
}

static enum err
role_seed(struct work *w, int role)
{
	const struct change	 c[] = {
		SET_TEXT("code", first_roles[role].code),
		SET_TEXT("name", t_in(w->site->lang, first_roles[role].name)),
		{ 0 }
	};
	const struct entity	*e;
	size_t			 m = 0, i = 0;
	int64_t			 id;
	enum err		 err = record_create(w, &role_entity, c, &id);

	while (err == OK && (e = entity_next(&m, &i)) != NULL)
		for (int v = 0; v < VERB_COUNT && err == OK; v++)
			err = right_write(w, id, e->name, (enum verb)v,
			    first_scope(role, e, (enum verb)v));
	return err;
}

enum err
roles_seed(struct work *w)
{
	enum err	 e = OK;

	for (int r = 0; r < ROLES && e == OK; r++)
		e = role_seed(w, r);
	return e;
}

/* ---- the matrix */

static const char *const verb_labels[VERB_COUNT] = {
	[VERB_SEE] = N_("See"), [VERB_CREATE] = N_("Create"),
	[VERB_EDIT] = N_("Change"), [VERB_DELETE] = N_("Delete"),
	[VERB_EXPORT] = N_("Take out"), [VERB_IMPORT] = N_("Bring in"),
	[VERB_BULK] = N_("In bulk"), [VERB_ASSIGN] = N_("Hand over")
};

static const struct {
	const char	*code, *label;
} scopes[] = {
	[SCOPE_NONE] = { "none", N_("none") },
	[SCOPE_OWN] = { "own", N_("own") },
	[SCOPE_TEAM] = { "team", N_("team's") },
	[SCOPE_ALL] = { "all", N_("all") }
};

static void
cell_put(struct request *rq, const struct entity *e, enum verb v,
    const struct rights *rights, struct out *row)
{
	struct work	 as = *rq->work;
	struct out	*c = out_add(row, "cells");
	enum scope	 now;

	as.actor.rights = rights;
	now = rights_scope(&as, e, v);
	out_fmt(c, "name", "%s.%s", e->name, verb_name(v));
	out_fmt(c, "label", "%s: %s", t(e->label), t(verb_labels[v]));
	for (int s = SCOPE_NONE; s <= SCOPE_ALL; s++) {
		if ((e->flags & ENTITY_SHARED) && s != SCOPE_NONE &&
		    s != SCOPE_ALL)
			continue;
		crud_option(c, scopes[s].code, t(scopes[s].label),
		    scopes[now].code);
	}
}

enum err
role_show(struct request *rq)
{
	const char		*cols[] = { "name", NULL };
	const struct rights	*rights;
	const struct entity	*e;
	struct db_rows		*rows;
	struct out		*crumb, *a;
	size_t			 m = 0, i = 0;
	enum err		 err = query_get(rq->work, &role_entity,
				    rq->id, cols, &rows);

	if (err == OK)
		err = rights_load(rq->work->db, rq->work->mem, rq->id,
		    &rights);
	if (err != OK)
		return err;
	out_text(rq->page, "title", db_text(rows, 0, 1));
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", t("Roles"));
	out_text(crumb, "href", "/roles");
	a = out_add(rq->page, "actions");
	out_text(a, "label", t("Rename"));
	out_text(a, "icon", "edit");
	out_fmt(a, "href", "/roles/%lld/edit", (long long)rq->id);
	out_fmt(out_node(rq->page, "matrix"), "action", "/roles/%lld/rights",
	    (long long)rq->id);
	for (int v = 0; v < VERB_COUNT; v++)
		out_text(out_add(rq->page, "verbs"), "label",
		    t(verb_labels[v]));
	while ((e = entity_next(&m, &i)) != NULL) {
		struct out	*row = out_add(rq->page, "rows");

		out_text(row, "label", t(e->label));
		for (int v = 0; v < VERB_COUNT; v++)
			cell_put(rq, e, (enum verb)v, rights, row);
	}
	return reply_page(rq, "users/role.cst");
}

/* The scope chosen under name; -1 when it is not asked or not one of ours. */
static int
scope_in(struct request *rq, const char *name)
{
	const char	*s = in_raw(rq, name);

	for (int i = SCOPE_NONE; s != NULL && i <= SCOPE_ALL; i++)
		if (strcmp(scopes[i].code, s) == 0)
			return i;
	if (s != NULL)
		work_refuse(rq->work, 0, name, t("is not one of the choices"));
	return -1;
}

/* Nobody locks himself out: the administrator's role keeps its own rights. */
static bool
must_keep(struct work *w, int64_t role_id, const struct entity *e, int scope)
{
	const char	*cols[] = { "code", NULL };
	struct db_rows	*rows;

	return scope != SCOPE_ALL && is_administration(e->name) &&
	    query_get(w, &role_entity, role_id, cols, &rows) == OK &&
	    strcmp(db_text(rows, 0, 1), "administrator") == 0;
}

enum err
role_take(struct request *rq)
{
	struct work		*w = rq->work;
	const struct entity	*e;
	size_t			 m = 0, i = 0;
	int64_t			 id;
	enum err		 err = query_int(w, &role_entity, rq->id,
				    "id", &id);

	while (err == OK && (e = entity_next(&m, &i)) != NULL)
		for (int v = 0; v < VERB_COUNT && err == OK; v++) {
			const char	*name = arena_fmt(w->mem, "%s.%s",
					    e->name, verb_name((enum verb)v));
			int		 scope = scope_in(rq, name);

			if (scope < 0 || must_keep(w, rq->id, e, scope))
				continue;
			err = right_write(w, rq->id, e->name, (enum verb)v,
			    (enum scope)scope);
		}
	if (err == OK)
		err = site_touch(w);
	if (err != OK || in_failed(rq))
		return err != OK ? err : ERR_INVALID;
	reply_note(rq, t("The rights are in force from the next page on."));
	return reply_see(rq, "/roles/%lld", (long long)rq->id);
}
