/* What core/reply promises about the bytes that leave. */
#include <string.h>

#include "base/conf.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/view.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"

static struct conf	 conf = { .base_path = "/crm", .rewrite = true,
			    .share_dir = "/nonexistent", .https = true };
static const char *const none[] = { NULL };

static struct test_wire	 wire;
static struct work	 work;
static struct reply	 re;
static struct request	 rq;

static void
fresh(struct arena *mem)
{
	memset(&work, 0, sizeof(work));
	memset(&re, 0, sizeof(re));
	memset(&rq, 0, sizeof(rq));
	wire_make(&wire, mem, none, "");
	work.mem = mem;
	work.conf = &conf;
	rq.work = &work;
	rq.wire = &wire.wire;
	rq.reply = &re;
	rq.page = out_new(mem);
	rq.method = GET;
	rq.path = "/deals";
	rq.query = "";
	rq.rid = "0123456789ab";
}

static int
sent(const char *what)
{
	return strstr(wire.sent.s, what) != NULL;
}

/* Whether a line of the head begins so. */
static int
line(struct arena *mem, const char *begin)
{
	return sent(arena_fmt(mem, "\r\n%s", begin));
}

static void
check_usual(struct arena *mem)
{
	fresh(mem);
	reply_data(&rq, "text/plain; charset=utf-8", NULL, "body", 4);
	reply_send(&rq, OK);
	check(str_starts(wire.sent.s, "Status: 200 OK\r\n") &&
	    str_ends(wire.sent.s, "\r\n\r\nbody"), "data is sent whole");
	check(line(mem, "Content-Security-Policy: default-src 'none'; ") &&
	    line(mem, "X-Content-Type-Options: nosniff\r\n") &&
	    line(mem, "X-Frame-Options: DENY\r\n") &&
	    line(mem, "Referrer-Policy: same-origin\r\n") &&
	    line(mem, "Strict-Transport-Security: ") &&
	    line(mem, "Cache-Control: private, no-store\r\n") &&
	    line(mem, "Content-Length: 4\r\n"),
	    "every answer has its safeguards");
	check(!sent("unsafe-"), "the content policy allows nothing unsafe");
	fresh(mem);
	rq.head = true;
	reply_data(&rq, "text/plain", NULL, "body", 4);
	reply_send(&rq, OK);
	check(str_ends(wire.sent.s, "\r\n\r\n") &&
	    line(mem, "Content-Length: 4\r\n"), "HEAD has no body");
	fresh(mem);
	conf.https = false;
	reply_data(&rq, "text/plain", NULL, "", 0);
	reply_send(&rq, OK);
	check(!sent("Strict-Transport"), "without https no HSTS");
	conf.https = true;
}

static void
check_headers(struct arena *mem)
{
	fresh(mem);
	reply_header(&rq, "X-Test", "a\r\nX-Fire: 1\n\tb\x7f");
	reply_data(&rq, "text/plain", "зв\r\nX-Fire: 1\"/\\іт.csv", "", 0);
	reply_send(&rq, OK);
	check(!line(mem, "X-Fire"), "no text begins a header");
	check(line(mem, "X-Test: a  X-Fire: 1  b \r\n"),
	    "its control characters are blanks");
	check(line(mem, "Content-Disposition: attachment; filename=\""
	    "____X-Fire: 1_____.csv\"; filename*=UTF-8''%D0%B7%D0%B2%0D%0A"
	    "X-Fire%3A%201%22%2F%5C%D1%96%D1%82.csv\r\n"),
	    "a file's name is quoted and escaped");
	fresh(mem);
	reply_cookie(&rq, "k", "v", 60);
	reply_cookie(&rq, "gone", "", 0);
	reply_cookie(&rq, "s", "v", -1);
	reply_data(&rq, "text/plain", NULL, "", 0);
	reply_send(&rq, OK);
	check(line(mem, "Set-Cookie: k=v; Path=/crm/; HttpOnly; SameSite=Lax; "
	    "Secure; Max-Age=60\r\n") &&
	    line(mem, "Set-Cookie: gone=; Path=/crm/; HttpOnly; SameSite=Lax; "
	    "Secure; Max-Age=0\r\n") &&
	    line(mem, "Set-Cookie: s=v; Path=/crm/; HttpOnly; SameSite=Lax; "
	    "Secure\r\n"), "cookies are ours alone");
	conf.https = false;
	fresh(mem);
	reply_cookie(&rq, "k", "v", -1);
	reply_data(&rq, "text/plain", NULL, "", 0);
	reply_send(&rq, OK);
	check(!sent("Secure"), "without https they travel as all does");
	fresh(mem);
	rq.secure = true;
	reply_cookie(&rq, "k", "v", -1);
	reply_data(&rq, "text/plain", NULL, "", 0);
	reply_send(&rq, OK);
	check(line(mem, "Set-Cookie: k=v; Path=/crm/; HttpOnly; SameSite=Lax; "
	    "Secure\r\n"), "what came by https gets Secure without base_url");
	rq.secure = false;
	conf.https = true;
}

static const struct {
	const char	*to;
	const char	*want;
} places[] = {
	{ "/deals/7", "/crm/deals/7" },
	{ "/a?q=ф x", "/crm/a?q=%D1%84%20x" },
	{ "//evil.example/", "/crm/" },
	{ "/\\evil.example", "/crm/" },
	{ "https://evil.example/", "/crm/" },
	{ "/a\r\nX-Fire: 1", "/crm/" },
	{ "javascript:alert(1)", "/crm/" },
	{ "", "/crm/" },
};

static void
check_places(struct arena *mem)
{
	struct param	 next = { .name = "next" };
	size_t		 i;
	const char	*got;
	int		 local;

	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		fresh(mem);
		reply_see(&rq, "%s", places[i].to);
		reply_send(&rq, OK);
		check(str_starts(wire.sent.s, "Status: 303 See Other\r\n") &&
		    line(mem, arena_fmt(mem, "Location: %s\r\n",
		    places[i].want)), arena_fmt(mem, "303 to \"%s\"",
		    places[i].want));
		next.value = places[i].to;
		rq.params = &next;
		got = reply_next(&rq, "/now");
		local = i < 2;
		check(strcmp(got, local ? places[i].to : "/now") == 0,
		    "only a path of ours is gone on to");
	}
}

static void
check_errors(struct arena *mem)
{
	fresh(mem);
	reply_send(&rq, ERR_DB);
	check(str_starts(wire.sent.s, "Status: 503 ") &&
	    line(mem, "Retry-After: 5\r\n") && sent(rq.rid),
	    "a database away is 503 with the request's number");
	check(!sent("/deals") && !sent("nonexistent"),
	    "an error tells no path");
	fresh(mem);
	reply_page(&rq, "error.cst");
	reply_send(&rq, ERR_NOTFOUND);
	check(str_starts(wire.sent.s, "Status: 404 "), "an error has its own "
	    "page, whatever the handler had chosen");
	fresh(mem);
	reply_send(&rq, OK);
	check(str_starts(wire.sent.s, "Status: 500 "),
	    "a handler that chose nothing is a fault");
	fresh(mem);
	rq.query = "a=1&b=//x";
	work.site = (const struct site *)&conf;
	reply_send(&rq, ERR_SIGNIN);
	check(line(mem, "Location: /crm/sign-in?next=%2Fdeals%3Fa%3D1%26b%3D"
	    "%2F%2Fx\r\n"), "who signs in goes on to where he wanted");
	fresh(mem);
	rq.method = POST;
	work.site = (const struct site *)&conf;
	reply_send(&rq, ERR_SIGNIN);
	check(line(mem, "Location: /crm/sign-in\r\n"), "but not to a form");
	fresh(mem);
	reply_send(&rq, ERR_SIGNIN);
	check(line(mem, "Location: /crm/setup\r\n"),
	    "before the set-up it comes first");
}

static void
check_streams(struct arena *mem)
{
	fresh(mem);
	check(reply_stream(&rq, "text/csv", "a.csv") == OK &&
	    reply_write(&rq, "1;", 2) == OK && reply_write(&rq, "2", 1) == OK,
	    "a stream is written");
	reply_send(&rq, OK);
	check(str_ends(wire.sent.s, "\r\n\r\n1;2") &&
	    !sent("Content-Length") && !re.broken, "and nothing behind it");
	fresh(mem);
	reply_stream(&rq, "text/csv", "a.csv");
	reply_send(&rq, ERR_DB);
	check(re.broken && str_ends(wire.sent.s, "\r\n\r\n"),
	    "an error in a stream breaks it off");
	fresh(mem);
	reply_stream(&rq, "text/csv", "a.csv");
	wire.broken = 1;
	check(reply_write(&rq, "1", 1) == ERR_IO && re.broken,
	    "a reader who went away ends it");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	view_init(&conf);
	check_usual(mem);
	check_headers(mem);
	check_places(mem);
	check_errors(mem);
	check_streams(mem);
	arena_free(mem);
	return done();
}
