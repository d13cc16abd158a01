/* settings.c: the mail server that takes the program's letters. */
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/letter.h"
#include "base/str.h"
#include "core/changelog.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/mail.h"
#include "core/reply.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/mail/parts.h"

#define TEST_S	15	/* somebody waits for the answer */

static const struct choice securities[] = {
	{ "starttls", N_("STARTTLS (usual with port 587)"), NULL },
	{ "tls", N_("TLS from the first byte (port 465)"), NULL },
	{ "none", N_("none: a server on this machine (port 25)"), NULL },
	{ 0 }
};

static const struct field server_fields[] = {
	{ .name = "mail_host", .type = F_TEXT, .max = 250,
	  .label = N_("Mail server"), .width = 8,
	  .hint = N_("As your mail provider names it for sending (SMTP); "
	  "empty: no letters are sent") },
	{ .name = "mail_port", .type = F_INT, .label = N_("Port"),
	  .width = 4 },
	{ .name = "mail_security", .type = F_CHOICE, .choices = securities,
	  .label = N_("Protection of the way"), .width = 8,
	  .flags = FIELD_REQUIRED,
	  .hint = N_("The server's certificate is always checked") },
	{ .name = "mail_user", .type = F_TEXT, .max = 250,
	  .label = N_("User of the mail server"), .width = 6 },
	{ 0 }
};

static const struct field sender_fields[] = {
	{ .name = "mail_from", .type = F_TEXT, .max = 250,
	  .label = N_("Address of the sender"), .width = 6,
	  .group = N_("Sender"), .flags = FIELD_EMAIL },
	{ .name = "mail_name", .type = F_TEXT, .max = 120,
	  .label = N_("Name of the sender"), .width = 6 },
	{ 0 }
};

/* ---- the page */

static void
password_field(struct request *rq, const struct mail_settings *s)
{
	const struct problem	*p = work_problem(rq->work, 0,
				    "mail_password");
	struct out		*f = out_add(rq->page, "fields");

	out_text(f, "name", "mail_password");
	out_text(f, "label", t("Password for the mail server"));
	out_text(f, "type", "password");
	out_text(f, "autocomplete", "off");
	out_text(f, "width", "6");
	out_text(f, "hint", s->locked ? t("It was kept under another secret "
	    "key: type it again") : s->has_password ?
	    t("One is kept; empty keeps it") : t("Kept sealed, never shown"));
	if (p != NULL)
		out_text(f, "error", p->text);
}

static const char *
security_code(enum smtp_security s)
{
	return s == SMTP_TLS ? "tls" : s == SMTP_PLAIN ? "none" : "starttls";
}

static enum err
fields_fill(struct request *rq, const struct mail_settings *s)
{
	struct work		*w = rq->work;
	const struct setting	 values[] = {
		{ "mail_host", s->server.host },
		{ "mail_port", s->server.port == 0 ? "587" :
		    arena_fmt(w->mem, "%d", s->server.port) },
		{ "mail_security", security_code(s->server.security) },
		{ "mail_user", s->server.user }, { "mail_from", s->from },
		{ "mail_name", *s->from_name != '\0' || *s->from != '\0' ?
		    s->from_name : w->site->firm }, { 0 }
	};
	enum err		 e = crud_fields(rq, server_fields, values);

	password_field(rq, s);
	return e == OK ? crud_fields(rq, sender_fields, values) : e;
}

static enum err
page_fill_mail(struct request *rq, const struct mail_settings *s)
{
	struct out	*o = out_node(rq->page, "mail"), *crumb;
	struct out	*form = out_node(rq->page, "form");
	enum err	 e = mail_queue_fill(rq, o);

	if (e == OK)
		e = fields_fill(rq, s);
	out_text(form, "action", "/settings/mail");
	if (mail_ready(s) && !s->locked)
		out_text(o, "ready", "1");
	if (s->locked)
		out_text(o, "locked", "1");
	out_text(o, "test_to", in_raw(rq, "test_to") != NULL ?
	    in_raw(rq, "test_to") : rq->work->site->email);
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", t("Settings"));
	out_text(crumb, "href", "/settings");
	return e == OK ? reply_page(rq, "mail/mail.cst") : e;
}

enum err
mail_settings_show(struct request *rq)
{
	struct mail_settings	 s;
	enum err		 e = mail_settings_read(rq->work, &s);

	return e == OK ? page_fill_mail(rq, &s) : e;
}

/* ---- taking it */

/* A line that is no secret; "" for none. */
static const char *
line_in(struct request *rq, const char *name, int max)
{
	const char	*s = in_text(rq, name, max);

	return s != NULL ? s : "";
}

static bool
host_fits(const char *s)
{
	for (; *s != '\0'; s++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "0123456789.-:", *s) == NULL)
			return false;
	return true;
}

static const char *
security_in(struct request *rq)
{
	const char	*s = in_raw(rq, "mail_security");

	for (const struct choice *c = securities; s && c->code; c++)
		if (strcmp(c->code, s) == 0)
			return c->code;
	work_refuse(rq->work, 0, "mail_security",
	    t("is not one of the choices"));
	return "";
}

/*
 * The password kept goes to the server it was typed for alone: for another
 * one, or with less protection, it is typed again.
 */
static const char *
password_in(struct request *rq, const struct mail_settings *now,
    const struct setting *list)
{
	struct work	*w = rq->work;
	const char	*typed = in_raw(rq, "mail_password");
	bool		 other;

	if (typed != NULL && *typed != '\0') {
		if (strlen(typed) > 500 || !letter_line(typed))
			work_refuse(w, 0, "mail_password",
			    t("must be one line, without control characters"));
		return mail_seal(w, typed);
	}
	if (!now->has_password || *list[3].value == '\0')
		return "";
	other = !str_eq(list[0].value, now->server.host) ||
	    !str_eq(list[1].value, arena_fmt(w->mem, "%d",
	    now->server.port)) || !str_eq(list[2].value,
	    security_code(now->server.security)) || now->server.user == NULL ||
	    !str_eq(list[3].value, now->server.user) || now->locked;
	if (other && *list[0].value != '\0')
		work_refuse(w, 0, "mail_password", t("Type it again: it is "
		    "kept for the server, user and protection as they were"));
	return NULL;
}

/* What is wrong with the server as it was typed. */
static void
server_check(struct request *rq, const struct setting *list)
{
	struct work	*w = rq->work;

	if (!host_fits(list[0].value))
		work_refuse(w, 0, "mail_host",
		    t("is not the name of a server, such as smtp.example.org"));
	if (*list[0].value != '\0' && !letter_address(list[4].value))
		work_refuse(w, 0, "mail_from",
		    t("is not an address that letters can go to"));
	if (*list[0].value != '\0' && str_eq(list[1].value, "0"))
		work_refuse(w, 0, "mail_port", t("must be filled in"));
}

enum err
mail_settings_take(struct request *rq)
{
	struct work		*w = rq->work;
	struct mail_settings	 now;
	struct setting		 list[] = {
		{ "mail_host", line_in(rq, "mail_host", 250) },
		{ "mail_port", arena_fmt(w->mem, "%d",
		    (int)in_int(rq, "mail_port", 0, 65535)) },
		{ "mail_security", security_in(rq) },
		{ "mail_user", line_in(rq, "mail_user", 250) },
		{ "mail_from", line_in(rq, "mail_from", 250) },
		{ "mail_name", line_in(rq, "mail_name", 120) },
		{ "mail_password", NULL }, { NULL, NULL }
	};
	enum err		 e = mail_settings_read(w, &now);

	if (e != OK)
		return e;
	server_check(rq, list);
	list[6].value = password_in(rq, &now, list);
	if (in_failed(rq)) {
		e = page_fill_mail(rq, &now);
		return e == OK ? ERR_INVALID : e;
	}
	if (list[6].value == NULL)
		list[6].name = NULL;	/* the one that is there stays */
	w->set.what = t("The mail server was set");
	e = changelog_open(w);
	if (e == OK)
		e = site_save(w, list);
	if (e != OK)
		return e;
	reply_note_final(rq, t("Saved."));
	return reply_see(rq, "/settings/mail");
}

/* ---- a letter to try it */

static enum err
test_send(struct work *w, const struct mail_settings *s, const char *to,
    struct smtp_answer *answer)
{
	struct smtp_server	 server = s->server;
	struct letter		 l = {
		.from = s->from, .from_name = s->from_name, .to = to,
		.subject = arena_fmt(w->mem, t("A test letter of %s"),
		    w->site->firm),
		.text = t("This letter shows that Kartoteka can send "
		    "letters. Nothing needs to be done.\n"),
		.at_s = w->now_s
	};
	uint8_t			 raw[12];
	const char		*text;
	size_t			 n;
	enum err		 e;

	crypto_random(raw, sizeof(raw));
	l.id = arena_fmt(w->mem, "test.%s%s", crypto_hex(w->mem, raw,
	    sizeof(raw)), strchr(s->from, '@'));
	e = letter_write(w->mem, &l, &text, &n);
	server.wait_s = TEST_S;
	if (e == OK)
		smtp_send(smtp_open(w->mem, &server), w->mem, l.from, to, text,
		    n, answer);
	return e;
}

static void
answer_show(struct request *rq, const struct smtp_answer *a)
{
	struct out	*o = out_node(rq->page, "answer");

	out_text(o, "kind", a->end == SMTP_SENT ? "ok" : "late");
	out_text(o, "title", a->end == SMTP_SENT ?
	    t("The server took the letter") :
	    t("The letter was not taken"));
	out_text(o, "text", *a->at == '\0' || a->end == SMTP_SENT ?
	    a->words : arena_fmt(rq->work->mem, "%s: %s", a->at, a->words));
}

enum err
mail_test(struct request *rq)
{
	struct work		*w = rq->work;
	const char		*to = line_in(rq, "test_to", 254);
	struct mail_settings	 s;
	struct smtp_answer	 answer;
	enum err		 e = mail_settings_read(w, &s), shown;

	if (e != OK)
		return e;
	if (!letter_address(to) || !mail_ready(&s) || s.locked) {
		answer = (struct smtp_answer){ SMTP_NEVER, "",
		    !letter_address(to) ?
		    t("is not an address that letters can go to") :
		    t("Fill in and save the mail server first.") };
		e = ERR_INVALID;
	} else {
		w->set.what = arena_fmt(w->mem, t("A test letter to %s"), to);
		e = changelog_open(w);
		if (e == OK)
			e = test_send(w, &s, to, &answer);
	}
	if (e != OK && e != ERR_INVALID)
		return e;
	answer_show(rq, &answer);
	shown = page_fill_mail(rq, &s);
	return shown != OK ? shown : e;
}
