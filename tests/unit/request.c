/* What core/request promises about targets, bodies and addresses. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "core/form.h"
#include "core/request.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"

static struct conf	 conf = { .base_path = "", .rewrite = true,
			    .data_dir = "/tmp", .trusted_proxies =
			    "127.0.0.1 10.0.0.9 ::1" };

/* A request from these variables, read up to its target. */
static enum err
read_target(struct arena *mem, struct request *rq, struct test_wire *wire,
    const char *const *vars, const char *body)
{
	struct work	*w = arena_alloc(mem, sizeof(*w));

	wire_make(wire, mem, vars, body);
	memset(rq, 0, sizeof(*rq));
	w->mem = mem;
	w->conf = &conf;
	rq->work = w;
	rq->wire = &wire->wire;
	return request_read(rq);
}

static const struct {
	const char	*base;
	const char	*uri;
	enum err	 want;
	const char	*path;
} targets[] = {
	{ "", "/", OK, "/" },
	{ "", "/contacts/7?a=1", OK, "/contacts/7" },
	{ "", "/contacts/7/", OK, "/contacts/7/" },
	{ "", "/%D1%84", OK, "/ф" },
	{ "", "/cgi-bin/kartoteka.fcgi", OK, "/" },
	{ "", "/cgi-bin/kartoteka.fcgi/deals", OK, "/deals" },
	{ "", "/cgi-bin/upload.cgi/import/contacts", OK, "/import/contacts" },
	{ "", "/cgi-bin/other.fcgi/deals", OK, "/cgi-bin/other.fcgi/deals" },
	{ "", "/cgi-bin/kartoteka.fcgix/deals", OK,
	    "/cgi-bin/kartoteka.fcgix/deals" },
	{ "/crm", "/crm/deals", OK, "/deals" },
	{ "/crm", "/crm", OK, "/" },
	{ "/crm", "/crm/cgi-bin/kartoteka.fcgi/deals", OK, "/deals" },
	{ "/crm", "/crmx/deals", ERR_NOTFOUND, "/" },
	{ "/crm", "/deals", ERR_NOTFOUND, "/" },
	{ "", "", ERR_MALFORMED, "/" },
	{ "", "deals", ERR_MALFORMED, "/" },
	{ "", "http://x/deals", ERR_MALFORMED, "/" },
	{ "", "/a%00", ERR_MALFORMED, "/" },
	{ "", "/a%", ERR_MALFORMED, "/" },
	{ "", "/a%4", ERR_MALFORMED, "/" },
	{ "", "/a%zz", ERR_MALFORMED, "/" },
	{ "", "/a%0d%0aX:1", ERR_MALFORMED, "/" },
	{ "", "/a%09", ERR_MALFORMED, "/" },
	{ "", "/a%7f", ERR_MALFORMED, "/" },
	{ "", "/a%5cb", ERR_MALFORMED, "/" },
	{ "", "/%c0%ae%c0%ae/conf", ERR_MALFORMED, "/" },
	{ "", "/%ff", ERR_MALFORMED, "/" },
	{ "", "//deals", ERR_NOTFOUND, "/" },
	{ "", "/a//b", ERR_NOTFOUND, "/" },
	{ "", "/./a", ERR_NOTFOUND, "/" },
	{ "", "/a/..", ERR_NOTFOUND, "/" },
	{ "", "/../../etc/passwd", ERR_NOTFOUND, "/" },
	{ "", "/a/%2e%2e/%2E%2E/etc/passwd", ERR_NOTFOUND, "/" },
	{ "", "/css/..%2f..%2fconf", ERR_NOTFOUND, "/" },
	{ "", "/a?q=%ff", ERR_MALFORMED, "/a" },
	{ "", "/a?q=%0d%0aX:1", OK, "/a" },
	{ "", "/.../a", OK, "/.../a" },
};

static void
check_targets(void)
{
	struct arena		*mem = arena_new();
	struct test_wire	 wire;
	struct request		 rq;
	const char		*vars[] = { "REQUEST_METHOD", "GET",
					    "REQUEST_URI", NULL, NULL };
	struct str		 s;
	size_t			 i;
	enum err		 e;

	for (i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		conf.base_path = targets[i].base;
		vars[3] = targets[i].uri;
		e = read_target(mem, &rq, &wire, vars, "");
		check(e == targets[i].want && strcmp(rq.path,
		    targets[i].path) == 0 && strlen(rq.rid) == 12,
		    targets[i].uri);
	}
	conf.base_path = "";
	str_init(&s, mem);
	for (i = 0; i < 2000; i++)
		str_addc(&s, i == 0 ? '/' : 'a');
	vars[3] = s.s;
	check(read_target(mem, &rq, &wire, vars, "") == OK,
	    "2,000 bytes are a path");
	str_addc(&s, 'a');
	vars[3] = s.s;
	check(read_target(mem, &rq, &wire, vars, "") == ERR_NOTFOUND,
	    "2,001 are not");
	arena_free(mem);
}

static const struct {
	const char	*peer, *via, *want;
} addrs[] = {
	{ "192.0.2.7", NULL, "192.0.2.7" },
	{ "192.0.2.7", "198.51.100.1", "192.0.2.7" },
	{ "127.0.0.1", "198.51.100.1", "198.51.100.1" },
	{ "127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1" },
	{ "127.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1" },
	{ "127.0.0.1", "10.0.0.9, 10.0.0.9", "10.0.0.9" },
	{ "127.0.0.1", "nonsense", "127.0.0.1" },
	{ "127.0.0.1", "198.51.100.1, nonsense, 10.0.0.9", "10.0.0.9" },
	{ "127.0.0.1", ",,,", "127.0.0.1" },
	{ "127.0.0.1", "", "127.0.0.1" },
	{ "::1", "2001:DB8::1", "2001:db8::1" },
	{ "::ffff:192.0.2.7", NULL, "192.0.2.7" },
	{ "", NULL, "" },
};

static void
check_addrs(void)
{
	struct arena		*mem = arena_new();
	struct test_wire	 wire;
	struct request		 rq;
	size_t			 i;

	for (i = 0; i < sizeof(addrs) / sizeof(*addrs); i++) {
		const char	*vars[] = { "REQUEST_URI", "/", "REMOTE_ADDR",
		    addrs[i].peer, addrs[i].via != NULL ?
		    "HTTP_X_FORWARDED_FOR" : NULL, addrs[i].via, NULL };

		read_target(mem, &rq, &wire, vars, "");
		check(strcmp(rq.addr, addrs[i].want) == 0,
		    arena_fmt(mem, "%s via %s is %s", addrs[i].peer,
		    addrs[i].via != NULL ? addrs[i].via : "nobody",
		    addrs[i].want));
	}
	arena_free(mem);
}

/* A POST of body with its type; length NULL: the body's. */
static enum err
post(struct arena *mem, struct request *rq, const char *type,
    const char *body, const char *length)
{
	static struct test_wire	 wire;
	const char		*vars[] = { "REQUEST_METHOD", "POST",
	    "REQUEST_URI", "/x?a=query&rev=3", "CONTENT_TYPE", type,
	    "CONTENT_LENGTH", length != NULL ? length :
	    arena_fmt(mem, "%zu", strlen(body)), NULL };
	enum err		 e;

	e = read_target(mem, rq, &wire, vars, body);
	return e != OK ? e : request_read_body(rq);
}

#define FORM	"application/x-www-form-urlencoded"

static void
check_bodies(void)
{
	struct arena		*mem = arena_new();
	struct request		 rq;
	const char *const	*all;

	check(post(mem, &rq, FORM "; charset=UTF-8", "a=body&rev=7", NULL) ==
	    OK && strcmp(in_raw(&rq, "a"), "body") == 0 && rq.rev == 7,
	    "a form with a charset is read, and wins over the query");
	all = in_all(&rq, "a");
	check(strcmp(all[0], "body") == 0 && strcmp(all[1], "query") == 0 &&
	    all[2] == NULL, "all values of a name are found");
	check(in_raw(&rq, "b") == NULL && *in_all(&rq, "b") == NULL,
	    "what was not sent is not there");
	check(post(mem, &rq, FORM, "a=%ff", NULL) == ERR_MALFORMED,
	    "a form that is not UTF-8 is refused");
	check(post(mem, &rq, FORM, "a=1", "5") == ERR_MALFORMED,
	    "a form that is cut off is refused");
	check(post(mem, &rq, FORM, "a=1", "-5") == ERR_MALFORMED &&
	    post(mem, &rq, FORM, "a=1", "3x") == ERR_MALFORMED,
	    "a length that is none is refused");
	check(post(mem, &rq, FORM, "", "2097153") == ERR_TOOBIG,
	    "a form over 2 MB is too big");
	check(post(mem, &rq, "multipart/form-data; boundary=x", "",
	    "67108865") == ERR_TOOBIG, "an upload over 64 MB is too big");
	check(post(mem, &rq, "multipart/form-data; boundary=x",
	    "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--",
	    NULL) == OK && strcmp(in_raw(&rq, "a"), "b") == 0,
	    "a multipart form is read");
	check(post(mem, &rq, "multipart/form-data; boundary=x", "--x\r\n",
	    NULL) == ERR_MALFORMED, "one that is cut off is refused");
	check(post(mem, &rq, "multipart/form-data", "--x\r\n", NULL) ==
	    ERR_MALFORMED, "one without a boundary is refused");
	check(post(mem, &rq, "text/plain", "a=1", NULL) == OK &&
	    strcmp(in_raw(&rq, "a"), "query") == 0,
	    "another type is no form");
	arena_free(mem);
}

static void
check_cookies(void)
{
	struct arena		*mem = arena_new();
	const char		*vars[] = { "REQUEST_URI", "/", "HTTP_COOKIE",
	    "a=1; ab=2;c=; b=x=y", "HTTP_HX_REQUEST", "true",
	    "HTTP_HTTPS", "on", "HTTP_X_FORWARDED_PROTO", "https", NULL };
	const char		*tls[] = { "REQUEST_URI", "/", "HTTPS", "on",
				    NULL };
	struct test_wire	 wire;
	struct request		 rq;

	read_target(mem, &rq, &wire, vars, "");
	check(strcmp(request_cookie(&rq, "a"), "1") == 0 &&
	    strcmp(request_cookie(&rq, "ab"), "2") == 0 &&
	    strcmp(request_cookie(&rq, "c"), "") == 0 &&
	    strcmp(request_cookie(&rq, "b"), "x=y") == 0 &&
	    request_cookie(&rq, "d") == NULL, "cookies are found by name");
	check(rq.partial, "a script's request is partial");
	check(!rq.secure, "no header of a visitor says that he came by https");
	read_target(mem, &rq, &wire, tls, "");
	check(rq.secure, "the web server does");
	arena_free(mem);
}

int
main(void)
{
	check_targets();
	check_addrs();
	check_bodies();
	check_cookies();
	rmdir("/tmp/tmp");
	return done();
}
