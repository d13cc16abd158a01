/* first.c: the first visit to a program that was uploaded. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/str.h"
#include "core/code.h"
#include "core/crud.h"
#include "core/dispatch.h"
#include "core/first.h"
#include "core/form.h"
#include "core/host.h"
#include "core/reply.h"
#include "core/view.h"

static const struct field account_fields[] = {
	{ .name = "db_name", .type = F_TEXT, .max = 64,
	  .label = N_("Database"), .flags = FIELD_REQUIRED, .width = 6,
	  .group = N_("Database account"),
	  .hint = N_("As the host's panel shows it") },
	{ .name = "db_user", .type = F_TEXT, .max = 80,
	  .label = N_("Database user"), .flags = FIELD_REQUIRED,
	  .width = 6 },
	{ .name = "db_host", .type = F_TEXT, .max = 250,
	  .label = N_("Database server"), .width = 6,
	  .hint = N_("localhost, a name, or the path of a socket") },
	{ .name = "db_port", .type = F_INT, .label = N_("Port"), .width = 3 },
	{ 0 }
};

/* ---- the page */

static void
password_field(struct request *rq)
{
	struct out	*f = out_add(rq->page, "fields");

	out_text(f, "name", "db_password");
	out_text(f, "label", t("Password of the database user"));
	out_text(f, "type", "password");
	out_text(f, "autocomplete", "off");
	out_text(f, "width", "6");
}

static enum err
first_page(struct request *rq, bool locked)
{
	static const struct setting	 values[] = {
		{ "db_host", "localhost" }, { "db_port", "3306" }, { 0 }
	};
	struct out	*o = out_node(rq->page, "setup");
	struct out	*form = out_node(rq->page, "form");
	enum err	 e = OK;

	out_text(rq->page, "title", t("Set up Kartoteka"));
	out_text(o, "title", t("Set up Kartoteka"));
	out_text(o, "sub", t("First the host and the database, then the "
	    "firm. Nothing can be spoilt: every step may be done again."));
	out_text(form, "action", "/setup");
	out_text(form, "submit", t("Check and go on"));
	if (locked)
		e = crud_fields(rq, code_fields, NULL);
	if (e == OK)
		e = crud_fields(rq, account_fields, values);
	if (e != OK)
		return e;
	password_field(rq);
	return reply_page(rq, "setup.cst");
}

static enum err
first_show(struct request *rq)
{
	struct host	 h;

	host_look(rq, &h);
	return first_page(rq, !code_given(rq));
}

/* ---- what was typed */

/* A value that one line of the file can hold as it is. */
static const char *
line_of(struct request *rq, const char *name, int max)
{
	struct arena	*mem = rq->work->mem;
	const char	*s = in_raw(rq, name);

	s = s != NULL ? s : "";
	if ((int)strlen(s) > max || strpbrk(s, "\r\n") != NULL ||
	    !str_eq(str_trim(mem, s), s))
		work_refuse(rq->work, 0, name, t("must be one line, without "
		    "blanks at its ends"));
	return s;
}

static void
account_read(struct request *rq, struct conf *c)
{
	const char	*server = line_of(rq, "db_host", 250);

	c->db_name = line_of(rq, "db_name", 64);
	c->db_user = line_of(rq, "db_user", 80);
	c->db_password = line_of(rq, "db_password", 250);
	if (*server == '/')
		c->db_socket = server;
	else
		c->db_host = server;
	c->db_port = (int)in_int(rq, "db_port", 0, 65535);
	if (c->db_port == 0)
		c->db_port = 3306;
	if (*c->db_name == '\0')
		work_refuse(rq->work, 0, "db_name", t("must be filled in"));
	if (*c->db_user == '\0')
		work_refuse(rq->work, 0, "db_user", t("must be filled in"));
}

/* ---- writing it */

/* Whole or not at all, for our own user alone. */
static enum err
file_write(struct arena *mem, const char *path, const char *text)
{
	const char	*aside = arena_fmt(mem, "%s.new", path);
	size_t		 n = strlen(text);
	int		 fd;
	bool		 good;

	unlink(aside);
	fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (fd < 0) {
		log_error("setup: %s: %s", aside, strerror(errno));
		return ERR_IO;
	}
	good = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	good = close(fd) == 0 && good;
	if (good && rename(aside, path) == 0)
		return OK;
	log_error("setup: %s: %s", path, strerror(errno));
	return ERR_IO;
}

/* The key of an earlier set-up in the same place, for it guards its data. */
static const char *
key_of(struct arena *mem, const char *path)
{
	const struct conf	*before;
	uint8_t			 key[32];

	if (access(path, R_OK) == 0 && conf_read(mem, path, &before) == OK)
		return crypto_hex(mem, before->secret_key, sizeof(key));
	crypto_random(key, sizeof(key));
	return crypto_hex(mem, key, sizeof(key));
}

static const char *
conf_text(struct arena *mem, const struct host *h, const struct conf *c,
    const char *key)
{
	struct str	 s;

	str_init(&s, mem);
	str_add(&s, "# Written at set-up.  Nobody else may read it; keep a "
	    "copy of secret_key\n# with the backups.\n");
	if (c->db_socket != NULL)
		str_fmt(&s, "db_socket = %s\n", c->db_socket);
	else
		str_fmt(&s, "db_host = %s\ndb_port = %d\n", c->db_host,
		    c->db_port);
	str_fmt(&s, "db_user = %s\ndb_password = %s\ndb_name = %s\n",
	    c->db_user, c->db_password, c->db_name);
	str_fmt(&s, "base_url = %s\nrewrite = %s\n", h->base_url,
	    h->rewrite ? "yes" : "no");
	if (pack_name(c->share_dir) == NULL)
		str_fmt(&s, "share_dir = %s\n", c->share_dir);
	str_fmt(&s, "data_dir = data\nupgrade = yes\nsecret_key = %s\n", key);
	return s.s;
}

/* The file itself, then the line by which the program finds it. */
static enum err
conf_write(struct arena *mem, const struct host *h, const struct conf *c)
{
	const char	*front, *real;
	enum err	 e;

	front = arena_fmt(mem, "%s/kartoteka.conf", h->conf_dir);
	real = h->outside ? arena_fmt(mem, "%s/kartoteka.conf", h->home) :
	    front;
	if (mkdir(arena_fmt(mem, "%s/data", h->home), 0700) != 0 &&
	    errno != EEXIST)
		return ERR_IO;
	e = file_write(mem, real, conf_text(mem, h, c, key_of(mem, real)));
	if (e == OK && h->outside)
		e = file_write(mem, front, arena_fmt(mem,
		    "file = %s\n", real));
	return e;
}

static bool
database_fits(struct request *rq, const struct conf *c)
{
	struct work	*w = rq->work;
	struct db	*kept = w->db;
	bool		 fits;

	w->db = db_open(c);
	fits = host_look_database(rq);
	db_close(w->db);
	w->db = kept;
	return fits;
}

static enum err
first_take(struct request *rq)
{
	struct work	*w = rq->work;
	struct conf	 c = { .share_dir = w->conf->share_dir };
	struct host	 h;
	bool		 open;
	enum err	 e;

	host_look(rq, &h);
	open = code_given(rq);
	if (!open)
		work_refuse(w, 0, "code", t("is not the code of this "
		    "upload: look into the folder conf"));
	account_read(rq, &c);
	if (open && !h.bad && w->problems == NULL &&
	    database_fits(rq, &c)) {
		e = conf_write(w->mem, &h, &c);
		return e == OK ? reply_see(rq, "/setup") : e;
	}
	if (w->problems == NULL)
		out_text(out_node(rq->page, "form"), "error",
		    t("Something above stands in the way."));
	e = first_page(rq, !open);
	return e == OK ? ERR_INVALID : e;
}

/* ---- other addresses */

/* What host_look() asks for, to see whether addresses reach us. */
static enum err
probe_show(struct request *rq)
{
	return reply_data(rq, "text/plain; charset=utf-8", NULL, HOST_ANSWER,
	    strlen(HOST_ANSWER));
}

static enum err
start_show(struct request *rq)
{
	return reply_see(rq, "/setup");
}

static const struct route first_routes[] = {
	{ GET,  "/",               start_show,      PUBLIC, NULL },
	{ GET,  "/setup",          first_show,      PUBLIC, NULL },
	{ POST, "/setup",          first_take,      PUBLIC, NULL },
	{ GET,  HOST_PROBE,        probe_show,      PUBLIC, NULL },
	{ GET,  "/language/:name", language_choose, PUBLIC, NULL },
	{ 0 }
};

const struct module first_module = {
	.name = "first",
	.routes = first_routes
};

struct conf *
first_place(struct arena *mem, struct wire *wire)
{
	struct conf	*c = conf_blank(mem, arena_fmt(mem,
			    "%s/../conf/kartoteka.conf", file_program(mem)));
	const char	*script = wire->env(wire, "SCRIPT_NAME");
	const char	*end = NULL, *s, *https;

	for (s = script != NULL ? script : ""; (s = strstr(s, "/cgi-bin/"))
	    != NULL; s++)
		end = s;
	c->base_path = end == NULL ? "" :
	    arena_fmt(mem, "%.*s", (int)(end - script), script);
	c->base_url = c->base_path;
	https = wire->env(wire, "HTTPS");
	c->https = https != NULL && str_eq(https, "on");
	return c;
}

const struct conf *
first_conf(struct arena *mem, struct wire *wire)
{
	struct conf	*c = first_place(mem, wire);
	const char	*code;

	/* Plain CGI is a new process each time: its forms must fit. */
	if (code_find(mem, true, &code) == OK)
		crypto_sha256(code, strlen(code), c->secret_key);
	return c;
}
