/* reply.c: what goes back, and the only place that knows HTTP's numbers. */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "core/form.h"
#include "core/i18n.h"
#include "core/note.h"
#include "core/reply.h"
#include "core/site.h"
#include "core/url.h"
#include "core/view.h"
#include "core/wire.h"

#define SEE_OTHER	303
#define RETRY_AFTER_S	"5"

/* A status and how RFC 9110 calls it, by outcome. */
static const struct {
	int		 status;
	const char	*phrase;
} answers[] = {
	[OK] = { 200, "OK" },
	[ERR_INVALID] = { 422, "Unprocessable Content" },
	[ERR_DENIED] = { 403, "Forbidden" },
	[ERR_NOTFOUND] = { 404, "Not Found" },
	[ERR_CONFLICT] = { 409, "Conflict" },
	[ERR_RETRY] = { 503, "Service Unavailable" },
	[ERR_REPEAT] = { 409, "Conflict" },
	[ERR_MALFORMED] = { 400, "Bad Request" },
	[ERR_TOOBIG] = { 413, "Content Too Large" },
	[ERR_METHOD] = { 405, "Method Not Allowed" },
	[ERR_SIGNIN] = { 403, "Forbidden" },
	[ERR_DB] = { 503, "Service Unavailable" },
	[ERR_IO] = { 500, "Internal Server Error" },
};

/* On every answer. */
static const struct header usual[] = {
	{ NULL, "Content-Security-Policy", "default-src 'none'; "
	    "script-src 'self'; style-src 'self'; img-src 'self' data:; "
	    "connect-src 'self'; font-src 'self'; manifest-src 'self'; "
	    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
	{ NULL, "X-Content-Type-Options", "nosniff" },
	{ NULL, "X-Frame-Options", "DENY" },
	{ NULL, "Referrer-Policy", "same-origin" },
	{ NULL, "Cross-Origin-Opener-Policy", "same-origin" },
	{ NULL, "Cross-Origin-Resource-Policy", "same-origin" },
	{ NULL, "Permissions-Policy", "camera=(), geolocation=(), "
	    "microphone=(), payment=(), usb=()" },
	{ NULL, "Cache-Control", "private, no-store" },
};

int
reply_status(enum err e)
{
	return answers[e].status;
}

/* ---- what handlers choose */

enum err
reply_see(struct request *rq, const char *fmt, ...)
{
	char	 path[2048];
	va_list	 ap;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	rq->reply->kind = REPLY_SEE;
	rq->reply->to = n < (int)sizeof(path) ?
	    arena_strdup(rq->work->mem, path) : "/";
	return OK;
}

const char *
reply_next(const struct request *rq, const char *otherwise)
{
	const char	*next = in_raw(rq, "next");

	if (next == NULL || str_eq(url_for(rq->work->mem, next), "#"))
		return otherwise;
	return next;
}

void
reply_note(struct request *rq, const char *text)
{
	rq->reply->note = arena_strdup(rq->work->mem, text);
}

void
reply_note_final(struct request *rq, const char *text)
{
	reply_note(rq, text);
	rq->reply->final = true;
}

enum err
reply_page(struct request *rq, const char *tpl)
{
	rq->reply->kind = REPLY_PAGE;
	rq->reply->tpl = tpl;
	return OK;
}

void
reply_keep(struct request *rq)
{
	rq->reply->keep = true;
}

enum err
reply_data(struct request *rq, const char *type, const char *name,
    const void *data, size_t n)
{
	struct reply	*re = rq->reply;

	re->kind = REPLY_DATA;
	re->type = type;
	re->name = name;
	re->data = data;
	re->n = n;
	return OK;
}

void
reply_header(struct request *rq, const char *name, const char *value)
{
	struct header	*h = arena_alloc(rq->work->mem, sizeof(*h));
	char		*v = arena_strdup(rq->work->mem, value), *p;

	for (p = v; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	h->name = name;
	h->value = v;
	h->next = rq->reply->headers;
	rq->reply->headers = h;
}

void
reply_cookie(struct request *rq, const char *name, const char *value,
    int64_t max_age_s)
{
	const struct conf	*c = rq->work->conf;
	struct arena		*mem = rq->work->mem;
	const char		*age = "";

	assert(strpbrk(value, "; ,\\\"") == NULL);
	if (max_age_s >= 0)
		age = arena_fmt(mem, "; Max-Age=%" PRId64, max_age_s);
	reply_header(rq, "Set-Cookie", arena_fmt(mem,
	    "%s=%s; Path=%s/; HttpOnly; SameSite=Lax%s%s", name, value,
	    c->base_path, c->https || rq->secure ? "; Secure" : "", age));
}

/* What ASCII can say of a name: what it cannot, and what quotes, becomes _. */
static const char *
name_ascii(struct arena *mem, const char *name)
{
	struct str	 s;
	uint32_t	 c;

	str_init(&s, mem);
	while ((c = (unsigned char)*name++) != 0)
		if (c < 0x80)
			str_addc(&s, c >= ' ' && c != 0x7f &&
			    strchr("\"\\%/;", (int)c) == NULL ? (char)c : '_');
		else if (c >= 0xc0)
			str_addc(&s, '_');
	return s.s;
}

const char *
reply_disposition(struct arena *mem, const char *name)
{
	return arena_fmt(mem, "attachment; filename=\"%s\"; "
	    "filename*=UTF-8''%s", name_ascii(mem, name),
	    url_escape(mem, name));
}

/* ---- sending */

/* An address for a header: what is not printable ASCII is escaped. */
static const char *
location(struct arena *mem, const char *address)
{
	struct str	 s;

	str_init(&s, mem);
	for (; *address != '\0'; address++)
		if (*address > ' ' && *address < 0x7f &&
		    strchr("\"<>\\^`{|}", *address) == NULL)
			str_addc(&s, *address);
		else
			str_fmt(&s, "%%%02X", (unsigned char)*address);
	return s.s;
}

static void
head_line(struct str *s, const char *name, const char *value)
{
	str_fmt(s, "%s: %s\r\n", name, value);
}

/* Headers added on the way, the first first; recursion is as deep as few. */
static void
head_added(struct str *s, const struct header *h)
{
	if (h == NULL)
		return;
	head_added(s, h->next);
	head_line(s, h->name, h->value);
}

/* Send status and headers; n below 0: of unknown length. */
static enum err
head_send(struct request *rq, int status, const char *phrase,
    const char *type, int64_t n)
{
	struct reply	*re = rq->reply;
	struct str	 s;
	size_t		 i;

	str_init(&s, rq->work->mem);
	str_fmt(&s, "Status: %d %s\r\n", status, phrase);
	if (type != NULL)
		head_line(&s, "Content-Type", type);
	if (n >= 0)
		str_fmt(&s, "Content-Length: %" PRId64 "\r\n", n);
	for (i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		head_line(&s, usual[i].name, usual[i].value);
	if (rq->work->conf->https)
		head_line(&s, "Strict-Transport-Security", "max-age=31536000");
	head_added(&s, re->headers);
	str_add(&s, "\r\n");
	re->begun = true;
	re->status = status;
	return rq->wire->write(rq->wire, s.s, s.n);
}

/* The whole answer. */
static void
whole_send(struct request *rq, enum err e, const char *type,
    const void *data, size_t n)
{
	enum err	 sent;

	sent = head_send(rq, answers[e].status, answers[e].phrase, type,
	    (int64_t)n);
	if (sent == OK && !rq->head && n > 0)
		rq->wire->write(rq->wire, data, n);
}

/* Send the browser to a path of ours. */
static void
see_send(struct request *rq, const char *path)
{
	struct arena	*mem = rq->work->mem;
	const char	*to = url_for(mem, path);

	if (str_eq(to, "#"))
		to = url_for(mem, "/");
	reply_header(rq, "Location", location(mem, to));
	head_send(rq, SEE_OTHER, "See Other", NULL, 0);
}

enum err
reply_stream(struct request *rq, const char *type, const char *name)
{
	assert(rq->method == GET && !rq->reply->begun);
	rq->reply->kind = REPLY_STREAM;
	if (name != NULL)
		reply_header(rq, "Content-Disposition",
		    reply_disposition(rq->work->mem, name));
	return head_send(rq, answers[OK].status, answers[OK].phrase, type, -1);
}

enum err
reply_write(struct request *rq, const void *data, size_t n)
{
	if (rq->head)
		return OK;
	if (rq->reply->broken)
		return ERR_IO;
	if (rq->wire->write(rq->wire, data, n) == OK)
		return OK;
	rq->reply->broken = true;
	return ERR_IO;
}

bool
reply_has_page(const struct request *rq, enum err e)
{
	return rq->reply->kind == REPLY_PAGE &&
	    (e == OK || e == ERR_INVALID || e == ERR_CONFLICT);
}

enum err
reply_render(struct request *rq)
{
	struct reply	*re = rq->reply;
	char		*html;
	enum err	 e;

	e = view_render(rq->work->mem, re->tpl, rq->page, &html, &re->n);
	if (e == OK)
		re->data = html;
	return e;
}

/* Where to sign in, and where to go on to then: only what a GET asked for. */
static void
sign_in_send(struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*to = "/sign-in", *here;

	if (rq->work->site == NULL)
		to = "/setup";
	else if (rq->method == GET && !rq->partial &&
	    strcmp(rq->path, "/") != 0) {
		here = location(mem, rq->path);
		if (*rq->query != '\0')
			here = arena_fmt(mem, "%s?%s", here, rq->query);
		to = arena_fmt(mem, "%s?next=%s", to, url_escape(mem, here));
	}
	if (!rq->partial) {
		see_send(rq, to);
		return;
	}
	/* A script would put the page where a part was asked for. */
	reply_header(rq, "HX-Redirect", location(mem, url_for(mem, to)));
	whole_send(rq, ERR_SIGNIN, "text/plain; charset=utf-8", NULL, 0);
}

/* The page of errors; plain words when even that cannot be shown. */
static void
error_send(struct request *rq, enum err e)
{
	struct arena	*mem = rq->work->mem;
	struct out	*o = out_node(rq->page, "error");
	char		*html;
	size_t		 n;
	const char	*words;

	out_int(o, "status", answers[e].status);
	if (answers[e].status == answers[ERR_DB].status)
		reply_header(rq, "Retry-After", RETRY_AFTER_S);
	if (view_render(mem, "error.cst", rq->page, &html, &n) == OK) {
		whole_send(rq, e, "text/html; charset=utf-8", html, n);
		return;
	}
	words = arena_fmt(mem, "%s %s\n",
	    t("Something went wrong. Request number:"), rq->rid);
	whole_send(rq, e, "text/plain; charset=utf-8", words, strlen(words));
}

/* What the handler chose. */
static void
chosen_send(struct request *rq, enum err e)
{
	struct reply	*re = rq->reply;

	switch (re->kind) {
	case REPLY_SEE:
		if (re->note != NULL)
			note_give(rq, re->note, re->final ? 0 :
			    rq->work->set.id);
		see_send(rq, re->to);
		break;
	case REPLY_PAGE:
		whole_send(rq, e, "text/html; charset=utf-8", re->data, re->n);
		break;
	case REPLY_DATA:
		if (re->name != NULL)
			reply_header(rq, "Content-Disposition",
			    reply_disposition(rq->work->mem, re->name));
		whole_send(rq, e, re->type, re->data, re->n);
		break;
	default:
		log_error("%s: the handler chose no answer", rq->path);
		error_send(rq, ERR_IO);
	}
}

void
reply_send(struct request *rq, enum err e)
{
	struct reply	*re = rq->reply;

	if (re->begun) {		/* a stream: all is sent, or broken */
		re->broken |= e != OK;
		return;
	}
	if (e == ERR_SIGNIN)
		sign_in_send(rq);
	else if (e == OK || (reply_has_page(rq, e) && re->data != NULL))
		chosen_send(rq, e);
	else
		error_send(rq, e);
}
