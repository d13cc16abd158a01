/* users.c: who may sign in, and what he may see and do. */
#include <string.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/job.h"
#include "core/query.h"
#include "core/record.h"
#include "core/session.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/users/door.h"
#include "mod/users/parts.h"
#include "mod/users/users.h"

static enum err	user_check(struct work *, struct draft *, size_t);
static enum err	user_form(struct request *, int64_t, struct out *);
static enum err	user_form_save(struct request *, int64_t);
static enum err	users_changed(struct work *, const struct event *);

static const struct choice langs[] = {
	{ "uk", "Українська", NULL }, { "ru", "Русский", NULL },
	{ "en", "English", NULL }, { 0 }
};

static const struct choice themes[] = {
	{ "light", N_("Light"), NULL }, { "dark", N_("Dark"), NULL }, { 0 }
};

static const struct choice densities[] = {
	{ "compact", N_("Compact"), NULL }, { 0 }
};

static const struct field role_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 80, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .place = "title" },
	{ .name = "code", .type = F_TEXT, .max = 40, .label = N_("Code"),
	  .flags = FIELD_REQUIRED | FIELD_LIST, .place = "sub",
	  .hint = N_("As files and the administrator's tool name the role") },
	{ .name = "second", .type = F_BOOL, .width = 12,
	  .label = N_("Must sign in by two steps"), .flags = FIELD_LIST,
	  .hint = N_("Whoever has the role turns two-step sign-in on before "
	  "anything else") },
	{ 0 }
};

static const struct field team_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 80, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .place = "title" },
	{ .name = "parent_id", .type = F_REF, .of = "team",
	  .label = N_("Part of"), .flags = FIELD_LIST, .place = "sub",
	  .hint = N_("A team sees what those below it have") },
	{ 0 }
};

static const struct field user_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 120, .label = N_("Full name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .place = "title" },
	{ .name = "login", .type = F_TEXT, .max = 120, .label = N_("Login"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST,
	  .place = "sub" },
	{ .name = "email", .type = F_TEXT, .max = 254, .label = N_("E-mail"),
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_EMAIL },
	{ .name = "phone", .type = F_TEXT, .max = 40, .label = N_("Phone"),
	  .flags = FIELD_LIST | FIELD_PHONE },
	{ .name = "role_id", .type = F_REF, .of = "role", .label = N_("Role"),
	  .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_FILTER,
	  .place = "sub" },
	{ .name = "team_id", .type = F_REF, .of = "team", .label = N_("Team"),
	  .flags = FIELD_LIST | FIELD_FILTER },
	{ .name = "active", .type = F_BOOL, .label = N_("May sign in"),
	  .flags = FIELD_LIST | FIELD_FILTER },
	{ .name = "lang", .type = F_CHOICE, .choices = langs,
	  .label = N_("Language") },
	{ .name = "theme", .type = F_CHOICE, .choices = themes,
	  .label = N_("Look"), .flags = FIELD_RULE },
	{ .name = "density", .type = F_CHOICE, .choices = densities,
	  .label = N_("Density"), .flags = FIELD_RULE },
	{ .name = "zone", .type = F_CHOICE, .choices = user_zones,
	  .label = N_("Time zone"), .flags = FIELD_RULE },
	{ .name = "remind_by", .type = F_CHOICE, .choices = remind_ways,
	  .label = N_("Reminders"), .flags = FIELD_RULE },
	{ .name = "daily", .type = F_BOOL, .flags = FIELD_RULE,
	  .label = N_("A letter each morning") },
	{ .name = "password_hash", .type = F_TEXT, .max = 120,
	  .label = N_("Password"), .flags = FIELD_SECRET | FIELD_RULE },
	{ .name = "second_key", .type = F_TEXT, .max = 200,
	  .label = N_("Two-step sign-in"),
	  .flags = FIELD_SECRET | FIELD_RULE },
	{ 0 }
};

const struct entity role_entity = {
	.name = "role", .table = "role", .fields = role_fields,
	.title = "name", .key = "code", .sort = "name", .path = "/roles",
	.icon = "shield-check", .label = N_("Roles"),
	.label_one = N_("Role"), .label_new = N_("New role"),
	.flags = ENTITY_SHARED | ENTITY_SMALL | ENTITY_NOIMPORT |
	    ENTITY_NOEXPORT,
	.check = role_check
};

const struct entity team_entity = {
	.name = "team", .table = "team", .fields = team_fields,
	.title = "name", .sort = "name", .path = "/teams", .icon = "users",
	.label = N_("Teams"), .label_one = N_("Team"),
	.label_new = N_("New team"),
	.flags = ENTITY_SHARED | ENTITY_SMALL | ENTITY_NOIMPORT |
	    ENTITY_NOEXPORT
};

const struct entity user_entity = {
	.name = "user", .table = "user", .fields = user_fields,
	.title = "name", .key = "login", .sort = "name", .path = "/users",
	.icon = "user", .label = N_("Users"), .label_one = N_("User"),
	.label_new = N_("New user"), .plural = "users",
	.flags = ENTITY_SHARED | ENTITY_SMALL | ENTITY_KEPT,
	.check = user_check, .form = user_form, .form_save = user_form_save
};

static const struct entity *const users_entities[] = {
	&user_entity, &team_entity, &role_entity, NULL
};

static const struct route users_routes[] = {
	{ GET,  "/sign-in",            sign_in_show,  PUBLIC, NULL },
	{ POST, "/sign-in",            sign_in_take,  PUBLIC, NULL },
	{ GET,  "/sign-in/code",       code_show,     PUBLIC, NULL },
	{ POST, "/sign-in/code",       code_take,     PUBLIC, NULL },
	{ POST, "/sign-out",           sign_out_take, HALFWAY, NULL },
	{ GET,  "/setup",              setup_show,    PUBLIC, NULL },
	{ POST, "/setup",              setup_take,    PUBLIC, NULL },
	{ GET,  "/setup/done",         setup_done,    PUBLIC, NULL },
	{ GET,  "/settings",           settings_show, "role.edit", NULL },
	{ POST, "/settings",           settings_take, "role.edit", NULL },
	{ GET,  "/profile",            profile_show,  SIGNED, NULL },
	{ POST, "/profile",            profile_take,  SIGNED, NULL },
	{ POST, "/profile/theme",      theme_take,    HALFWAY, NULL },
	{ GET,  "/profile/safety",     safety_show,   SIGNED, NULL },
	{ POST, "/profile/sessions/end", sessions_end, SIGNED, NULL },
	{ GET,  "/profile/second",     second_page,   HALFWAY, NULL },
	{ POST, "/profile/second",     second_take,   HALFWAY, NULL },
	{ POST, "/profile/second/off", second_off_take, SIGNED, NULL },
	{ GET,  "/profile/codes",      codes_show,    SIGNED, NULL },
	{ POST, "/profile/codes",      codes_take,    SIGNED, NULL },
	{ GET,  "/sign-ins",           sign_ins_show, "role.see", NULL },
	{ GET,  "/audit",              audit_show,    "role.see", NULL },
	{ GET,  "/changes/:id/undo",   undo_show,     SIGNED, NULL },
	{ POST, "/changes/:id/undo",   undo_take,     SIGNED, NULL },
	{ GET,  "/lookup/:name",       crud_lookup,   SIGNED, NULL },
	{ POST, "/lookup/:name",       crud_lookup_new, SIGNED, NULL },

	{ GET,  "/users",              crud_list,    "user.create", &user_entity },
	{ POST, "/users/views",        crud_view_save, "user.create", &user_entity },
	{ GET,  "/users/new",          crud_new,     "user.create", &user_entity },
	{ POST, "/users/new",          crud_create,  "user.create", &user_entity },
	{ GET,  "/users/:id",          crud_card,    "user.create", &user_entity },
	{ GET,  "/users/:id/edit",     crud_edit,    "user.edit",   &user_entity },
	{ POST, "/users/:id/edit",     crud_save,    "user.edit",   &user_entity },
	{ GET,  "/users/:id/delete",   crud_confirm, "user.delete", &user_entity },
	{ POST, "/users/:id/delete",   crud_delete,  "user.delete", &user_entity },
	{ POST, "/users/:id/second/off", user_second_off, "user.edit", NULL },
	{ POST, "/users/:id/sessions/end", user_sessions_end, "user.edit",
	  NULL },
	{ GET,  "/users/:id/history",  crud_history, "user.create", &user_entity },

	{ GET,  "/teams",              crud_list,    "team.create", &team_entity },
	{ POST, "/teams/views",        crud_view_save, "team.create", &team_entity },
	{ GET,  "/teams/new",          crud_new,     "team.create", &team_entity },
	{ POST, "/teams/new",          crud_create,  "team.create", &team_entity },
	{ GET,  "/teams/:id",          crud_card,    "team.create", &team_entity },
	{ GET,  "/teams/:id/edit",     crud_edit,    "team.edit",   &team_entity },
	{ POST, "/teams/:id/edit",     crud_save,    "team.edit",   &team_entity },
	{ GET,  "/teams/:id/delete",   crud_confirm, "team.delete", &team_entity },
	{ POST, "/teams/:id/delete",   crud_delete,  "team.delete", &team_entity },
	{ GET,  "/teams/:id/history",  crud_history, "team.create", &team_entity },

	{ GET,  "/roles",              crud_list,    "role.see",    &role_entity },
	{ POST, "/roles/views",        crud_view_save, "role.see",  &role_entity },
	{ GET,  "/roles/new",          crud_new,     "role.create", &role_entity },
	{ POST, "/roles/new",          crud_create,  "role.create", &role_entity },
	{ GET,  "/roles/:id",          role_show,    "role.see",    &role_entity },
	{ POST, "/roles/:id/rights",   role_take,    "role.edit",   &role_entity },
	{ GET,  "/roles/:id/edit",     crud_edit,    "role.edit",   &role_entity },
	{ POST, "/roles/:id/edit",     crud_save,    "role.edit",   &role_entity },
	{ GET,  "/roles/:id/delete",   crud_confirm, "role.delete", &role_entity },
	{ POST, "/roles/:id/delete",   crud_delete,  "role.delete", &role_entity },
	{ GET,  "/roles/:id/history",  crud_history, "role.see",    &role_entity },
	{ 0 }
};

static const struct listener users_listens[] = {
	{ "user", users_changed }, { "team", users_changed },
	{ "role", users_changed }, { 0 }
};

static const struct panel users_panels[] = {
	{ "user", "user.edit", user_door_panel, NULL, NULL, NULL }, { 0 }
};

static const struct place users_places[] = {
	{ N_("Users"), "/users", "users", "user.create", "end" },
	{ N_("Change log"), "/audit", "history", "role.see", "end" },
	{ N_("Settings"), "/settings", "settings", "role.edit", "end" },
	{ N_("Sign-ins"), "/sign-ins", "lock", "role.see", "settings" },
	{ 0 }
};

static const struct job_kind users_jobs[] = {
	{ .name = "sign-ins", .label = N_("Forget sign-ins of half a year ago"),
	  .every_min = 1440, .fn = door_sweep },
	{ 0 }
};

const struct module users_module = {
	.name = "users",
	.entities = users_entities,
	.routes = users_routes,
	.listens = users_listens,
	.panels = users_panels,
	.places = users_places,
	.commands = users_commands,
	.jobs = users_jobs,
	.seed = roles_seed
};

/* What workers hold of users, teams and roles is read again. */
static enum err
users_changed(struct work *w, const struct event *ev)
{
	(void)ev;
	return site_touch(w);
}

/* A login is unique whatever its case; the last administrator stays one. */
static enum err
user_check(struct work *w, struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);
		struct db_rows	*rows;
		enum err	 e;

		if (draft_skipped(d) || !draft_changed(d, "login"))
			continue;
		e = db_query(w->db, w->mem, &rows,
		    "SELECT id FROM user WHERE login = ? AND id <> ?",
		    DB_ARGS(DB_S(draft_text(d, "login")),
		    DB_I(draft_id(d))));
		if (e != OK)
			return e;
		if (rows->n > 0)
			draft_refuse(d, "login",
			    t("is taken by another user"));
	}
	return admins_keep(w, drafts, n);
}

enum err
password_check(struct work *w, const char *field, const char *password)
{
	size_t	 n = password == NULL ? 0 : utf8_length(password);

	if (n < PASSWORD_MIN)
		return work_refuse(w, 0, field, arena_fmt(w->mem,
		    t("must have at least %d characters"), PASSWORD_MIN));
	if (n > PASSWORD_MAX)
		return work_refuse(w, 0, field, arena_fmt(w->mem,
		    t("must have at most %d characters"), PASSWORD_MAX));
	return OK;
}

static enum err
password_set(struct work *w, int64_t user_id, const char *password)
{
	const struct change	 c[] = {
		SET_TEXT("password_hash", crypto_password(w->mem, password)),
		{ 0 }
	};

	return record_save(w, &user_entity, user_id, REV_ANY, c);
}

/* The form of a user also takes a password. */
static enum err
user_form(struct request *rq, int64_t id, struct out *page)
{
	const struct problem	*p = work_problem(rq->work, 0, "password");
	struct out		*f = out_add(page, "fields");

	out_text(f, "name", "password");
	out_text(f, "label", id == 0 ? t("Password") : t("New password"));
	out_text(f, "type", "password");
	out_text(f, "autocomplete", "new-password");
	out_text(f, "hint", id == 0 ?
	    t("At least 8 characters; empty: cannot sign in yet") :
	    t("Leave empty to keep the present one"));
	if (p != NULL)
		out_text(f, "error", p->text);
	if (id == 0)
		crud_preset(page, "active", "1");
	return OK;
}

static enum err
user_form_save(struct request *rq, int64_t id)
{
	const char	*password = in_raw(rq, "password");
	enum err	 e;

	if (password == NULL || *password == '\0')
		return OK;
	e = password_check(rq->work, "password", password);
	if (e == OK)
		e = password_set(rq->work, id, password);
	if (e == OK)
		e = session_end_others(rq, id);
	return e == OK ? door_note(rq, id, DOOR_NEW_PASSWORD) : e;
}

enum err
users_add(struct work *w, const char *login, const char *name,
    const char *role, const char *team, const char *password)
{
	const struct db_val	 code = DB_S(role), title = DB_S(team);
	int64_t			 role_id = 0, team_id = 0, id;
	enum err		 e = password_check(w, "password", password);

	if (e != OK)
		return e;
	e = query_find(w, &role_entity, "code", &code, &role_id);
	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, "role", t("there is no such role"));
	if (e == OK && team != NULL)
		e = query_find(w, &team_entity, "name", &title, &team_id);
	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, "team", t("there is no such team"));
	if (e == OK) {
		const struct change	 c[] = {
			SET_TEXT("login", login), SET_TEXT("name", name),
			SET_REF("role_id", role_id), SET_BOOL("active", 1),
			SET_REF("team_id", team_id), { 0 }
		};

		e = record_create(w, &user_entity, c, &id);
	}
	return e == OK ? password_set(w, id, password) : e;
}
