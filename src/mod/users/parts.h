#ifndef USERS_PARTS_H
#define USERS_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/tool.h"
#include "core/work.h"

struct out;
struct request;

/* How somebody is told of his tasks. */
extern const struct choice	remind_ways[];
/* Time zones that a user may choose from. */
extern const struct choice	user_zones[];

/* Handlers of the module's pages; see the routes of users.c. */

/* GET /sign-in: the form. */
enum err	 sign_in_show(struct request *rq);

/* POST /sign-in: a session, then the page that was asked for. */
enum err	 sign_in_take(struct request *rq);

/* POST /sign-out: the session's end. */
enum err	 sign_out_take(struct request *rq);

/* GET /setup: the first visit. */
enum err	 setup_show(struct request *rq);

/* GET /setup/done: the end of it. */
enum err	 setup_done(struct request *rq);

/* POST /setup: the firm and its administrator. */
enum err	 setup_take(struct request *rq);

/* GET /settings: the firm's requisites. */
enum err	 settings_show(struct request *rq);

/* POST /settings: take them. */
enum err	 settings_take(struct request *rq);

/* GET /profile: one's own language, look and password. */
enum err	 profile_show(struct request *rq);

/* POST /profile: take them. */
enum err	 profile_take(struct request *rq);

/* POST /profile/theme: light, dark or the system's. */
enum err	 theme_take(struct request *rq);

/* GET /sign-in/code: the second step's form. */
enum err	 code_show(struct request *rq);

/* POST /sign-in/code: a session, if the code is right. */
enum err	 code_take(struct request *rq);

/* GET /profile/safety: two-step sign-in, sessions, what happened lately. */
enum err	 safety_show(struct request *rq);

/* POST /profile/sessions/end: one of one's sessions, or all others. */
enum err	 sessions_end(struct request *rq);

/* GET /profile/second: the code to scan. */
enum err	 second_page(struct request *rq);

/* POST /profile/second: turn two-step sign-in on. */
enum err	 second_take(struct request *rq);

/* POST /profile/second/off: turn it off. */
enum err	 second_off_take(struct request *rq);

/* GET /profile/codes: recovery codes just made. */
enum err	 codes_show(struct request *rq);

/* POST /profile/codes: make new ones. */
enum err	 codes_take(struct request *rq);

/* POST /users/:id/second/off: for one who lost his phone. */
enum err	 user_second_off(struct request *rq);

/* POST /users/:id/sessions/end: sign him out everywhere. */
enum err	 user_sessions_end(struct request *rq);

/* GET /sign-ins: what happened at the door, of all users. */
enum err	 sign_ins_show(struct request *rq);

/* What a user's card says of his signing in. */
enum err	 user_door_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* The pages of one's profile, as kinds.N below the page. */
void		 profile_pages(struct request *rq, bool is_safety);

/*
 * Whether the form's password_now is the user's; ERR_INVALID, noted there, if
 * not: what is done needs him, not only his browser.
 */
enum err	 password_ask(struct request *rq);

/* GET /audit: who changed what. */
enum err	 audit_show(struct request *rq);

/* POST /changes/:id/undo: take a change back. */
enum err	 undo_take(struct request *rq);

/* GET /changes/:id/undo: how far that is, and what stays as it is. */
enum err	 undo_show(struct request *rq);

/* GET /roles/:id: what the role may do. */
enum err	 role_show(struct request *rq);

/* POST /roles/:id/rights: take the matrix. */
enum err	 role_take(struct request *rq);

/* The tool's setup and user add. */
extern const struct command	users_commands[];

/* The roles that are always there, with their rights. */
enum err	 roles_seed(struct work *w);

/* ERR_INVALID, noted under field, for a password too short or too long. */
enum err	 password_check(struct work *w, const char *field,
		    const char *password);

struct draft;

/*
 * Refuse drafts of users that would leave the firm without anybody who is
 * active and an administrator.
 */
enum err	 admins_keep(struct work *w, struct draft *drafts, size_t n);

/*
 * The rules of roles: one that somebody has is not deleted.
 */
enum err	 role_check(struct work *w, struct draft *drafts, size_t n);

#endif
