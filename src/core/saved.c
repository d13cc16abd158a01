/* saved.c: views: lists that are kept under a name. */
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/crud_scope.h"
#include "core/draft.h"
#include "core/field.h"
#include "core/form.h"
#include "core/kept.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/saved.h"
#include "core/view.h"

#define QUERY_LENGTH	4000

static const struct choice shares[] = {
	{ "own", N_("me alone"), NULL }, { "role", N_("one role"), NULL },
	{ "all", N_("everybody"), NULL }, { 0 }
};

static const struct field view_fields[] = {
	{ .name = "entity", .type = F_TEXT, .max = 40,
	  .flags = FIELD_RULE | FIELD_REQUIRED },
	{ .name = "name", .type = F_TEXT, .max = 60,
	  .label = N_("Name of the view"), .flags = FIELD_REQUIRED |
	  FIELD_LIST, .width = 8, .place = "title" },
	{ .name = "position", .type = F_INT, .label = N_("Place among the tabs"),
	  .width = 4 },
	{ .name = "share", .type = F_CHOICE, .choices = shares,
	  .label = N_("Who sees it"), .flags = FIELD_REQUIRED, .width = 6,
	  .hint = N_("Everybody sees of it what he may see anyway.") },
	{ .name = "role_id", .type = F_REF, .of = "role",
	  .label = N_("The role that sees it"), .width = 6 },
	{ .name = "query", .type = F_LONG, .max = QUERY_LENGTH,
	  .flags = FIELD_RULE, .label = N_("What it asks for") },
	{ 0 }
};

static enum err	 saved_check(struct work *w, struct draft *drafts, size_t n);

const struct entity view_entity = {
	.name = "view", .table = "view", .fields = view_fields,
	.title = "name", .sort = "name", .path = "/views",
	.icon = "layout-list", .label = N_("Views"), .label_one = N_("View"),
	.flags = ENTITY_NOIMPORT | ENTITY_NOEXPORT | ENTITY_OWN,
	.check = saved_check
};

/* ---- rules */

static enum err
place_set(struct work *w, struct draft *d)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT MAX(position) + 1 "
	    "FROM view WHERE entity = ? AND owner_id = ? "
	    "AND deleted_at IS NULL", DB_ARGS(DB_S(draft_text(d, "entity")),
	    DB_I(draft_int(d, "owner_id"))));
	if (e == OK)
		draft_set_int(d, "position", rows->n == 0 ||
		    db_int(rows, 0, 0) < 1 ? 1 : db_int(rows, 0, 0));
	return e;
}

static enum err
saved_check(struct work *w, struct draft *drafts, size_t n)
{
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);
		const char	*share;

		if (draft_skipped(d))
			continue;
		share = draft_text(d, "share");
		if (share == NULL)
			draft_set_text(d, "share", "own");
		if (!str_eq(share, "role"))
			draft_set_int(d, "role_id", 0);
		else if (draft_int(d, "role_id") == 0)
			draft_refuse(d, "role_id", t("must be filled in"));
		if (draft_is_new(d) && draft_text(d, "query") == NULL)
			draft_set_text(d, "query", "");
		if (draft_int(d, "position") == 0)
			e = place_set(w, d);
	}
	return e;
}

/* ---- reading */

static void
saved_read(const struct db_rows *rows, size_t r, struct saved *v)
{
	v->id = db_int(rows, r, 0);
	v->owner_id = db_int(rows, r, 1);
	v->name = db_text(rows, r, 2);
	v->query = db_text(rows, r, 3) != NULL ? db_text(rows, r, 3) : "";
	v->shared = strcmp(db_text(rows, r, 4), "own") != 0;
}

enum err
saved_list(struct work *w, const struct entity *e, struct saved **out,
    size_t *n)
{
	const struct db_rows	*rows;
	int64_t			 me = w->actor.user_id;
	enum err		 err;

	err = kept_query(w, &rows, "SELECT id, owner_id, name, query, share "
	    "FROM view WHERE entity = ? AND deleted_at IS NULL AND "
	    "(owner_id = ? OR share = 'all' OR (share = 'role' AND role_id = "
	    "(SELECT role_id FROM user WHERE id = ?))) "
	    "ORDER BY owner_id = ? DESC, position, id LIMIT 20",
	    DB_ARGS(DB_S(e->name), DB_I(me), DB_I(me), DB_I(me)));
	if (err != OK)
		return err;
	*out = arena_alloc(w->mem, (rows->n + 1) * sizeof(**out));
	*n = rows->n;
	for (size_t i = 0; i < rows->n; i++)
		saved_read(rows, i, &(*out)[i]);
	return OK;
}

enum err
saved_find(struct work *w, const struct entity *e, const char *name,
    const char **query)
{
	struct db_rows	*rows;
	int64_t		 me = w->actor.user_id;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, "SELECT query FROM view "
	    "WHERE entity = ? AND name = ? AND deleted_at IS NULL AND "
	    "(? = 0 OR owner_id = ? OR share = 'all' OR (share = 'role' "
	    "AND role_id = (SELECT role_id FROM user WHERE id = ?))) "
	    "ORDER BY owner_id = ? DESC, share, id LIMIT 1", DB_ARGS(
	    DB_S(e->name), DB_S(name), DB_I(me), DB_I(me), DB_I(me),
	    DB_I(me)));
	if (err != OK)
		return err;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	*query = db_text(rows, 0, 0) != NULL ? db_text(rows, 0, 0) : "";
	return OK;
}

enum err
saved_get(struct work *w, int64_t id, struct saved *out,
    const struct entity **e)
{
	struct db_rows	*rows;
	int64_t		 me = w->actor.user_id;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, "SELECT id, owner_id, name, "
	    "query, share, entity FROM view WHERE id = ? AND "
	    "deleted_at IS NULL AND (owner_id = ? OR share = 'all' OR "
	    "(share <> 'own' AND ?) OR (share = 'role' AND role_id = "
	    "(SELECT role_id FROM user WHERE id = ?)))", DB_ARGS(DB_I(id),
	    DB_I(me), DB_I(rights_have(w, "role.edit")), DB_I(me)));
	if (err != OK)
		return err;
	*e = rows->n == 0 ? NULL : entity_find(db_text(rows, 0, 5));
	if (*e == NULL || (*e)->path == NULL)
		return ERR_NOTFOUND;
	saved_read(rows, 0, out);
	return OK;
}

enum err
saved_query(struct work *w, const struct entity *e, const char *query,
    const char **out)
{
	const struct param	*params = NULL;
	struct crud_scope	*s = arena_alloc(w->mem, sizeof(*s));
	enum err		 err;

	err = form_parse(w->mem, query, strlen(query), &params);
	if (err == OK)
		err = crud_scope_read(w, e, params, s);
	if (err == OK)
		*out = crud_scope_own(w, s);
	return err;
}

static void
gone_add(struct str *s, const char *name, size_t n)
{
	str_fmt(s, "%s“%.*s”", s->n > 0 ? ", " : "", (int)n, name);
}

static void
gone_cols(struct work *w, const struct entity *e, const char *cols,
    struct str *s)
{
	const char	*name;
	size_t		 n;

	while (str_split(&cols, ',', &name, &n))
		if (field_find(e, arena_fmt(w->mem, "%.*s", (int)n, name)) ==
		    NULL)
			gone_add(s, name, n);
}

const char *
saved_gone(struct work *w, const struct entity *e, const char *query)
{
	const struct param	*p = NULL;
	struct crud_asked	 a;
	struct str		 s;

	str_init(&s, w->mem);
	if (form_parse(w->mem, query, strlen(query), &p) != OK)
		return NULL;
	for (; p != NULL; p = p->next) {
		const char	*name = p->name;

		if (str_eq(name, "q") || str_eq(name, "view"))
			continue;
		if (str_eq(name, "cols")) {
			gone_cols(w, e, p->value, &s);
			continue;
		}
		if (str_eq(name, "group"))
			name = p->value;
		if (str_eq(name, "sort"))
			name = *p->value == '-' ? p->value + 1 : p->value;
		if (!crud_scope_name(w, e, name, &a))
			gone_add(&s, name, strlen(name));
	}
	return s.n > 0 ? s.s : NULL;
}

bool
saved_writable(const struct work *w, const struct saved *v)
{
	return v->owner_id == w->actor.user_id ||
	    (v->shared && rights_have(w, "role.edit"));
}

/* ---- above a list */

/* What a reader must know of the view that he looks at. */
static void
note_show(struct request *rq, const struct entity *e,
    const struct crud_scope *scope, const struct saved *v)
{
	const char	*gone = saved_gone(rq->work, e, v->query);
	struct out	*o = out_node(rq->page, "view");

	if (gone != NULL)
		out_fmt(o, "note", t("This view asks for %s, which is not "
		    "there any more. It is left out."), gone);
	for (size_t i = 0; i < scope->nwhere; i++) {
		const struct field	*ref = scope->asked[i].through;
		const struct entity	*of = ref == NULL ? NULL :
					    entity_find(ref->of);

		if (of != NULL && rights_scope(rq->work, of, VERB_SEE) ==
		    SCOPE_NONE)
			out_fmt(o, "note", t("This view asks for “%s”, which "
			    "you may not see. So nothing passes it."),
			    t(of->label));
	}
}

/* What can be done with the view shown. */
static void
saved_tools(struct request *rq, const struct crud_scope *scope,
    const struct saved *v, bool changed)
{
	struct out	*o = out_node(rq->page, "view");

	out_text(o, "name", v->name);
	if (!saved_writable(rq->work, v))
		return;
	out_fmt(o, "edit_href", "/views/%lld/edit", (long long)v->id);
	if (!changed)
		return;
	out_fmt(o, "save_action", "/views/%lld/query", (long long)v->id);
	out_text(o, "query", crud_scope_own(rq->work, scope));
}

static struct out *
tab_add(struct request *rq, const char *label, const char *href, bool now)
{
	struct out	*v = out_add(rq->page, "views");

	out_text(v, "label", label);
	out_text(v, "href", href);
	if (now)
		out_text(v, "current", "1");
	return v;
}

static const char *
tab_href(struct request *rq, const struct saved *v)
{
	return arena_fmt(rq->work->mem, "%s?%s%sview=%lld", rq->path,
	    v->query, *v->query != '\0' ? "&" : "", (long long)v->id);
}

/* The view that the address names, else the one that asks for the same. */
static size_t
saved_now(const struct saved *list, size_t n, const char *now, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (id != 0 && list[i].id == id)
			return i;
	for (size_t i = 0; i < n; i++)
		if (*now != '\0' && strcmp(now, list[i].query) == 0)
			return i;
	return n;
}

enum err
saved_show(struct request *rq, const struct entity *e,
    const struct crud_scope *scope)
{
	const char	*now = crud_scope_own(rq->work, scope);
	struct saved	*list;
	size_t		 n, at;
	bool		 changed;
	enum err	 err = saved_list(rq->work, e, &list, &n);

	if (err != OK || (n == 0 && *now == '\0'))
		return err;
	at = saved_now(list, n, now, scope->view);
	tab_add(rq, t("All"), rq->path, at == n && *now == '\0');
	for (size_t i = 0; i < n; i++) {
		struct out	*tab = tab_add(rq, list[i].name,
				    tab_href(rq, &list[i]), i == at);

		if (list[i].shared)
			out_text(tab, "shared", "1");
		if (i != at)
			continue;
		changed = strcmp(now, list[i].query) != 0;
		if (changed)
			out_text(tab, "changed", "1");
		saved_tools(rq, scope, &list[i], changed);
		note_show(rq, e, scope, &list[i]);
	}
	if (n > 0)
		out_fmt(rq->page, "views_all_href", "/views?of=%s", e->name);
	return OK;
}

/* ---- keeping a list */

/* The name is asked for again, with what was wrong. */
static enum err
name_again(struct request *rq, const struct entity *e, const char *query)
{
	static const struct field	 fields[] = {
		{ .name = "name", .type = F_TEXT, .max = 60,
		  .label = N_("Name of the view"), .flags = FIELD_REQUIRED },
		{ 0 }
	};
	struct out	*form = out_node(rq->page, "form"), *o;
	enum err	 err = crud_fields(rq, fields, NULL);

	out_text(rq->page, "title", t("Save the view"));
	out_text(form, "title", t("Save the view"));
	out_text(form, "action", rq->path);
	out_text(form, "submit", t("Save the view"));
	out_fmt(form, "cancel_href", "%s?%s", e->path,
	    query != NULL ? query : "");
	o = out_add(rq->page, "hidden");
	out_text(o, "name", "query");
	out_text(o, "value", query);
	if (err == OK)
		err = reply_page(rq, "form.cst");
	return err == OK ? ERR_INVALID : err;
}

static enum err
saved_make(struct work *w, const struct entity *e, const char *name,
    const char *query, int64_t *id)
{
	const struct change	 c[] = {
		SET_TEXT("entity", e->name), SET_TEXT("name", name),
		SET_TEXT("query", query), SET_CHOICE("share", "own"), { 0 }
	};

	return record_create(w, &view_entity, c, id);
}

enum err
crud_view_save(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	struct work		*w = rq->work;
	const char		*name = in_text(rq, "name", 60);
	const char		*asked = in_text(rq, "query", QUERY_LENGTH);
	const char		*query = "";
	int64_t			 id = 0;
	enum err		 err = ERR_INVALID;

	if (!in_failed(rq))
		err = saved_query(w, e, asked != NULL ? asked : "", &query);
	if (err == OK)
		err = saved_make(w, e, name, query, &id);
	if (err == ERR_INVALID)
		return name_again(rq, e, asked);
	if (err != OK)
		return err;
	reply_note(rq, t("The view is saved."));
	return reply_see(rq, "%s?%s%sview=%lld", e->path, query,
	    *query != '\0' ? "&" : "", (long long)id);
}
