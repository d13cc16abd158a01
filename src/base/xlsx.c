/* xlsx.c: workbooks read: what is in the archive, and its rows one by one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/xlsx_parts.h"

#define MEMBERS_MAX	10000
#define SHEETS_MAX	1000
#define LINKS_MAX	10000
#define RATIO_MAX	300	/* no table packs better */
#define RATIO_FROM	(8u << 20)	/* bytes, where that is looked at */
#define PIECE		16384

/* Where one part of the workbook says another is. */
struct link {
	const char	*id;
	const char	*kind;		/* the last word of its type */
	const char	*to;		/* in the archive */
};

struct links {
	struct arena	*mem;
	const char	*base;		/* folder that targets start from */
	struct link	*list;
	size_t		 n;
};

struct sheet {
	const char	*name;
	const char	*link;		/* its id */
	bool		 hidden;
};

struct xlsx {
	struct arena		*mem;
	struct unzip		*zip;
	struct links		 links;
	struct sheet		*sheets;
	const char		**names;
	size_t			 n, now;
	bool			 from1904;
	struct xlsx_styles	 styles;
	struct xlsx_texts	 texts;
	struct arena		*sheet_mem;	/* of the sheet that is read */
	struct xlsx_sheet	 s;
	struct unzip_stream	*stream;
	struct xml_in		*xml;
	bool			 ended;
	enum err		 failed;
	enum xlsx_fault		 fault;
};

static const unsigned char	 old_magic[8] = {
	0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1
};

bool
xlsx_looks(const void *head, size_t n)
{
	return n >= 8 && (memcmp(head, "PK\3\4", 4) == 0 ||
	    memcmp(head, "PK\5\6", 4) == 0 ||
	    memcmp(head, old_magic, 8) == 0);
}

static enum err
fault_set(struct xlsx *x, enum xlsx_fault fault)
{
	if (x->fault == XLSX_FINE)
		x->fault = fault;
	return x->failed = ERR_INVALID;
}

/* An error of what is beneath, as one of ours. */
static enum err
fault_of(struct xlsx *x, enum err e)
{
	if (e == ERR_TOOBIG)
		return fault_set(x, XLSX_BOMB);
	if (e == ERR_INVALID)
		return fault_set(x, x->s.fault != XLSX_FINE ? x->s.fault :
		    XLSX_DAMAGED);
	return x->failed = e;
}

/* ---- parts */

/* Names of parts are the same in any case (ECMA-376-2, 6.2.2.3). */
static bool
name_same(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		char	 c = *a == '\\' ? '/' : *a, d = *b == '\\' ? '/' : *b;

		c = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
		d = d >= 'A' && d <= 'Z' ? (char)(d | 32) : d;
		if (c != d)
			return false;
	}
	return *a == *b;
}

static const struct unzip_file *
part_find(const struct xlsx *x, const char *name)
{
	const struct unzip_file	*list;
	size_t			 n;

	list = unzip_files(x->zip, &n);
	for (size_t i = 0; name != NULL && i < n; i++)
		if (name_same(list[i].name, name))
			return &list[i];
	return NULL;
}

/* Whether a part may be read at all. */
static enum err
part_fits(struct xlsx *x, const struct unzip_file *f, uint64_t max)
{
	if (f->locked)
		return fault_set(x, XLSX_LOCKED);
	if (f->size > max || (f->size > RATIO_FROM &&
	    f->size / RATIO_MAX > f->packed))
		return fault_set(x, XLSX_BOMB);
	return OK;
}

static enum err
part_read(struct xlsx *x, const struct unzip_file *f, uint64_t max,
    struct xml_in *xml)
{
	enum err	 e = part_fits(x, f, max);

	if (e != OK)
		return e;
	e = unzip_read(x->zip, f, max, xml_in_put, xml);
	if (e == OK)
		e = xml_in_end(xml);
	return e == OK ? OK : fault_of(x, e);
}

/* ---- links */

/* "../media/a.xml" seen from folder "xl/worksheets/". */
static const char *
path_join(struct arena *mem, const char *base, const char *to)
{
	size_t	 n = strlen(base);

	if (*to == '/')
		return arena_strdup(mem, to + 1);
	for (;;) {
		if (strncmp(to, "./", 2) == 0) {
			to += 2;
		} else if (strncmp(to, "../", 3) == 0) {
			to += 3;
			while (n > 0 && base[--n] != '/')
				continue;
			while (n > 0 && base[n - 1] != '/')
				n--;
		} else {
			break;
		}
	}
	return arena_fmt(mem, "%.*s%s", (int)n, base, to);
}

static enum err
link_open(void *arg, struct xml_in *x, const char *name)
{
	struct links	*l = arg;
	struct link	*k;
	const char	*v;

	if (strcmp(name, "Relationship") != 0)
		return OK;
	if (l->n == LINKS_MAX)
		return ERR_TOOBIG;
	if (l->list == NULL || (l->n & (l->n - 1)) == 0) {
		k = arena_alloc(l->mem, (l->n * 2 + 1) * sizeof(*k));
		if (l->n > 0)
			memcpy(k, l->list, l->n * sizeof(*k));
		l->list = k;
	}
	k = &l->list[l->n];
	v = xml_in_attr(x, "Id");
	k->id = arena_strdup(l->mem, v != NULL ? v : "");
	v = xml_in_attr(x, "Type");
	v = v != NULL && strrchr(v, '/') != NULL ? strrchr(v, '/') + 1 : "";
	k->kind = arena_strdup(l->mem, v);
	v = xml_in_attr(x, "Target");
	k->to = path_join(l->mem, l->base, v != NULL ? v : "");
	l->n++;
	return OK;
}

/* What the part at path links to; nothing when it says nothing. */
static enum err
links_read(struct xlsx *x, const char *path, struct links *out)
{
	static const struct xml_events	 events = { link_open, NULL, NULL };
	const char			*slash = strrchr(path, '/');
	int				 n = slash == NULL ? 0 :
					    (int)(slash + 1 - path);
	const struct unzip_file		*f;

	*out = (struct links){
		.mem = x->mem, .base = arena_fmt(x->mem, "%.*s", n, path)
	};
	f = part_find(x, arena_fmt(x->mem, "%s_rels/%s.rels", out->base,
	    path + n));
	return f == NULL ? OK : part_read(x, f, XLSX_PART_MAX,
	    xml_in_new(x->mem, &events, out));
}

static const char *
link_of_kind(const struct links *l, const char *kind)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->list[i].kind, kind) == 0)
			return l->list[i].to;
	return NULL;
}

/* A sheet with cells; charts and macros have none. */
static const char *
link_of_sheet(const struct links *l, const char *id)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->list[i].id, id) == 0 &&
		    strcmp(l->list[i].kind, "worksheet") == 0)
			return l->list[i].to;
	return NULL;
}

/* ---- the workbook */

static enum err
book_open(void *arg, struct xml_in *in, const char *name)
{
	struct xlsx	*x = arg;
	struct sheet	*s = &x->sheets[x->n];
	const char	*v;

	if (strcmp(name, "workbookPr") == 0) {
		v = xml_in_attr(in, "date1904");
		x->from1904 = v != NULL && (*v == '1' || *v == 't');
	}
	if (strcmp(name, "sheet") != 0 || x->n == SHEETS_MAX)
		return OK;
	v = xml_in_attr(in, "id");
	s->link = v != NULL ? arena_strdup(x->mem, v) : "";
	if (link_of_sheet(&x->links, s->link) == NULL)
		return OK;
	v = xml_in_attr(in, "name");
	s->name = arena_strdup(x->mem, v != NULL ? v : "");
	v = xml_in_attr(in, "state");
	s->hidden = v != NULL && strcmp(v, "visible") != 0;
	x->names[x->n++] = s->name;
	return OK;
}

static enum err
book_read(struct xlsx *x, const struct unzip_file *f)
{
	static const struct xml_events	 events = { book_open, NULL, NULL };

	x->sheets = arena_alloc(x->mem, (SHEETS_MAX + 1) *
	    sizeof(*x->sheets));
	x->names = arena_alloc(x->mem, (SHEETS_MAX + 1) * sizeof(*x->names));
	return part_read(x, f, XLSX_PART_MAX, xml_in_new(x->mem, &events, x));
}

static enum err
shared_read(struct xlsx *x)
{
	const struct unzip_file	*f;
	enum err		 e = OK;

	f = part_find(x, link_of_kind(&x->links, "styles"));
	if (f != NULL)
		e = part_read(x, f, XLSX_PART_MAX,
		    xlsx_styles_read(x->mem, &x->styles));
	f = part_find(x, link_of_kind(&x->links, "sharedStrings"));
	if (e == OK && f != NULL) {
		e = part_fits(x, f, XLSX_TEXTS_MAX);
		if (e == OK)
			e = part_read(x, f, XLSX_TEXTS_MAX,
			    xlsx_texts_read(x->mem, f->size, &x->texts));
	}
	return e;
}

static enum err
package_read(struct xlsx *x)
{
	struct links			 root;
	const struct unzip_file		*f;
	const char			*book;
	enum err			 e = links_read(x, "", &root);

	if (e != OK)
		return e;
	book = link_of_kind(&root, "officeDocument");
	if (book == NULL)
		book = "xl/workbook.xml";
	f = part_find(x, book);
	if (f == NULL || strstr(f->name, ".xml") == NULL ||
	    strstr(f->name, "word/") != NULL)
		return fault_set(x, XLSX_OTHER);
	e = links_read(x, book, &x->links);
	if (e == OK)
		e = book_read(x, f);
	return e == OK ? shared_read(x) : e;
}

/* ---- the sheet */

static enum err
sheet_begin(struct xlsx *x, size_t i)
{
	const struct unzip_file	*f;
	struct arena		*rows = x->s.mem, *mem = x->sheet_mem;
	enum err		 e;

	f = part_find(x, link_of_sheet(&x->links, x->sheets[i].link));
	if (f == NULL)
		return fault_set(x, XLSX_DAMAGED);
	e = part_fits(x, f, XLSX_SHEET_MAX);
	if (e != OK)
		return e;
	arena_reset(rows);
	arena_reset(mem);
	x->now = i;
	x->ended = false;
	x->s = (struct xlsx_sheet){
		.styles = &x->styles, .texts = &x->texts,
		.from1904 = x->from1904, .mem = rows,
		.at = arena_alloc(mem, CSV_CELLS_MAX * sizeof(*x->s.at))
	};
	x->s.last = &x->s.first;
	str_init(&x->s.value, mem);
	str_init(&x->s.text, mem);
	str_init(&x->s.bytes, mem);
	x->xml = xml_in_new(mem, &xlsx_sheet_events, &x->s);
	e = unzip_begin(x->zip, f, XLSX_SHEET_MAX, mem, &x->stream);
	return e == OK ? OK : fault_of(x, e);
}

/* Read on until a row waits or there are no more. */
static enum err
rows_fill(struct xlsx *x)
{
	char		 buf[PIECE];
	size_t		 n;
	enum err	 e = x->failed;

	if (x->s.first == NULL && e == OK) {
		arena_reset(x->s.mem);
		x->s.last = &x->s.first;
	}
	while (e == OK && x->s.first == NULL && !x->ended) {
		e = unzip_more(x->stream, buf, sizeof(buf), &n);
		if (e == OK)
			e = n > 0 ? xml_in_put(x->xml, buf, n) :
			    xml_in_end(x->xml);
		x->ended = n == 0;
	}
	return e == OK || x->failed != OK ? e : fault_of(x, e);
}

enum err
xlsx_next(struct xlsx *x, const struct csv_row **row)
{
	struct xlsx_row	*r;
	enum err	 e = rows_fill(x);

	if (e != OK)
		return e;
	r = x->s.first;
	*row = r != NULL ? &r->row : NULL;
	if (r != NULL)
		x->s.first = r->next;
	return OK;
}

enum err
xlsx_rewind(struct xlsx *x)
{
	return x->failed != OK ? x->failed : sheet_begin(x, x->now);
}

/* ---- which one */

/* Sheets in view, then hidden ones, until one has something. */
static enum err
sheet_choose(struct xlsx *x)
{
	enum err	 e;

	for (int hidden = 0; hidden < 2; hidden++)
		for (size_t i = 0; i < x->n; i++) {
			if (x->sheets[i].hidden != hidden)
				continue;
			e = sheet_begin(x, i);
			if (e == OK)
				e = rows_fill(x);
			if (e != OK || x->s.first != NULL)
				return e;
		}
	return fault_set(x, XLSX_EMPTY);
}

static enum err
sheet_named(struct xlsx *x, const char *name)
{
	for (size_t i = 0; i < x->n; i++)
		if (strcmp(x->names[i], name) == 0)
			return sheet_begin(x, i);
	return fault_set(x, XLSX_NO_SHEET);
}

/* ---- what is no archive */

/* A locked workbook is kept in a file of another kind, under this name. */
static bool
is_locked(FILE *f)
{
	static const char	 name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c";
	char			 buf[PIECE];
	size_t			 keep = 0, n;

	while ((n = fread(buf + keep, 1, sizeof(buf) - keep, f)) > 0) {
		n += keep;
		for (size_t i = 0; i + sizeof(name) <= n; i++)
			if (memcmp(buf + i, name, sizeof(name)) == 0)
				return true;
		keep = n < sizeof(name) ? n : sizeof(name);
		memmove(buf, buf + n - keep, keep);
	}
	return false;
}

static enum err
head_look(struct xlsx *x, const char *path)
{
	unsigned char	 head[8];
	FILE		*f = fopen(path, "rbe");
	enum err	 e = OK;

	if (f == NULL) {
		log_error("%s: %s", path, strerror(errno));
		return ERR_IO;
	}
	if (fread(head, 1, 8, f) != 8)
		e = fault_set(x, XLSX_DAMAGED);
	else if (memcmp(head, old_magic, 8) == 0)
		e = fault_set(x, is_locked(f) ? XLSX_LOCKED : XLSX_OLD);
	fclose(f);
	return e;
}

/* ---- all of it */

static void
arenas_drop(void *arg)
{
	struct xlsx	*x = arg;

	arena_free(x->sheet_mem);
	arena_free(x->s.mem);
}

enum err
xlsx_open(struct arena *mem, const char *path, const char *sheet,
    struct xlsx **out, enum xlsx_fault *fault)
{
	struct xlsx	*x = arena_alloc(mem, sizeof(*x));
	enum err	 e;

	x->mem = mem;
	*fault = XLSX_FINE;
	e = head_look(x, path);
	if (e == OK) {
		e = unzip_open(mem, path, MEMBERS_MAX, &x->zip);
		e = e == OK ? OK : fault_of(x, e);
	}
	x->sheet_mem = arena_new();
	x->s.mem = arena_new();
	arena_defer(mem, arenas_drop, x);
	if (e == OK)
		e = package_read(x);
	if (e == OK)
		e = sheet != NULL ? sheet_named(x, sheet) : sheet_choose(x);
	*fault = x->fault;
	if (e == OK)
		*out = x;
	return e;
}

enum xlsx_fault
xlsx_fault(const struct xlsx *x, int64_t *line)
{
	if (line != NULL)
		*line = x->s.line;
	return x->fault;
}

const char *const *
xlsx_sheets(const struct xlsx *x, size_t *n)
{
	*n = x->n;
	return x->names;
}

const char *
xlsx_sheet(const struct xlsx *x)
{
	return x->names[x->now];
}
