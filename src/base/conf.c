/* conf.c: the configuration file. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/str.h"

#define LINE_BYTES	4096

enum kind { TEXT, NUMBER, YES_NO, FOLDER, KEY };

/* One key of the file and the member it fills. */
struct key {
	const char	*name;
	enum kind	 kind;
	size_t		 at;		/* offset in struct conf */
	int		 max;		/* of a number */
	const char	*standard;	/* NULL: may be absent */
	bool		 wanted;	/* must be there */
};

#define AT(member)	offsetof(struct conf, member)

static const struct key keys[] = {
	{ "db_host", TEXT, AT(db_host), 0, NULL, false },
	{ "db_socket", TEXT, AT(db_socket), 0, NULL, false },
	{ "db_port", NUMBER, AT(db_port), 65535, "3306", false },
	{ "db_user", TEXT, AT(db_user), 0, NULL, true },
	{ "db_password", TEXT, AT(db_password), 0, "", false },
	{ "db_name", TEXT, AT(db_name), 0, NULL, true },
	{ "base_url", TEXT, AT(base_url), 0, "", false },
	{ "trusted_proxies", TEXT, AT(trusted_proxies), 0, "", false },
	{ "share_dir", FOLDER, AT(share_dir), 0, "../share", false },
	{ "data_dir", FOLDER, AT(data_dir), 0, "../data", false },
	{ "log_file", FOLDER, AT(log_file), 0, NULL, false },
	{ "zoneinfo_dir", FOLDER, AT(zoneinfo_dir), 0,
	  "/usr/share/zoneinfo", false },
	{ "ca_file", FOLDER, AT(ca_file), 0, NULL, false },
	{ "secret_key", KEY, AT(secret_key), 0, NULL, true },
	{ "workers_max_requests", NUMBER, AT(max_requests), 1000000000,
	  "10000", false },
	{ "rewrite", YES_NO, AT(rewrite), 0, "no", false },
	{ "upgrade", YES_NO, AT(upgrade), 0, "no", false },
	{ "file", FOLDER, AT(file), 0, NULL, false },
};

#define NKEYS	(sizeof(keys) / sizeof(keys[0]))

struct reader {
	struct arena	*mem;
	const char	*path;
	const char	*folder;	/* of the file; with its slash */
	int		 line;
	struct conf	*conf;
	bool		 seen[NKEYS];
	bool		 blank;		/* nothing is wanted yet */
	struct conf_fault *fault;	/* what can be used is taken: lenient */
};

/* By enum conf_why, for the log. */
static const char *const whys[] = {
	[CONF_UNREAD] = "cannot be read",
	[CONF_LINE] = "is not \"key = value\"",
	[CONF_LONG] = "is too long",
	[CONF_UNKNOWN] = "is not a key we know",
	[CONF_TWICE] = "is there twice",
	[CONF_MISSING] = "is missing",
	[CONF_NUMBER] = "is not a number that fits",
	[CONF_YES_NO] = "wants yes or no",
	[CONF_KEY] = "wants 64 hex digits",
	[CONF_BASE] = "begins with /, http:// or https://",
	[CONF_NESTED] = "names a file in a file that was named"
};

/* The last folder of a path and what is in it. */
static const char *
path_end(const char *path)
{
	const char	*s = path + strlen(path);

	for (int slashes = 0; s > path; s--)
		if (s[-1] == '/' && ++slashes == 2)
			break;
	return s;
}

/* name is a key or what the log calls it instead; only our keys are kept. */
static enum err
refuse(const struct reader *r, const char *name, enum conf_why why)
{
	if (r->fault == NULL) {
		log_error("conf: %s line %d: %s %s", r->path, r->line, name,
		    whys[why]);
		return ERR_INVALID;
	}
	if (r->fault->why == CONF_FINE)
		*r->fault = (struct conf_fault){ why,
		    arena_strdup(r->mem, path_end(r->path)), r->line,
		    why == CONF_LINE || why == CONF_LONG ||
		    why == CONF_UNKNOWN ? NULL : name };
	return OK;
}

/* A path; a relative one starts at the file's own folder. */
static const char *
folder_of(const struct reader *r, const char *value)
{
	if (*value == '/' || *value == '\0' || pack_name(value) != NULL)
		return arena_strdup(r->mem, value);
	return arena_fmt(r->mem, "%s%s", r->folder, value);
}

static enum err
number_set(const struct reader *r, const struct key *k, const char *value,
    int *out)
{
	int64_t	 i;

	if (str_int64(value, &i) != OK || i < 0 || i > k->max)
		return refuse(r, k->name, CONF_NUMBER);
	*out = (int)i;
	return OK;
}

static enum err
value_set(const struct reader *r, const struct key *k, const char *value)
{
	char	*at = (char *)r->conf + k->at;

	switch (k->kind) {
	case TEXT:
		*(const char **)(void *)at = arena_strdup(r->mem, value);
		return OK;
	case FOLDER:
		*(const char **)(void *)at = folder_of(r, value);
		return OK;
	case NUMBER:
		return number_set(r, k, value, (int *)(void *)at);
	case KEY:
		if (crypto_unhex(value, (uint8_t *)at, 32) != OK)
			return refuse(r, k->name, CONF_KEY);
		return OK;
	default:
		if (!str_eq(value, "yes") && !str_eq(value, "no"))
			return refuse(r, k->name, CONF_YES_NO);
		*(bool *)(void *)at = str_eq(value, "yes");
		return OK;
	}
}

static enum err
line_read(struct reader *r, const char *line)
{
	const char	*text = str_trim(r->mem, line);
	const char	*rest = text, *name;
	size_t		 n, i;

	if (*text == '\0' || *text == '#')
		return OK;
	str_split(&rest, '=', &name, &n);
	if (rest == NULL)
		return refuse(r, "this line", CONF_LINE);
	name = str_trim(r->mem, arena_fmt(r->mem, "%.*s", (int)n, name));
	for (i = 0; i < NKEYS; i++)
		if (str_eq(keys[i].name, name))
			break;
	if (i == NKEYS)
		return refuse(r, name, CONF_UNKNOWN);
	if (r->seen[i])
		return refuse(r, name, CONF_TWICE);
	r->seen[i] = true;
	return value_set(r, &keys[i], str_trim(r->mem, rest));
}

/* "" "/crm" "https://host/crm": what the address says besides itself. */
static enum err
base_read(struct reader *r)
{
	struct conf	*c = r->conf;
	char		*url = arena_strdup(r->mem, c->base_url);
	const char	*path = url;
	size_t		 n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		url[--n] = '\0';
	c->base_url = url;
	c->https = str_starts(url, "https://");
	if (c->https || str_starts(url, "http://")) {
		path = strchr(strstr(url, "://") + 3, '/');
		if (path == NULL)
			path = "";
	} else if (*url != '\0' && *url != '/') {
		c->base_url = path = "";
		c->base_path = path;
		return refuse(r, "base_url", CONF_BASE);
	}
	c->base_path = path;
	return OK;
}

/* What stands for a key that is not there; a program may bring it along. */
static const char *
standard_of(const struct key *k)
{
	if (pack_files[0].name != NULL && k->at == AT(share_dir))
		return PACK_ROOT;
	if (pack_files[0].name != NULL && k->at == AT(zoneinfo_dir))
		return PACK_ROOT "/zoneinfo";
	return k->standard;
}

static enum err
complete(struct reader *r)
{
	const char	*value;
	size_t		 i;
	enum err	 e;

	if (r->conf->file != NULL)
		return OK;
	r->line = 0;
	for (i = 0; i < NKEYS; i++) {
		if (r->seen[i])
			continue;
		if (keys[i].wanted && !r->blank) {
			e = refuse(r, keys[i].name, CONF_MISSING);
			if (e != OK)
				return e;
		}
		value = standard_of(&keys[i]);
		if (value == NULL)
			continue;
		e = value_set(r, &keys[i], value);
		if (e != OK)
			return e;
	}
	if (r->conf->log_file != NULL && *r->conf->log_file == '\0')
		r->conf->log_file = NULL;
	return base_read(r);
}

/* The file is there and tells nothing; errno has the reason. */
static enum err
unread(struct reader *r)
{
	if (r->fault == NULL) {
		log_error("conf: cannot read %s: %s", r->path,
		    strerror(errno));
		return ERR_IO;
	}
	r->line = 0;
	refuse(r, NULL, CONF_UNREAD);
	r->blank = true;
	return complete(r);
}

static enum err
lines_read(struct reader *r, FILE *f)
{
	char		 line[LINE_BYTES];
	enum err	 e = OK;

	while (e == OK && fgets(line, sizeof(line), f) != NULL) {
		r->line++;
		if (strchr(line, '\n') == NULL && !feof(f))
			return refuse(r, "this line", CONF_LONG);
		e = line_read(r, line);
	}
	if (e == OK && ferror(f))
		return unread(r);
	return e != OK ? e : complete(r);
}

static void
reader_begin(struct reader *r, struct arena *mem, const char *path)
{
	const char	*slash = strrchr(path, '/');

	*r = (struct reader){ .mem = mem, .path = path };
	r->folder = slash == NULL ? "" :
	    arena_fmt(mem, "%.*s", (int)(slash - path + 1), path);
	r->conf = arena_alloc(mem, sizeof(*r->conf));
}

struct conf *
conf_blank(struct arena *mem, const char *path)
{
	struct reader	 r;

	reader_begin(&r, mem, path);
	r.blank = true;
	complete(&r);
	return r.conf;
}

static enum err
one_read(struct arena *mem, const char *path, struct conf_fault *fault,
    struct conf **out)
{
	struct reader	 r;
	FILE		*f = fopen(path, "re");
	enum err	 e;

	reader_begin(&r, mem, path);
	r.fault = fault;
	e = f == NULL ? unread(&r) : lines_read(&r, f);
	if (f != NULL)
		fclose(f);
	if (e == OK)
		*out = r.conf;
	return e;
}

/* The file, and the one that it names. */
static enum err
both_read(struct arena *mem, const char *path, struct conf_fault *fault,
    struct conf **out)
{
	struct reader	 first;
	enum err	 e = one_read(mem, path, fault, out);

	if (e != OK || (*out)->file == NULL)
		return e;
	reader_begin(&first, mem, (*out)->file);
	first.fault = fault;
	e = one_read(mem, first.path, fault, out);
	return e == OK && (*out)->file != NULL ?
	    refuse(&first, "file", CONF_NESTED) : e;
}

enum err
conf_read(struct arena *mem, const char *path, const struct conf **out)
{
	struct conf	*c;
	enum err	 e = both_read(mem, path, NULL, &c);

	if (e == OK)
		*out = c;
	return e;
}

const struct conf *
conf_rest(struct arena *mem, const char *path, struct conf_fault *fault)
{
	struct conf	*c;

	*fault = (struct conf_fault){ 0 };
	if (both_read(mem, path, fault, &c) != OK || c->share_dir == NULL)
		c = conf_blank(mem, path);
	c->db_name = NULL;
	c->file = NULL;
	c->upgrade = false;
	return c;
}

const char *
conf_path(struct arena *mem)
{
	const char	*env = getenv("KARTOTEKA_CONFIG");
	const char	*path;

	if (env != NULL && *env != '\0')
		return arena_strdup(mem, env);
	path = arena_fmt(mem, "%s/../conf/kartoteka.conf", file_program(mem));
	if (access(path, F_OK) == 0)
		return path;
	return "/etc/kartoteka/kartoteka.conf";
}
