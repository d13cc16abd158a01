/* safety.c: how one signs in, where one is, and what happened at the door. */
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/str.h"
#include "core/crud.h"
#include "core/db.h"
#include "core/field.h"
#include "core/form.h"
#include "core/qr.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/site.h"
#include "core/url.h"
#include "core/view.h"
#include "mod/users/door.h"
#include "mod/users/parts.h"
#include "mod/users/second.h"

#define VISITS_OWN	15
#define VISITS_PAGE	50
#define SESSIONS_SHOWN	50

static const struct field code_field[] = {
	{ .name = "code", .type = F_TEXT, .max = 40, .width = 4,
	  .label = N_("Code from the application"), .flags = FIELD_REQUIRED,
	  .hint = N_("Six digits") },
	{ 0 }
};

/* ---- sessions */

static void
session_show(struct work *w, const struct db_rows *rows, size_t r,
    struct out *o, const struct session *own)
{
	const struct field	 moment = { .type = F_TIME };
	const struct db_val	*hash = db_cell(rows, r, 0);

	out_text(o, "text", agent_name(w->mem, db_text(rows, r, 2)));
	out_fmt(o, "sub", t("%s · since %s · last seen %s"),
	    db_text(rows, r, 1), field_show(w, &moment, NULL,
	    db_cell(rows, r, 3)), field_show(w, &moment, NULL,
	    db_cell(rows, r, 4)));
	out_text(o, "hash", crypto_hex(w->mem, hash->s, hash->n));
	if (hash->n == sizeof(own->hash) &&
	    memcmp(hash->s, own->hash, hash->n) == 0)
		out_text(o, "here", "1");
}

static enum err
sessions_show(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT token_hash, addr, agent, "
	    "created_at, seen_at FROM session WHERE user_id = ? "
	    "ORDER BY seen_at DESC LIMIT ?", DB_ARGS(DB_I(w->actor.user_id),
	    DB_I(SESSIONS_SHOWN)));
	for (size_t r = 0; e == OK && r < rows->n; r++)
		session_show(w, rows, r, out_add(rq->page, "sessions"),
		    rq->session);
	if (e == OK && rows->n > 1)
		out_text(rq->page, "others", "1");
	return e;
}

/* POST /profile/sessions/end: the one named, or all but this one. */
enum err
sessions_end(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*which = in_raw(rq, "session");
	uint8_t		 hash[32];
	enum err	 e;

	if (which == NULL)
		e = session_end_others(rq, w->actor.user_id);
	else if (crypto_unhex(which, hash, sizeof(hash)) != OK)
		return ERR_MALFORMED;
	else
		e = db_exec(w->db, "DELETE FROM session WHERE user_id = ? "
		    "AND token_hash = ?", DB_ARGS(DB_I(w->actor.user_id),
		    DB_B((const char *)hash, sizeof(hash))));
	if (e == OK)
		e = door_note(rq, w->actor.user_id, DOOR_ENDED);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Signed out there."));
	return reply_see(rq, "/profile/safety");
}

/* ---- the page */

void
profile_pages(struct request *rq, bool is_safety)
{
	static const struct {
		const char	*label, *href;
	} pages[] = {
		{ N_("About me"), "/profile" },
		{ N_("Sign-in and safety"), "/profile/safety" }
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct out	*o = out_add(rq->page, "kinds");

		out_text(o, "label", t(pages[i].label));
		out_text(o, "href", pages[i].href);
		if ((i == 1) == is_safety)
			out_text(o, "current", "1");
	}
}

static enum err
second_show(struct request *rq)
{
	struct work	*w = rq->work;
	struct out	*o = out_node(rq->page, "second");
	struct second	 s;
	enum err	 e = second_load(w, w->actor.user_id, &s);

	if (e != OK)
		return e;
	if (rq->session->second_asked)
		out_text(o, "due", "1");
	if (!s.on)
		return OK;
	out_text(o, "on", "1");
	out_fmt(o, "left", tn("%d recovery code is left.",
	    "%d recovery codes are left.", second_left(&s)),
	    second_left(&s));
	return OK;
}

enum err
safety_show(struct request *rq)
{
	struct work	*w = rq->work;
	int64_t		 last;
	enum err	 e;

	out_text(rq->page, "title", t("Sign-in and safety"));
	out_fmt(out_node(rq->page, "form"), "sub", "%s · %s · %s",
	    rq->session->name, rq->session->login, rq->session->role);
	profile_pages(rq, true);
	e = second_show(rq);
	if (e == OK)
		e = sessions_show(rq);
	if (e == OK)
		e = door_list(w, rq->page, w->actor.user_id, 0, VISITS_OWN,
		    &last);
	return e == OK ? reply_page(rq, "users/safety.cst") : e;
}

/* The page again with a form open and what was wrong with it. */
static enum err
safety_again(struct request *rq, const char *which)
{
	const struct problem	*p = work_problem(rq->work, 0,
				    "password_now");
	enum err		 e = safety_show(rq);

	out_text(out_node(rq->page, "form"), "open", which);
	if (p != NULL)
		out_text(out_node(rq->page, "form"), "error", p->text);
	return e == OK ? ERR_INVALID : e;
}

/* ---- two-step sign-in */

/* A key as people type it: groups of four. */
static const char *
grouped(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	for (size_t i = 0; s[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			str_addc(&out, ' ');
		str_addc(&out, s[i]);
	}
	return out.s;
}

static enum err
offer_page(struct request *rq)
{
	struct work	*w = rq->work;
	const uint8_t	*secret = second_offer(rq);
	struct out	*o = out_node(rq->page, "second"), *f;
	struct qr	 q;
	enum err	 e;

	out_text(rq->page, "title", t("Two-step sign-in"));
	e = qr_draw(w->mem, totp_uri(w->mem,
	    url_escape(w->mem, w->site->firm),
	    url_escape(w->mem, rq->session->login), secret, TOTP_SECRET),
	    false, &q);
	if (e == OK) {
		out_int(out_node(o, "qr"), "size", q.size);
		out_text(out_node(o, "qr"), "path", q.path);
	}
	out_text(o, "secret", grouped(w->mem, base32(w->mem, secret,
	    TOTP_SECRET)));
	if (rq->session->second_due)
		out_text(o, "due", "1");
	e = crud_fields(rq, code_field, NULL);
	f = crud_field(rq->page, "code");
	if (f != NULL) {
		out_text(f, "autocomplete", "one-time-code");
		out_text(f, "inputmode", "numeric");
	}
	return e == OK ? reply_page(rq, "users/second.cst") : e;
}

enum err
second_page(struct request *rq)
{
	struct second	 s;
	enum err	 e = second_load(rq->work, rq->work->actor.user_id,
			    &s);

	if (e != OK)
		return e;
	return s.on ? reply_see(rq, "/profile/safety") : offer_page(rq);
}

enum err
second_take(struct request *rq)
{
	struct work	*w = rq->work;
	struct second	 s;
	enum err	 e = second_load(w, w->actor.user_id, &s);

	if (e == OK && s.on)
		return reply_see(rq, "/profile/safety");
	if (e == OK)
		e = second_turn_on(rq, in_raw(rq, "code"));
	if (e == ERR_INVALID) {
		e = offer_page(rq);
		return e == OK ? ERR_INVALID : e;
	}
	if (e == OK)
		e = door_note(rq, w->actor.user_id, DOOR_SECOND_ON);
	if (e == OK)
		e = session_end_others(rq, w->actor.user_id);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Two-step sign-in is on."));
	return reply_see(rq, "/profile/codes");
}

enum err
second_off_take(struct request *rq)
{
	struct work	*w = rq->work;
	enum err	 e;

	if (rq->session->second_asked)
		return ERR_DENIED;
	e = password_ask(rq);
	if (e == ERR_INVALID)
		return safety_again(rq, "off");
	if (e == OK)
		e = second_turn_off(w, w->actor.user_id);
	if (e == OK)
		e = door_note(rq, w->actor.user_id, DOOR_SECOND_OFF);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Two-step sign-in is off."));
	return reply_see(rq, "/profile/safety");
}

/* ---- recovery codes */

enum err
codes_show(struct request *rq)
{
	struct work		*w = rq->work;
	const char *const	*list;
	struct second		 s;
	enum err		 e = second_load(w, w->actor.user_id, &s);

	if (e != OK)
		return e;
	list = s.on && w->now_s - s.codes_at < CODES_SHOWN_S ?
	    second_codes(w, w->actor.user_id, &s) : NULL;
	if (list == NULL)
		return reply_see(rq, "/profile/safety");
	out_text(rq->page, "title", t("Recovery codes"));
	for (int i = 0; i < SECOND_CODES; i++) {
		struct out	*o = out_add(rq->page, "codes");

		out_text(o, "text", list[i]);
		if (s.codes_used >> i & 1)
			out_text(o, "used", "1");
	}
	return reply_page(rq, "users/codes.cst");
}

enum err
codes_take(struct request *rq)
{
	struct work	*w = rq->work;
	enum err	 e = password_ask(rq);

	if (e == ERR_INVALID)
		return safety_again(rq, "codes");
	if (e == OK)
		e = second_renew(w, w->actor.user_id);
	if (e == OK)
		e = door_note(rq, w->actor.user_id, DOOR_CODES);
	return e == OK ? reply_see(rq, "/profile/codes") : e;
}

/* ---- for administrators */

static void
link_post(struct out *o, const char *href, const char *label,
    const char *icon)
{
	struct out	*post = out_node(o, "post");

	out_text(post, "href", href);
	out_text(post, "label", label);
	out_text(post, "icon", icon);
}

enum err
user_door_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	struct out	*o;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT second_key IS NOT NULL, "
	    "(SELECT COUNT(*) FROM session s WHERE s.user_id = u.id) "
	    "FROM user u WHERE u.id = ?", DB_ARGS(DB_I(id)));
	if (e != OK || rows->n == 0)
		return e;
	out_text(panel, "title", t("Sign-in and safety"));
	o = out_add(panel, "links");
	out_text(o, "text", t("Two-step sign-in"));
	out_text(o, "state", db_int(rows, 0, 0) != 0 ? "ok" : "none");
	out_text(o, "state_text", db_int(rows, 0, 0) != 0 ? t("on") :
	    t("off"));
	if (db_int(rows, 0, 0) != 0)
		link_post(o, arena_fmt(w->mem, "/users/%lld/second/off",
		    (long long)id), t("Turn it off"), "x");
	o = out_add(panel, "links");
	out_text(o, "text", t("Open sessions"));
	out_fmt(o, "sub", "%lld", (long long)db_int(rows, 0, 1));
	if (db_int(rows, 0, 1) > 0)
		link_post(o, arena_fmt(w->mem, "/users/%lld/sessions/end",
		    (long long)id), t("Sign out everywhere"), "logout");
	out_fmt(panel, "more_href", "/sign-ins?user_id=%lld", (long long)id);
	out_text(panel, "more_label", t("What happened lately"));
	return OK;
}

/* The user :id, or ERR_NOTFOUND. */
static enum err
user_there(struct request *rq)
{
	struct second	 s;

	return second_load(rq->work, rq->id, &s);
}

enum err
user_second_off(struct request *rq)
{
	enum err	 e = user_there(rq);

	if (e == OK)
		e = second_turn_off(rq->work, rq->id);
	if (e == OK)
		e = door_note(rq, rq->id, DOOR_SECOND_OFF);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Two-step sign-in is off."));
	return reply_see(rq, "/users/%lld", (long long)rq->id);
}

enum err
user_sessions_end(struct request *rq)
{
	enum err	 e = user_there(rq);

	if (e == OK)
		e = session_end_others(rq, rq->id);
	if (e == OK)
		e = door_note(rq, rq->id, DOOR_ENDED);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Signed out there."));
	return reply_see(rq, "/users/%lld", (long long)rq->id);
}

enum err
sign_ins_show(struct request *rq)
{
	struct work	*w = rq->work;
	int64_t		 user = in_int(rq, "user_id", 0, INT64_MAX);
	int64_t		 before = in_int(rq, "before", 0, INT64_MAX), last;
	enum err	 e;

	out_text(rq->page, "title", t("Sign-ins"));
	e = door_list(w, rq->page, user, before, VISITS_PAGE, &last);
	if (e != OK)
		return e;
	if (last != 0)
		out_fmt(out_node(rq->page, "pager"), "next_href",
		    "/sign-ins?before=%lld%s", (long long)last, user == 0 ?
		    "" : arena_fmt(w->mem, "&user_id=%lld",
		    (long long)user));
	return reply_page(rq, "users/sign-ins.cst");
}
