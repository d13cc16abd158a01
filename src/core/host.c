/* host.c: what a shared host gives us, and what to do where it does not. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/str.h"
#include "base/tls.h"
#include "core/code.h"
#include "core/doctor.h"
#include "core/host.h"
#include "core/migrate.h"
#include "core/view.h"

#define BUILT_S		1767225600	/* 2026-01-01: no clock is before it */
#define CLOCK_S		5
#define PACKET_BYTES	(1 << 20)	/* no statement of ours is longer: SQL_BYTES
					   in core/gate.h */
#define MEMORY_BYTES	(128 << 20)	/* a password takes 16 MiB to hash */
#define ANSWER_BYTES	4096
#define OPEN_FILES	64
#define CONNECTIONS	3

enum state { FINE, LOOK, BAD };

static enum state
list(struct request *rq, enum state state, const char *label,
    const char *text)
{
	static const char *const	 names[] = { "ok", "warn", "late" };
	struct out			*o = out_add(rq->page, "checks");

	out_text(o, "label", label);
	out_text(o, "text", text);
	out_text(o, "state", names[state]);
	return state;
}

static const char *
env(struct request *rq, const char *name)
{
	const char	*s = request_header(rq, name);

	return s != NULL ? s : "";
}

/* ---- asking our own web server */

/* What it answers to path below the base; NULL when it cannot be asked. */
static const char *
own_answer(struct request *rq, const struct host *h, const char *path)
{
	struct arena	*mem = rq->work->mem;
	const char	*addr = env(rq, "SERVER_ADDR"), *out;
	bool		 secure = h->https && *env(rq, "HTTPS") != '\0';

	if (*addr == '\0' || *env(rq, "SERVER_PORT") == '\0')
		return NULL;
	addr = strchr(addr, ':') == NULL ?
	    arena_fmt(mem, "%s:%s", addr, env(rq, "SERVER_PORT")) :
	    arena_fmt(mem, "[%s]:%s", addr, env(rq, "SERVER_PORT"));
	return tls_get(mem, addr, secure, env(rq, "HTTP_HOST"),
	    arena_fmt(mem, "%s%s", rq->work->conf->base_path, path),
	    ANSWER_BYTES, &out) == OK ? out : NULL;
}

static bool
answered(const char *answer, const char *text)
{
	return answer != NULL && str_starts(answer, "HTTP/1.") &&
	    strncmp(answer + 8, " 200", 4) == 0 &&
	    strstr(answer, text) != NULL;
}

/* ---- one thing each */

static void
look_handler(struct request *rq)
{
	if (getenv("GATEWAY_INTERFACE") == NULL)
		list(rq, FINE, t("How the program runs"),
		    t("FastCGI: it stays in memory"));
	else
		list(rq, LOOK, t("How the program runs"),
		    t("Plain CGI: it works, but is started for every page. "
		    "Ask the host to turn on mod_fcgid."));
}

static void
look_upload(struct request *rq, struct host *h)
{
	struct arena	*mem = rq->work->mem;

	if (access(arena_fmt(mem, "%s/upload.cgi", file_program(mem)),
	    X_OK) == 0)
		list(rq, FINE, t("Forms with files"),
		    t("upload.cgi takes them"));
	else
		h->bad |= list(rq, BAD, t("Forms with files"),
		    t("cgi-bin/upload.cgi is missing or may not be run. "
		    "Upload it again and give it the rights 755.")) == BAD;
}

static void
look_addresses(struct request *rq, struct host *h)
{
	h->rewrite = answered(own_answer(rq, h, HOST_PROBE), HOST_ANSWER);
	if (h->rewrite)
		list(rq, FINE, t("Addresses"), t("The server sends every "
		    "address to the program"));
	else
		list(rq, LOOK, t("Addresses"), t("They will be long, with "
		    "cgi-bin in them: the server does not rewrite (or does "
		    "not answer itself). Ask the host for mod_rewrite."));
}

static void
look_https(struct request *rq, struct host *h)
{
	const char	*s = env(rq, "HTTPS");
	struct arena	*mem = rq->work->mem;
	const char	*path = rq->work->conf->base_path;

	h->https = (*s != '\0' && strcmp(s, "off") != 0) ||
	    str_eq(env(rq, "HTTP_X_FORWARDED_PROTO"), "https");
	h->base_url = h->https ? arena_fmt(mem, "https://%s%s",
	    env(rq, "HTTP_HOST"), path) : path;
	if (h->https)
		list(rq, FINE, "HTTPS", t("The connection is encrypted"));
	else
		list(rq, LOOK, "HTTPS", t("Passwords travel in the clear. "
		    "Turn on the certificate in the host's panel and open "
		    "this page by https:// before you go on."));
}

static void
look_memory(struct request *rq)
{
	struct rlimit	 limit;

	if (getrlimit(RLIMIT_AS, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY ||
	    limit.rlim_cur >= MEMORY_BYTES)
		list(rq, FINE, t("Memory"), t("Enough is allowed"));
	else
		list(rq, LOOK, t("Memory"), arena_fmt(rq->work->mem,
		    t("Only %ld MB are allowed; 128 are wanted. Ask the host "
		    "for more."), (long)(limit.rlim_cur >> 20)));
}

static void
look_files(struct request *rq)
{
	struct rlimit	 limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= OPEN_FILES)
		list(rq, FINE, t("Open files"), t("Enough are allowed"));
	else
		list(rq, LOOK, t("Open files"), arena_fmt(rq->work->mem,
		    t("Only %ld are allowed; %d are wanted. Ask the host for "
		    "more."), (long)limit.rlim_cur, OPEN_FILES));
}

static void
look_clock(struct request *rq, struct host *h)
{
	if (rq->work->now_s > BUILT_S)
		list(rq, FINE, t("Clock"), t("It shows a time that can be"));
	else
		h->bad |= list(rq, BAD, t("Clock"), t("It is years late. "
		    "Tell the host.")) == BAD;
}

/* ---- where the configuration goes */

static const char *
parent_of(struct arena *mem, const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash == NULL || slash == path ? NULL :
	    arena_fmt(mem, "%.*s", (int)(slash - path), path);
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* A folder's own name beside the web root, one for each upload. */
static const char *
outside_of(struct arena *mem, const char *root, const char *top)
{
	const char	*parent = parent_of(mem, root);
	uint8_t		 hash[32];

	if (parent == NULL)
		return NULL;
	crypto_sha256(top, strlen(top), hash);
	return arena_fmt(mem, "%s/kartoteka-%.8s", parent,
	    crypto_hex(mem, hash, sizeof(hash)));
}

static bool
folder_ready(const char *path)
{
	return (mkdir(path, 0700) == 0 || errno == EEXIST) &&
	    access(path, R_OK | W_OK | X_OK) == 0;
}

/* What the web makes of a file in conf. */
enum web { CLOSED, OPEN, NOT_KNOWN };

/*
 * Only a refusal of this file closes it: an answer that leads elsewhere, or
 * that another server gives for ours, says nothing.
 */
static enum web
conf_web(struct request *rq, const struct host *h, const char *code)
{
	static const char *const	 refusals[] = {
		"401", "403", "404", "410"
	};
	const char			*a;
	size_t				 n;

	a = own_answer(rq, h, arena_fmt(rq->work->mem, "/conf/setup-%s.txt",
	    code));
	if (a == NULL || !str_starts(a, "HTTP/1.") || strlen(a) < 12)
		return NOT_KNOWN;
	a += strlen("HTTP/1.x ");
	if (str_starts(a, "200"))
		return OPEN;
	for (n = 0; n < sizeof(refusals) / sizeof(refusals[0]); n++)
		if (str_starts(a, refusals[n]))
			return CLOSED;
	return NOT_KNOWN;
}

static void
look_inside(struct request *rq, struct host *h, const char *code)
{
	const char	*label = t("Where the configuration goes");

	switch (code == NULL ? OPEN : conf_web(rq, h, code)) {
	case OPEN:
		h->bad |= list(rq, BAD, label,
		    t("The web can read the folder conf, and nothing can be "
		    "written beside the web root. Upload conf/.htaccess "
		    "again, or ask the host to heed it.")) == BAD;
		break;
	case CLOSED:
		list(rq, LOOK, label,
		    t("Into the folder conf, which the web cannot read: "
		    "nothing can be written beside the web root."));
		break;
	case NOT_KNOWN:
		list(rq, LOOK, label, arena_fmt(rq->work->mem,
		    t("Into the folder conf: nothing can be written beside "
		    "the web root. Whether the web can read it could not be "
		    "verified from here. Look before you go on: open "
		    "%s/conf/ with the name of the file setup-….txt that "
		    "lies there in the browser. It must be refused. If its "
		    "text appears, upload conf/.htaccess again, or ask the "
		    "host to heed it."), rq->work->conf->base_path));
		break;
	}
}

static void
look_places(struct request *rq, struct host *h)
{
	struct arena	*mem = rq->work->mem;
	const char	*root = env(rq, "DOCUMENT_ROOT"), *code;
	const char	*top = parent_of(mem, or_empty(parent_of(mem,
			    env(rq, "SCRIPT_FILENAME"))));

	h->conf_dir = arena_fmt(mem, "%s/../conf", file_program(mem));
	h->home = top != NULL && *root == '/' && str_starts(top, root) ?
	    outside_of(mem, root, top) : NULL;
	if (code_find(mem, true, &code) != OK) {
		h->bad |= list(rq, BAD, t("Rights of folders"),
		    t("The folder conf cannot be written. Give it the rights "
		    "755 in the file manager; if the programs run as another "
		    "user, ask the host to let them write into it.")) == BAD;
		return;
	}
	list(rq, FINE, t("Rights of folders"), t("conf can be written"));
	h->outside = h->home != NULL && folder_ready(h->home);
	if (h->outside)
		list(rq, FINE, t("Where the configuration goes"),
		    arena_fmt(mem, t("Beside the web root: %s"), h->home));
	else {
		h->home = h->conf_dir;
		look_inside(rq, h, code);
	}
}

void
host_look(struct request *rq, struct host *h)
{
	*h = (struct host){ 0 };
	look_handler(rq);
	look_upload(rq, h);
	look_https(rq, h);
	look_addresses(rq, h);
	look_places(rq, h);
	look_memory(rq);
	look_files(rq);
	look_clock(rq, h);
}

/* ---- the database */

static const char *
refusal_words(enum db_refusal r)
{
	switch (r) {
	case DB_NO_ACCOUNT:
		return t("The user or the password is not right.");
	case DB_NO_BASE:
		return t("There is no such database, or the user has no "
		    "rights on it. Give them in the host's panel.");
	default:
		return t("Nobody answers at this address. Most hosts want "
		    "localhost; some name another in their panel.");
	}
}

void
host_look_limits(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	int64_t		 packet, most, apart;

	if (db_query(w->db, w->mem, &rows, "SELECT @@max_allowed_packet, "
	    "@@max_user_connections, UNIX_TIMESTAMP()", DB_NOARGS) != OK)
		return;
	packet = db_int(rows, 0, 0);
	most = db_int(rows, 0, 1);
	apart = db_int(rows, 0, 2) - (int64_t)time(NULL);
	if (packet < PACKET_BYTES || (most != 0 && most < CONNECTIONS))
		list(rq, LOOK, t("Limits of the database"),
		    t("max_allowed_packet should be 1 MB or more, and 3 "
		    "connections at once should be allowed. Ask the host."));
	if (apart > CLOCK_S || apart < -CLOCK_S)
		list(rq, LOOK, t("Clock of the database"),
		    arena_fmt(w->mem, t("It is %ld s from the server's. Tell "
		    "the host."), (long)apart));
}

bool
host_look_database(struct request *rq)
{
	struct work		*w = rq->work;
	const struct problem	*p;
	const char		*version = NULL;
	enum err		 e = migrate_server(w, &version);

	if (version == NULL) {
		list(rq, BAD, t("Database"),
		    refusal_words(db_refusal(w->db)));
		return false;
	}
	p = work_problem(w, 0, NULL);
	if (e != OK) {
		list(rq, BAD, t("Database"), arena_fmt(w->mem, "%s %s",
		    p != NULL ? p->text : version, t("Ask the host for a "
		    "newer one.")));
		return false;
	}
	list(rq, FINE, t("Database"), version);
	if (!doctor_may(w->db)) {
		list(rq, BAD, t("Rights on the database"),
		    t("The user may not make or change tables. Give all "
		    "rights on this one database in the host's panel."));
		return false;
	}
	list(rq, FINE, t("Rights on the database"),
	    t("The user may make and change tables"));
	return true;
}
