/* request.c: a request as the web server hands it over. */
#include <arpa/inet.h>

#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/multipart.h"
#include "core/wire.h"

#define PATH_LIMIT	2000
#define FORM_LIMIT	(2 * 1024 * 1024)
#define MULTI_LIMIT	(64 * 1024 * 1024)
#define DRAIN_LIMIT	(128 * 1024 * 1024)
#define PIECE		(16 * 1024)

static const char	 type_form[] = "application/x-www-form-urlencoded";
static const char	 type_multi[] = "multipart/form-data";

const char *
request_header(const struct request *rq, const char *name)
{
	return rq->wire->env(rq->wire, name);
}

/* The variable, "" when it is not there. */
static const char *
env(const struct request *rq, const char *name)
{
	const char	*s = request_header(rq, name);

	return s != NULL ? s : "";
}

const char *
request_agent(const struct request *rq)
{
	const char	*s = env(rq, "HTTP_USER_AGENT");

	return utf8_valid(s, strlen(s)) ?
	    utf8_truncate(rq->work->mem, s, 200) : "";
}

const char *
request_cookie(const struct request *rq, const char *name)
{
	const char	*rest = request_header(rq, "HTTP_COOKIE"), *part;
	size_t		 n, k = strlen(name);

	while (str_split(&rest, ';', &part, &n)) {
		while (n > 0 && *part == ' ') {
			part++;
			n--;
		}
		if (n > k && part[k] == '=' && memcmp(part, name, k) == 0)
			return arena_fmt(rq->work->mem, "%.*s",
			    (int)(n - k - 1), part + k + 1);
	}
	return NULL;
}

const struct upload *
request_upload(const struct request *rq, const char *field)
{
	size_t	 i;

	for (i = 0; i < rq->nuploads; i++)
		if (strcmp(rq->uploads[i].field, field) == 0)
			return &rq->uploads[i];
	return NULL;
}

/* ---- the client's address */

/* Whether the n bytes at addr are one of the words of list. */
static bool
addr_listed(const char *list, const char *addr, size_t n)
{
	const char	*part;
	size_t		 k;

	while (str_split(&list, ' ', &part, &k))
		if (k == n && n > 0 && memcmp(part, addr, n) == 0)
			return true;
	return false;
}

/* The address in normal form, or NULL if it is none. */
static const char *
addr_normal(struct arena *mem, const char *s, size_t n)
{
	char		*text = arena_fmt(mem, "%.*s", (int)n, s);
	char		 out[INET6_ADDRSTRLEN];
	unsigned char	 raw[16];

	if (str_starts(text, "::ffff:") && strchr(text, '.') != NULL)
		text += strlen("::ffff:");
	if (inet_pton(AF_INET, text, raw) == 1)
		return inet_ntop(AF_INET, raw, out, sizeof(out)) != NULL ?
		    arena_strdup(mem, out) : NULL;
	if (inet_pton(AF_INET6, text, raw) == 1)
		return inet_ntop(AF_INET6, raw, out, sizeof(out)) != NULL ?
		    arena_strdup(mem, out) : NULL;
	return NULL;
}

/*
 * Who sent the request: the peer, or when that is a proxy of ours, the last
 * address in X-Forwarded-For that is not one.  What stands before it was
 * written by the client, who may write what he likes.
 */
static const char *
addr_client(const struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*peer = env(rq, "REMOTE_ADDR"), *addr, *start, *end;
	const char	*via = env(rq, "HTTP_X_FORWARDED_FOR");
	const char	*trusted = rq->work->conf->trusted_proxies;

	addr = addr_normal(mem, peer, strlen(peer));
	if (addr == NULL)
		return "";
	end = via + strlen(via);
	while (end > via && trusted != NULL &&
	    addr_listed(trusted, addr, strlen(addr))) {
		for (start = end; start > via && start[-1] != ',';)
			start--;
		peer = str_trim(mem, arena_fmt(mem, "%.*s",
		    (int)(end - start), start));
		peer = addr_normal(mem, peer, strlen(peer));
		if (peer == NULL)
			break;
		addr = peer;
		end = start > via ? start - 1 : via;
	}
	return addr;
}

/* ---- the target */

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decode the escapes of a path into fresh memory. */
static enum err
path_decode(struct arena *mem, const char *s, size_t n, char **out)
{
	char	*to = *out = arena_alloc(mem, n + 1);
	size_t	 i;
	int	 c;

	for (i = 0; i < n; i++) {
		if (s[i] != '%') {
			*to++ = s[i];
			continue;
		}
		if (i + 2 >= n || hex_value(s[i + 1]) < 0 ||
		    hex_value(s[i + 2]) < 0)
			return ERR_MALFORMED;
		c = hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]);
		if (c == '/')
			return ERR_NOTFOUND;
		*to++ = (char)c;
		i += 2;
	}
	if (!utf8_valid(*out, (size_t)(to - *out)) || utf8_has_control(*out))
		return ERR_MALFORMED;
	return strpbrk(*out, "\r\n\t\\") != NULL ? ERR_MALFORMED : OK;
}

/* No segment but the last may be empty; none may be "." or "..". */
static bool
path_plain(const char *path)
{
	const char	*rest = path + 1, *part;
	size_t		 n;

	while (str_split(&rest, '/', &part, &n)) {
		if (n == 0 && rest != NULL)
			return false;
		if (n > 0 && n <= 2 && memcmp(part, "..", n) == 0)
			return false;
	}
	return true;
}

/*
 * The path below the base; NULL if it is not there.  The program itself may
 * stand in it: without rewriting it does.
 */
static const char *
path_below(const char *path, const char *base)
{
	static const char *const programs[] = { "kartoteka.fcgi", "upload.cgi",
	    "contacts.fcgi", "deals.fcgi", "invoices.fcgi", "reports.fcgi",
	    "public.fcgi" };
	const char	*p;
	size_t		 i, n;

	if (!str_starts(path, base))
		return NULL;
	path += strlen(base);
	if (!str_starts(path, "/cgi-bin/"))
		return *path == '\0' ? "/" : path;
	p = path + strlen("/cgi-bin/");
	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		n = strlen(programs[i]);
		if (str_starts(p, programs[i]) &&
		    (p[n] == '/' || p[n] == '\0'))
			return p[n] == '\0' ? "/" : p + n;
	}
	return path;
}

/* Path and query of REQUEST_URI; PATH_INFO differs from server to server. */
static enum err
target_read(struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*uri = env(rq, "REQUEST_URI"), *path;
	size_t		 n = strcspn(uri, "?#");
	char		*decoded;
	enum err	 e;

	if (uri[n] == '?')
		rq->query = uri + n + 1;
	if (*uri != '/')
		return ERR_MALFORMED;
	if (n > PATH_LIMIT)
		return ERR_NOTFOUND;
	e = path_decode(mem, uri, n, &decoded);
	if (e != OK)
		return e;
	path = path_below(decoded, rq->work->conf->base_path);
	if (path == NULL || *path != '/' || !path_plain(path))
		return ERR_NOTFOUND;
	rq->path = path;
	return form_parse(mem, rq->query, strlen(rq->query), &rq->params);
}

static void
method_read(struct request *rq)
{
	const char	*method = env(rq, "REQUEST_METHOD");

	rq->head = strcmp(method, "HEAD") == 0;
	rq->method = rq->head || strcmp(method, "GET") == 0 ? GET :
	    strcmp(method, "POST") == 0 ? POST : M_END;
}

static void
rev_read(struct request *rq)
{
	const char	*s = in_raw(rq, "rev");
	int64_t		 rev;

	if (s != NULL && str_int64(s, &rev) == OK && rev > 0)
		rq->rev = rev;
}

/* CONTENT_LENGTH; a POST without one has no body. */
static enum err
length_read(struct request *rq)
{
	const char	*s = env(rq, "CONTENT_LENGTH");
	int64_t		 n = 0;

	if (*s != '\0' && (str_int64(s, &n) != OK || n < 0))
		return ERR_MALFORMED;
	rq->wire->left = (size_t)n;
	return OK;
}

enum err
request_read(struct request *rq)
{
	unsigned char	 id[6];
	enum err	 e;

	crypto_random(id, sizeof(id));
	rq->rid = crypto_hex(rq->work->mem, id, sizeof(id));
	rq->path = "/";
	rq->query = "";
	method_read(rq);
	rq->addr = addr_client(rq);
	rq->partial = strcmp(env(rq, "HTTP_HX_REQUEST"), "true") == 0 &&
	    strcmp(env(rq, "HTTP_HX_BOOSTED"), "true") != 0;
	rq->secure = strcmp(env(rq, "HTTPS"), "on") == 0;
	e = length_read(rq);
	if (e == OK)
		e = target_read(rq);
	if (e == OK)
		rev_read(rq);
	return e;
}

/* ---- the body */

/* Whether a Content-Type is this one, with or without parameters. */
static bool
type_is(const char *type, const char *wanted)
{
	size_t	 i, n = strlen(wanted);

	for (i = 0; i < n; i++)
		if ((type[i] | 0x20) != (wanted[i] | 0x20))
			return false;
	return type[n] == '\0' || strchr("; \t", type[n]) != NULL;
}

/* The whole of a plain form. */
static enum err
body_form(struct request *rq)
{
	struct wire	*wire = rq->wire;
	size_t		 want = wire->left, n = 0, k = 1;
	char		*body;

	if (want > FORM_LIMIT)
		return ERR_TOOBIG;
	body = arena_alloc(rq->work->mem, want + 1);
	while (n < want && (k = wire->read(wire, body + n, want - n)) > 0)
		n += k;
	if (n < want)
		return ERR_MALFORMED;
	return form_parse(rq->work->mem, body, n, &rq->params);
}

static enum err
body_multi(struct request *rq, const char *type)
{
	struct arena		*mem = rq->work->mem;
	struct wire		*wire = rq->wire;
	struct intake		*in;
	struct part_sink	 sink;
	struct multipart	*m;
	char			*piece;
	size_t			 n;
	enum err		 e;

	if (wire->left > MULTI_LIMIT)
		return ERR_TOOBIG;
	in = intake_new(mem, arena_fmt(mem, "%s/tmp",
	    rq->work->conf->data_dir));
	sink = intake_sink(in);
	e = multipart_new(mem, type, &sink, &m);
	if (e != OK)
		return e;
	piece = arena_alloc(mem, PIECE);
	while (e == OK && (n = wire->read(wire, piece, PIECE)) > 0)
		e = multipart_feed(m, piece, n);
	if (e == OK)
		e = wire->left > 0 ? ERR_MALFORMED : multipart_end(m);
	if (e == OK)
		intake_result(in, &rq->params, &rq->uploads, &rq->nuploads);
	return e;
}

enum err
request_read_body(struct request *rq)
{
	const char	*type = env(rq, "CONTENT_TYPE");
	enum err	 e = OK;

	if (type_is(type, type_multi))
		e = body_multi(rq, type);
	else if (type_is(type, type_form))
		e = body_form(rq);
	if (e == OK)
		rev_read(rq);
	return e;
}

void
request_drain(struct request *rq)
{
	char	 piece[4096];
	size_t	 n, done = 0;

	while (rq->wire->left > 0 && done < DRAIN_LIMIT &&
	    (n = rq->wire->read(rq->wire, piece, sizeof(piece))) > 0)
		done += n;
}
