/* profile.c: what everybody may change about himself. */
#include <string.h>

#include "base/crypto.h"
#include "core/crud.h"
#include "core/db.h"
#include "core/form.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/view.h"
#include "mod/users/door.h"
#include "mod/users/parts.h"
#include "mod/users/users.h"

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

#define ZONE(name)	{ name, name, NULL }
const struct choice user_zones[] = {
	ZONE("Europe/Kyiv"), ZONE("Europe/Warsaw"),
	ZONE("Europe/Prague"), ZONE("Europe/Bratislava"),
	ZONE("Europe/Budapest"), ZONE("Europe/Bucharest"),
	ZONE("Europe/Chisinau"), ZONE("Europe/Sofia"),
	ZONE("Europe/Vilnius"), ZONE("Europe/Riga"),
	ZONE("Europe/Tallinn"), ZONE("Europe/Helsinki"),
	ZONE("Europe/Berlin"), ZONE("Europe/Vienna"),
	ZONE("Europe/Zurich"), ZONE("Europe/Paris"),
	ZONE("Europe/Brussels"), ZONE("Europe/Amsterdam"),
	ZONE("Europe/Rome"), ZONE("Europe/Madrid"),
	ZONE("Europe/Athens"), ZONE("Europe/Stockholm"),
	ZONE("Europe/Copenhagen"), ZONE("Europe/Oslo"),
	ZONE("Europe/London"), ZONE("Europe/Dublin"),
	ZONE("Europe/Lisbon"), ZONE("Europe/Istanbul"),
	ZONE("Asia/Tbilisi"), ZONE("Asia/Yerevan"),
	ZONE("Asia/Baku"), ZONE("Asia/Almaty"),
	ZONE("Asia/Tashkent"), ZONE("Asia/Jerusalem"),
	ZONE("Asia/Dubai"), ZONE("America/New_York"),
	ZONE("America/Chicago"), ZONE("America/Denver"),
	ZONE("America/Los_Angeles"), ZONE("UTC"),
	{ 0 }
};

const struct choice remind_ways[] = {
	{ "page", N_("on the pages alone"), NULL },
	{ "letter", N_("by letter alone"), NULL },
	{ "none", N_("not at all"), NULL }, { 0 }
};

static const struct field profile_fields[] = {
	{ .name = "lang", .type = F_CHOICE, .choices = langs, .width = 4,
	  .label = N_("Language"), .flags = FIELD_REQUIRED },
	{ .name = "theme", .type = F_CHOICE, .choices = themes, .width = 4,
	  .label = N_("Look"), .hint = N_("Empty: as the system is set") },
	{ .name = "density", .type = F_CHOICE, .choices = densities,
	  .width = 4, .label = N_("Density"),
	  .hint = N_("Compact shows more rows") },
	{ .name = "zone", .type = F_CHOICE, .choices = user_zones,
	  .width = 6, .label = N_("Time zone"),
	  .hint = N_("Empty: the firm's") },
	{ .name = "remind_by", .type = F_CHOICE, .choices = remind_ways,
	  .width = 6, .label = N_("How I am reminded"), .group = N_("Reminders"),
	  .hint = N_("Empty: on the pages and by letter") },
	{ .name = "daily", .type = F_BOOL, .width = 12,
	  .label = N_("A letter each morning"),
	  .hint = N_("What is overdue and what is due today, if anything is") },
	{ 0 }
};

static void
password_field(struct request *rq, const char *name, const char *label,
    const char *autocomplete)
{
	const struct problem	*p = work_problem(rq->work, 0, name);
	struct out		*f = out_add(rq->page, "fields");

	out_text(f, "name", name);
	out_text(f, "label", label);
	out_text(f, "type", "password");
	out_text(f, "autocomplete", autocomplete);
	if (strcmp(name, "password_now") == 0) {
		out_text(f, "group", t("New password"));
		out_text(f, "hint", t("Leave both empty to keep it"));
	}
	if (p != NULL)
		out_text(f, "error", p->text);
}

/* How he is told, which no session needs to hold. */
static enum err
remind_read(struct request *rq, const char **by, const char **daily,
    const char **zone)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT remind_by, daily, "
	    "zone FROM user WHERE id = ?", DB_ARGS(DB_I(w->actor.user_id)));
	if (e != OK)
		return e;
	*by = rows->n > 0 ? db_text(rows, 0, 0) : NULL;
	*zone = rows->n > 0 ? db_text(rows, 0, 2) : NULL;
	*daily = rows->n > 0 && db_int(rows, 0, 1) != 0 ? "1" : "";
	return OK;
}

enum err
profile_show(struct request *rq)
{
	const struct session	*s = rq->session;
	const char		*by = NULL, *daily = "", *zone = NULL;
	enum err		 e = remind_read(rq, &by, &daily, &zone);
	const struct setting	 values[] = {
		{ "lang", lang_code(s->lang) }, { "theme", s->theme },
		{ "density", s->density }, { "remind_by", by },
		{ "zone", zone },
		{ "daily", rq->method == POST ? "" : daily }, { 0 }
	};
	struct out		*form = out_node(rq->page, "form");

	if (e != OK)
		return e;
	out_text(rq->page, "title", t("My profile"));
	out_text(form, "title", t("My profile"));
	out_fmt(form, "sub", "%s · %s · %s", s->name, s->login, s->role);
	out_text(form, "action", "/profile");
	profile_pages(rq, false);
	e = crud_fields(rq, profile_fields, values);
	password_field(rq, "password_now", t("Present password"),
	    "current-password");
	password_field(rq, "password", t("New password"), "new-password");
	return e == OK ? reply_page(rq, "form.cst") : e;
}

/* A value of one of the lists, NULL for none. */
static const char *
choice_in(struct request *rq, const char *name, const struct choice *list)
{
	const char	*s = in_raw(rq, name);

	if (s == NULL || *s == '\0')
		return NULL;
	for (; list->code != NULL; list++)
		if (strcmp(list->code, s) == 0)
			return list->code;
	work_refuse(rq->work, 0, name, t("is not one of the choices"));
	return NULL;
}

/* One's own record is one's to change, whatever the role says of users. */
static enum err
self_save(struct request *rq, const struct change *c)
{
	struct work	*w = rq->work;
	struct actor	 self = w->actor;
	enum err	 e;

	w->actor.rights = NULL;
	e = record_save(w, &user_entity, self.user_id, REV_ANY, c);
	w->actor = self;
	return e;
}

enum err
password_ask(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*now = in_raw(rq, "password_now");
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT password_hash FROM user WHERE id = ?",
	    DB_ARGS(DB_I(w->actor.user_id)));
	if (e != OK)
		return e;
	if (rows->n == 0 || now == NULL || strlen(now) > 4 * PASSWORD_MAX ||
	    !crypto_password_fits(now, db_text(rows, 0, 0)))
		return work_refuse(w, 0, "password_now",
		    t("is not your present password"));
	return OK;
}

/* The new password, when one was typed: NULL if none. */
static enum err
password_in(struct request *rq, const char **hash)
{
	const char	*new = in_raw(rq, "password");
	enum err	 e;

	*hash = NULL;
	if (new == NULL || *new == '\0')
		return OK;
	e = password_ask(rq);
	if (e == OK)
		e = password_check(rq->work, "password", new);
	if (e == OK)
		*hash = crypto_password(rq->work->mem, new);
	return e;
}

enum err
profile_take(struct request *rq)
{
	const char	*lang = choice_in(rq, "lang", langs);
	const char	*theme = choice_in(rq, "theme", themes);
	const char	*density = choice_in(rq, "density", densities);
	const char	*by = choice_in(rq, "remind_by", remind_ways);
	const char	*zone = choice_in(rq, "zone", user_zones);
	const char	*hash = NULL;
	enum err	 e = in_failed(rq) ? ERR_INVALID :
			    password_in(rq, &hash);

	if (e == OK) {
		const struct change	 c[] = {
			SET_CHOICE("lang", lang), SET_CHOICE("theme", theme),
			SET_CHOICE("density", density),
			SET_CHOICE("remind_by", by), SET_CHOICE("zone", zone),
			SET_BOOL("daily", in_flag(rq, "daily")),
			{ hash != NULL ? "password_hash" : NULL, F_TEXT,
			  DB_S(hash) }, { 0 }
		};

		e = self_save(rq, c);
	}
	if (e == OK && hash != NULL)
		e = session_end_others(rq, rq->work->actor.user_id);
	if (e == OK && hash != NULL)
		e = door_note(rq, rq->work->actor.user_id,
		    DOOR_NEW_PASSWORD);
	if (e == ERR_INVALID) {
		e = profile_show(rq);
		return e == OK ? ERR_INVALID : e;
	}
	if (e != OK)
		return e;
	if (lang != NULL && lang_find(lang, &rq->work->lang))
		i18n_set(rq->work->lang);
	reply_note(rq, t("Saved."));
	return reply_see(rq, "/profile");
}

enum err
theme_take(struct request *rq)
{
	const char		*s = in_raw(rq, "theme");
	const char		*back = in_raw(rq, "back");
	const struct change	 c[] = {
		SET_CHOICE("theme", s != NULL && strcmp(s, "auto") != 0 ?
		    choice_in(rq, "theme", themes) : NULL), { 0 }
	};
	enum err		 e = in_failed(rq) ? ERR_INVALID :
				    self_save(rq, c);

	if (e != OK)
		return e;
	if (back == NULL || back[0] != '/' || back[1] == '/' ||
	    strpbrk(back, "\\\r\n") != NULL)
		back = "/now";
	return reply_see(rq, "%s", back);
}
