/* url.c: where our pages and files are. */
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "core/url.h"

#define ASSETS_BYTES	(1 << 16)
#define PROGRAM		"/cgi-bin/kartoteka.fcgi"
#define UPLOAD		"/cgi-bin/upload.cgi"

/* A static file and the hash of what is in it. */
struct asset {
	struct asset	*next;
	const char	*path;
	const char	*hash;
};

/* What url_init() was told. */
static struct {
	const struct conf	*conf;
	struct arena		*mem;		/* of assets */
	struct asset		*assets;
} held;

/* share_dir/assets: lines "/css/kartoteka.css HASH". */
static void
assets_read(void)
{
	struct asset	*a;
	const char	*rest, *line;
	char		*text;
	size_t		 n;

	if (file_read(held.mem, arena_fmt(held.mem, "%s/assets",
	    held.conf->share_dir), ASSETS_BYTES, &text, &n) != OK)
		return;
	for (rest = text; str_split(&rest, '\n', &line, &n); ) {
		char	*path = arena_fmt(held.mem, "%.*s", (int)n, line);
		char	*blank = strchr(path, ' ');

		if (blank == NULL)
			continue;
		*blank = '\0';
		a = arena_alloc(held.mem, sizeof(*a));
		*a = (struct asset){ held.assets, path, blank + 1 };
		held.assets = a;
	}
}

void
url_init(const struct conf *conf)
{
	arena_free(held.mem);
	held.conf = conf;
	held.mem = arena_new();
	held.assets = NULL;
	assets_read();
}

static const struct asset *
asset_find(const char *path)
{
	const struct asset	*a;

	for (a = held.assets; a != NULL; a = a->next)
		if (strcmp(a->path, path) == 0)
			break;
	return a;
}

/* What is ours begins with one slash, and no browser reads it otherwise. */
static bool
path_ours(const char *path)
{
	const unsigned char	*p = (const unsigned char *)path;

	if (p[0] != '/' || p[1] == '/')
		return false;
	for (; *p != '\0'; p++)
		if (*p < ' ' || *p == 0x7f || *p == '\\')
			return false;
	return true;
}

/*
 * What stands between base and path: with rewriting nothing, the server then
 * chooses by the type of the body.  Files are sent to addresses below /import
 * alone.
 */
static const char *
program_for(const char *path)
{
	if (held.conf->rewrite)
		return "";
	return str_starts(path, "/import/") ? UPLOAD : PROGRAM;
}

struct url
url_parts(const char *path)
{
	const struct asset	*a = asset_find(path);
	const char		*base = held.conf->base_path;

	if (a != NULL)
		return (struct url){ base, "", path, "?v=", a->hash };
	if (!path_ours(path))
		return (struct url){ "", "", "#", "", "" };
	return (struct url){ base, program_for(path), path, "", "" };
}

const char *
url_for(struct arena *mem, const char *path)
{
	struct url	 a = url_parts(path);

	return arena_fmt(mem, "%s%s%s%s%s", a.base, a.program, a.path, a.mark,
	    a.hash);
}

/* Unreserved in an address (RFC 3986). */
static bool
is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	    c == '~';
}

void
url_escape_to(char *out, const char *text)
{
	static const char	 digits[] = "0123456789ABCDEF";
	unsigned char		 c;

	while ((c = (unsigned char)*text++) != '\0') {
		if (is_plain(c)) {
			*out++ = (char)c;
			continue;
		}
		*out++ = '%';
		*out++ = digits[c >> 4];
		*out++ = digits[c & 15];
	}
	*out = '\0';
}

const char *
url_escape(struct arena *mem, const char *text)
{
	char	*s = arena_alloc(mem, 3 * strlen(text) + 1);

	url_escape_to(s, text);
	return s;
}
