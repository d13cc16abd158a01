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
};

static enum err
refuse(const struct reader *r, const char *name, const char *why)
{
	log_error("conf: %s line %d: %s %s", r->path, r->line, name, why);
	return ERR_INVALID;
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
		return refuse(r, k->name, "is not a number that fits");
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
			return refuse(r, k->name, "wants 64 hex digits");
		return OK;
	default:
		if (!str_eq(value, "yes") && !str_eq(value, "no"))
			return refuse(r, k->name, "wants yes or no");
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
		return refuse(r, "this line", "is not \"key = value\"");
	name = str_trim(r->mem, arena_fmt(r->mem, "%.*s", (int)n, name));
	for (i = 0; i < NKEYS; i++)
		if (str_eq(keys[i].name, name))
			break;
	if (i == NKEYS)
		return refuse(r, name, "is not a key we know");
	if (r->seen[i])
		return refuse(r, name, "is there twice");
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
	} else if (*url != '\0' && *url != '/')
		return refuse(r, "base_url",
		    "begins with /, http:// or https://");
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
		if (keys[i].wanted && !r->blank)
			return refuse(r, keys[i].name, "is missing");
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

static enum err
lines_read(struct reader *r, FILE *f)
{
	char		 line[LINE_BYTES];
	enum err	 e = OK;

	while (e == OK && fgets(line, sizeof(line), f) != NULL) {
		r->line++;
		if (strchr(line, '\n') == NULL && !feof(f))
			return refuse(r, "this line", "is too long");
		e = line_read(r, line);
	}
	if (e == OK && ferror(f)) {
		log_error("conf: %s: %s", r->path, strerror(errno));
		return ERR_IO;
	}
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
one_read(struct arena *mem, const char *path, struct conf **out)
{
	struct reader	 r;
	FILE		*f = fopen(path, "re");
	enum err	 e;

	if (f == NULL) {
		log_error("conf: cannot read %s: %s", path, strerror(errno));
		return ERR_IO;
	}
	reader_begin(&r, mem, path);
	e = lines_read(&r, f);
	fclose(f);
	if (e == OK)
		*out = r.conf;
	return e;
}

enum err
conf_read(struct arena *mem, const char *path, const struct conf **out)
{
	struct conf	*c;
	const char	*first;
	enum err	 e = one_read(mem, path, &c);

	if (e == OK && (first = c->file) != NULL) {
		e = one_read(mem, first, &c);
		if (e == OK && c->file != NULL) {
			log_error("conf: %s names a file itself", first);
			e = ERR_INVALID;
		}
	}
	if (e == OK)
		*out = c;
	return e;
}

const char *
conf_path(struct arena *mem)
{
	const char	*env = getenv("KARTOTEKA_CONFIG");
	const char	*path;

	if (env != NULL && *env != '\0')
		return arena_strdup(mem, env);
	path = arena_fmt(mem, "%s/../conf/kartoteka.conf", file_program(mem));
	if (access(path, R_OK) == 0)
		return path;
	return "/etc/kartoteka/kartoteka.conf";
}
