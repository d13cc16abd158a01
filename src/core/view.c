/* view.c: pages by ClearSilver templates, each parsed once per process. */
#include <ClearSilver.h>

#include <assert.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/i18n.h"
#include "core/url.h"
#include "core/view.h"
#include "core/view_fold.h"

#define TPL_BYTES	(1 << 20)
#define MACROS		"parts.cst"	/* every page includes it */
#define FILES_MAX	40	/* a template and its includes; stops cycles */

/* A file that a template was made of. */
struct source {
	char		*path;
	struct timespec	 mtime;
};

/* A parsed template. */
struct tpl {
	struct tpl	*next;
	char		*name;
	enum lang	 lang;		/* whose words are in it */
	bool		 plain;		/* as it is written, for errors */
	CSPARSE		*cs;
	struct source	 files[FILES_MAX];
	size_t		 nfiles;
	size_t		 bytes;		/* of what it gave last */
};

/* What view_init() was told, and the templates parsed since. */
static struct {
	const struct conf	*conf;
	HDF			*config;	/* options of the parser */
	struct tpl		*cache;
	bool			 dev;
	bool			 once;		/* plain CGI: one page and out */
} view;

/* ---- the tree: a struct out is an HDF node under another name */

/* Memory is all that can be missing here, and it is never handled. */
static void
must(NEOERR *err)
{
	if (err == STATUS_OK)
		return;
	nerr_log_error(err);
	exit(70);
}

static HDF *
node_of(struct out *o)
{
	return (HDF *)o;
}

static void
tree_end(void *arg)
{
	HDF	*h = arg;

	hdf_destroy(&h);
}

struct out *
out_new(struct arena *mem)
{
	HDF	*h = NULL;

	must(hdf_init(&h));
	arena_defer(mem, tree_end, h);
	return (struct out *)h;
}

void
out_text(struct out *o, const char *name, const char *text)
{
	assert(strchr(name, '.') == NULL);
	if (text != NULL)
		must(hdf_set_value(node_of(o), name, text));
}

void
out_fmt(struct out *o, const char *name, const char *fmt, ...)
{
	va_list	 ap;
	char	 room[256], *s;		/* most are addresses of a few bytes */
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(room, sizeof(room), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(room)) {
		out_text(o, name, room);
		return;
	}
	s = malloc((size_t)n + 1);
	if (s == NULL)
		exit(70);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	out_text(o, name, s);
	free(s);
}

void
out_int(struct out *o, const char *name, int64_t i)
{
	char	 digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, i);
	out_text(o, name, digits);
}

struct out *
out_node(struct out *o, const char *name)
{
	HDF	*h = NULL;

	assert(strchr(name, '.') == NULL);
	must(hdf_get_node(node_of(o), name, &h));
	return (struct out *)h;
}

/* The last child.  A long list has it at hand, a short one is walked. */
static HDF *
last_child(HDF *list)
{
	HDF	*h = list->hash != NULL ? list->last_child : list->child;

	while (h != NULL && h->next != NULL)
		h = h->next;
	return h;
}

/* The name of an element, in room for one. */
#define ELEMENT_ROOM	24

static const char *
element_name(char *room, unsigned long n)
{
	char	*p = room + ELEMENT_ROOM;

	*--p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return p;
}

struct out *
out_at(struct out *list, size_t n)
{
	char	 room[ELEMENT_ROOM];

	return out_node(list, element_name(room, n));
}

void
out_put(struct out *list, size_t n, const char *text)
{
	char	 room[ELEMENT_ROOM];

	must(hdf_set_value(node_of(list), element_name(room, n), text));
}

struct out *
out_add(struct out *o, const char *name)
{
	struct out	*list = out_node(o, name);
	HDF		*last = last_child(node_of(list));

	return out_at(list, last == NULL ? 0 :
	    strtoul(hdf_obj_name(last), NULL, 10) + 1);
}

const char *
out_get(struct out *o, const char *name)
{
	return hdf_get_value(node_of(o), name, NULL);
}

/* ---- functions of templates; they give back what free() takes */

static NEOERR *
given(const char *s, char **out)
{
	*out = strdup(s);
	return *out != NULL ? STATUS_OK : nerr_raise(NERR_NOMEM, "%s", s);
}

static NEOERR *
fn_t(const char *s, char **out)
{
	return nerr_pass(given(*s == '\0' ? "" : t(s), out));
}

/* Called a hundred times a page, so without an arena. */
static NEOERR *
fn_url_for(const char *s, char **out)
{
	struct url	 a = url_parts(s);
	size_t		 n = strlen(a.base) + strlen(a.program) +
			     strlen(a.path) + strlen(a.mark) +
			     strlen(a.hash) + 1;

	*out = malloc(n);
	if (*out == NULL)
		return nerr_raise(NERR_NOMEM, "url_for");
	stpcpy(stpcpy(stpcpy(stpcpy(stpcpy(*out, a.base), a.program), a.path),
	    a.mark), a.hash);
	return STATUS_OK;
}

static NEOERR *
fn_url_escape(const char *s, char **out)
{
	*out = malloc(3 * strlen(s) + 1);
	if (*out == NULL)
		return nerr_raise(NERR_NOMEM, "url_escape");
	url_escape_to(*out, s);
	return STATUS_OK;
}

static NEOERR *
fn_html_escape(const char *s, char **out)
{
	return nerr_pass(neos_html_escape(s, (int)strlen(s), out));
}

static NEOERR *
fn_url_validate(const char *s, char **out)
{
	return nerr_pass(neos_url_validate(s, out));
}

/* A plural form with the number in place of its %d. */
static char *
plural(const char *one, const char *many, long n)
{
	const char	*form = tn(one, many, n), *p = strstr(form, "%d");
	size_t		 cap = strlen(form) + 24;
	char		*s = malloc(cap);

	if (s == NULL)
		return NULL;
	if (p == NULL)
		snprintf(s, cap, "%s", form);
	else
		snprintf(s, cap, "%.*s%ld%s", (int)(p - form), form, n, p + 2);
	return s;
}

static NEOERR *
fn_tn(CSPARSE *cs, CS_FUNCTION *f, CSARG *args, CSARG *result)
{
	char	*one = NULL, *many = NULL;
	long	 n = 0;
	NEOERR	*err = cs_arg_parse(cs, args, "ssi", &one, &many, &n);

	(void)f;
	if (err != STATUS_OK)
		return nerr_pass(err);
	result->op_type = CS_TYPE_STRING;
	result->s = plural(one != NULL ? one : "", many != NULL ? many : "", n);
	result->alloc = 1;
	free(one);
	free(many);
	return result->s != NULL ? STATUS_OK : nerr_raise(NERR_NOMEM, "tn");
}

/* t and url_for are escaped like any text; the others have escaped already. */
static NEOERR *
functions_register(CSPARSE *cs)
{
	NEOERR	*err;

	err = cs_register_strfunc(cs, (char *)"t", fn_t);
	if (err == STATUS_OK)
		err = cs_register_strfunc(cs, (char *)"url_for", fn_url_for);
	if (err == STATUS_OK)
		err = cs_register_function(cs, "tn", 3, fn_tn);
	if (err == STATUS_OK)
		err = cs_register_esc_strfunc(cs, (char *)"url_escape",
		    fn_url_escape);
	if (err == STATUS_OK)
		err = cs_register_esc_strfunc(cs, (char *)"url_validate",
		    fn_url_validate);
	if (err == STATUS_OK)
		err = cs_register_esc_strfunc(cs, (char *)"html_escape",
		    fn_html_escape);
	return nerr_pass(err);
}

/* ---- loading and parsing */

/* share_dir/tpl/name in fresh memory; NULL for a name that leads out. */
static char *
file_path(const char *name)
{
	size_t	 cap = strlen(view.conf->share_dir) + strlen(name) + 8;
	char	*path;

	if (name[0] == '/' || strstr(name, "..") != NULL)
		return NULL;
	path = malloc(cap);
	if (path != NULL)
		snprintf(path, cap, "%s/tpl/%s", view.conf->share_dir, name);
	return path;
}

/* Learn the macros that templates call most often. */
static void
macros_learn(struct fold *f)
{
	char	*path = file_path(MACROS), *text;
	size_t	 n;

	if (path != NULL && file_read(f->mem, path, TPL_BYTES, &text, &n) == OK)
		fold_text(f, text);
	free(path);
}

/*
 * The file at path as a text that ClearSilver frees, plain or with the words
 * of the current language worked out.
 */
static NEOERR *
text_load(const char *path, bool plain, char **out)
{
	struct arena	*mem = arena_new();
	struct fold	 f = { .mem = mem, .url = url_for,
			    .escape = url_escape };
	char		*s;
	const char	*text;
	size_t		 n;

	*out = NULL;
	if (file_read(mem, path, TPL_BYTES, &s, &n) == OK) {
		text = s;
		if (!plain) {
			macros_learn(&f);
			text = fold_text(&f, s);
		}
		*out = strdup(text);
	}
	arena_free(mem);
	return *out != NULL ? STATUS_OK :
	    nerr_raise(NERR_IO, "no template %s", path);
}

/*
 * What ClearSilver asks for when it parses an include.  It would pass over
 * NERR_NOT_FOUND in silence, so a missing file has another name.
 */
static NEOERR *
file_load(void *ctx, HDF *hdf, const char *name, char **contents)
{
	struct tpl	*p = ctx;
	struct source	*f;
	struct stat	 st;

	(void)hdf;
	if (p->nfiles == FILES_MAX)
		return nerr_raise(NERR_OUTOFRANGE,
		    "%s: more than %d includes, or a cycle", name, FILES_MAX);
	f = &p->files[p->nfiles];
	f->path = file_path(name);
	if (f->path == NULL)
		return nerr_raise(NERR_IO, "bad name %s", name);
	p->nfiles++;
	if (stat(f->path, &st) == 0)
		f->mtime = st.st_mtim;
	return nerr_pass(text_load(f->path, p->plain, contents));
}

/* The line that byte offset of a template stands in; 0 if unknown. */
static int
line_of(const char *name, long offset)
{
	char	*path = file_path(name), *text = NULL;
	NEOERR	*err;
	int	 line = 0;
	long	 i;

	if (path == NULL)
		return 0;
	err = text_load(path, true, &text);
	free(path);
	if (err != STATUS_OK) {
		nerr_ignore(&err);
		return 0;
	}
	line = 1;
	for (i = 0; i < offset && text[i] != '\0'; i++)
		line += text[i] == '\n';
	free(text);
	return line;
}

/*
 * Log an error and take it off.  ClearSilver says "[-E- page.cst:1234]" with
 * the offset of a file it cannot open; the line helps more.
 */
static void
fault(const char *name, NEOERR **err)
{
	STRING	 s;
	char	 file[200];
	long	 offset;
	char	*at;

	string_init(&s);
	nerr_error_string(*err, &s);
	at = s.buf != NULL ? strstr(s.buf, "[-E- ") : NULL;
	if (at != NULL && sscanf(at, "[-E- %199[^]:]:%ld]", file, &offset) == 2)
		log_error("template %s: %s:%d: %s", name, file,
		    line_of(file, offset), s.buf);
	else
		log_error("template %s: %s", name, s.buf);
	string_clear(&s);
	nerr_ignore(err);
}

static void
tpl_free(struct tpl *p)
{
	size_t	 i;

	if (p->cs != NULL)
		cs_destroy(&p->cs);
	for (i = 0; i < p->nfiles; i++)
		free(p->files[i].path);
	free(p->name);
	free(p);
}

static struct tpl *
tpl_new(const char *name, bool plain)
{
	struct tpl	*p = calloc(1, sizeof(*p));

	if (p == NULL || (p->name = strdup(name)) == NULL)
		exit(70);
	p->lang = i18n_lang();
	p->plain = plain;
	return p;
}

static NEOERR *
tpl_read(struct tpl *p)
{
	NEOERR	*err = cs_init(&p->cs, view.config);

	if (err == STATUS_OK) {
		cs_register_fileload(p->cs, p, file_load);
		err = functions_register(p->cs);
	}
	if (err == STATUS_OK)
		err = cs_parse_file(p->cs, p->name);
	return nerr_pass(err);
}

/*
 * A template parsed; what is wrong with it is said of the plain text.  Working
 * words out takes 2 ms, which one page alone does not bring in again.
 */
static struct tpl *
tpl_parse(const char *name)
{
	struct tpl	*p;
	NEOERR		*err;

	for (int plain = view.once; plain < 2; plain++) {
		p = tpl_new(name, plain);
		err = tpl_read(p);
		if (err == STATUS_OK)
			return p;
		if (plain)
			fault(name, &err);
		else
			nerr_ignore(&err);
		tpl_free(p);
	}
	return NULL;
}

static bool
tpl_stale(const struct tpl *p)
{
	struct stat	 st;
	size_t		 i;

	for (i = 0; i < p->nfiles; i++)
		if (stat(p->files[i].path, &st) != 0 ||
		    st.st_mtim.tv_sec != p->files[i].mtime.tv_sec ||
		    st.st_mtim.tv_nsec != p->files[i].mtime.tv_nsec)
			return true;
	return false;
}

/* Take a template out of the cache. */
static void
tpl_drop(struct tpl *p)
{
	struct tpl	**at = &view.cache;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	tpl_free(p);
}

static struct tpl *
tpl_find(const char *name)
{
	struct tpl	*p;

	for (p = view.cache; p != NULL; p = p->next)
		if (p->lang == i18n_lang() && strcmp(p->name, name) == 0)
			break;
	if (p != NULL && view.dev && tpl_stale(p)) {
		tpl_drop(p);
		p = NULL;
	}
	if (p != NULL)
		return p;
	p = tpl_parse(name);
	if (p != NULL) {
		p->next = view.cache;
		view.cache = p;
	}
	return p;
}

/* ---- what others call */

void
view_init(const struct conf *conf)
{
	const char	*dev = getenv("KARTOTEKA_DEV");

	while (view.cache != NULL)
		tpl_drop(view.cache);
	hdf_destroy(&view.config);
	view.conf = conf;
	view.dev = dev != NULL && strcmp(dev, "1") == 0;
	view.once = getenv("REQUEST_METHOD") != NULL;
	must(hdf_init(&view.config));
	/* Read once, by cs_init(). */
	must(hdf_set_value(view.config, "Config.VarEscapeMode", "html"));
	url_init(conf);
}

/* Parse the templates of share_dir/tpl/folder; folder "" or "contacts/". */
static enum err
folder_check(struct arena *mem, const char *folder)
{
	enum err	 e = OK, sub;
	struct dirent	*d;
	const char	*name;
	struct tpl	*p;
	DIR		*dir;

	dir = opendir(arena_fmt(mem, "%s/tpl/%s", view.conf->share_dir,
	    folder));
	if (dir == NULL)
		return *folder == '\0' ? ERR_IO : OK;
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		name = arena_fmt(mem, "%s%s", folder, d->d_name);
		if (!str_ends(name, ".cst")) {
			sub = folder_check(mem, arena_fmt(mem, "%s/", name));
			e = sub != OK ? sub : e;
			continue;
		}
		if (str_ends(name, "_parts.cst"))
			continue;
		p = tpl_parse(name);
		if (p == NULL)
			e = ERR_IO;
		else
			tpl_free(p);
	}
	closedir(dir);
	return e;
}

enum err
view_check(void)
{
	struct arena	*mem = arena_new();
	enum err	 e = folder_check(mem, "");

	arena_free(mem);
	return e;
}

static NEOERR *
emit(void *ctx, char *s)
{
	str_add(ctx, s);
	return STATUS_OK;
}

enum err
view_render(struct arena *mem, const char *tpl, struct out *o, char **html,
    size_t *n)
{
	struct tpl	*p = tpl_find(tpl);
	struct str	 s;
	NEOERR		*err;

	if (p == NULL)
		return ERR_IO;
	str_init(&s, mem);
	str_want(&s, p->bytes + 1024);
	p->cs->hdf = node_of(o);
	err = cs_render(p->cs, &s, emit);
	p->cs->hdf = view.config;
	if (err != STATUS_OK) {
		fault(tpl, &err);
		tpl_drop(p);	/* its variables may point into o */
		return ERR_IO;
	}
	*html = s.s;
	*n = p->bytes = s.n;
	return OK;
}
