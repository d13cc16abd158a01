/* table.c: files that are tables. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/decoder.h"
#include "base/log.h"
#include "base/str.h"
#include "mod/transfer/table.h"

#define SNIFFED	65536

static void
file_close(void *arg)
{
	fclose(arg);
}

static enum err
file_open(struct work *w, struct table *tb, FILE **out)
{
	FILE		*f = fopen(tb->path, "rbe");
	struct stat	 st;

	if (f == NULL && errno == ENOENT)
		return ERR_NOTFOUND;
	if (f == NULL || fstat(fileno(f), &st) != 0) {
		log_error("%s: %s", tb->path, strerror(errno));
		if (f != NULL)
			fclose(f);
		return ERR_IO;
	}
	arena_defer(w->mem, file_close, f);
	if (!S_ISREG(st.st_mode))
		return ERR_NOTFOUND;
	tb->size = st.st_size;
	*out = f;
	return OK;
}

static enum err
no_table(struct work *w)
{
	return work_refuse(w, 0, NULL, t("this is neither a workbook (XLSX) "
	    "nor a table of text (CSV)"));
}

/* ---- workbooks */

static const char *
book_words(enum xlsx_fault fault)
{
	switch (fault) {
	case XLSX_LOCKED:
		return t("the workbook is locked with a password: save it "
		    "without one");
	case XLSX_OLD:
		return t("this is a workbook of an old kind (.xls): save it "
		    "as .xlsx or as CSV");
	case XLSX_OTHER:
		return t("this archive is not an XLSX workbook: save the table "
		    "as .xlsx or as CSV");
	case XLSX_BOMB:
		return t("the workbook unpacks to more than any table holds");
	case XLSX_EMPTY:
		return t("no sheet of the workbook has anything in it");
	case XLSX_NO_SHEET:
		return t("the workbook has no sheet of that name");
	default:
		return t("the workbook is damaged");
	}
}

static enum err
book_refuse(struct work *w, enum xlsx_fault fault, int64_t line)
{
	const char	*words = fault == XLSX_CELL_LONG ?
			    t("a cell is too long") :
			    fault == XLSX_ROW_LONG ?
			    t("the row is too long") :
			    fault == XLSX_CELLS_MANY ?
			    t("there are too many cells") : NULL;

	if (words == NULL)
		return work_refuse(w, 0, NULL, book_words(fault));
	return work_refuse(w, 0, NULL, arena_fmt(w->mem, t("line %lld: %s"),
	    (long long)line, words));
}

static enum err
book_open(struct work *w, const char *sheet, struct table *tb)
{
	enum xlsx_fault	 fault;
	enum err	 e;

	tb->kind = TABLE_BOOK;
	tb->encoding = "UTF-8";
	tb->delimiter = ',';
	e = xlsx_open(w->mem, tb->path, sheet, &tb->xlsx, &fault);
	return e == ERR_INVALID ? book_refuse(w, fault, 0) : e;
}

/* ---- business cards */

static enum err
cards_refuse(struct work *w, const struct table *tb)
{
	return work_refuse(w, 0, NULL, arena_fmt(w->mem, t("line %lld: %s"),
	    (long long)cards_line(tb->cards), t("a cell is too long")));
}

static enum err
cards_begin(struct work *w, FILE *f, const char *head, size_t n,
    struct table *tb)
{
	struct csv_guess	 g = { "UTF-8", ',', 0 };
	enum err		 e;

	if (tb->encoding == NULL && csv_sniff(head, n, n < SNIFFED, &g) == OK)
		tb->encoding = g.encoding;
	if (tb->encoding == NULL)
		tb->encoding = g.encoding;
	tb->kind = TABLE_CARDS;
	tb->delimiter = ',';
	e = cards_open(w, f, tb->encoding, &tb->cards);
	if (e == ERR_INVALID)
		return cards_refuse(w, tb);
	if (e != OK)
		return e;
	tb->header = cards_header(tb->cards, &tb->ncols);
	return tb->ncols > 0 ? OK : work_refuse(w, 0, NULL,
	    t("no card of the file says anything"));
}

/* ---- texts */

/* How a text is written, where nobody has said. */
static enum err
text_sniff(struct work *w, const char *head, size_t n, struct table *tb)
{
	struct csv_guess	 g;

	if (csv_sniff(head, n, n < SNIFFED, &g) != OK) {
		if (tb->encoding == NULL)
			return no_table(w);
		g.encoding = tb->encoding;
		g.delimiter = ',';
	}
	if (tb->encoding == NULL)
		tb->encoding = g.encoding;
	if (tb->delimiter == 0)
		tb->delimiter = g.delimiter;
	return OK;
}

/* The first bytes of a file. */
struct part {
	FILE		*f;
	size_t		 left;
};

static enum err
part_read(void *arg, char *buf, size_t size, size_t *n)
{
	struct part	*p = arg;

	*n = fread(buf, 1, size < p->left ? size : p->left, p->f);
	p->left -= *n;
	return *n == 0 && ferror(p->f) ? ERR_IO : OK;
}

static struct csv_source
text_source(struct work *w, FILE *f, const struct table *tb)
{
	struct part	*p = arena_alloc(w->mem, sizeof(*p));

	p->f = f;
	p->left = (size_t)tb->part;
	return tb->part == 0 ? csv_file(f) :
	    (struct csv_source){ part_read, p };
}

/* What the file is, and that opened. */
static enum err
kind_open(struct work *w, FILE *f, const char *sheet, struct table *tb)
{
	char		*head = arena_alloc(w->mem, SNIFFED);
	size_t		 n = fread(head, 1, SNIFFED, f);
	enum err	 e;

	if (ferror(f) || fseek(f, 0, SEEK_SET) != 0) {
		log_error("%s: %s", tb->path, strerror(errno));
		return ERR_IO;
	}
	if (n == 0)
		return work_refuse(w, 0, NULL, t("the file is empty"));
	if (xlsx_looks(head, n))
		return book_open(w, sheet, tb);
	if (vcard_looks(head, n))
		return cards_begin(w, f, head, n, tb);
	e = text_sniff(w, head, n, tb);
	return e != OK ? e : csv_open(w->mem, text_source(w, f, tb),
	    tb->encoding, tb->delimiter, &tb->csv);
}

/* ---- any of them */

static enum err
header_read(struct work *w, struct table *tb)
{
	const struct csv_row	*row;
	const char		**names;
	bool			 any = false;
	enum err		 e = table_next(w, tb, &row);

	if (e != OK)
		return e;
	if (row == NULL)
		return work_refuse(w, 0, NULL, t("the file is empty"));
	names = arena_alloc(w->mem, row->n * sizeof(*names));
	for (size_t i = 0; i < row->n; i++) {
		names[i] = str_trim(w->mem, row->cells[i]);
		any = any || *names[i] != '\0';
	}
	if (!any)
		return work_refuse(w, 0, NULL,
		    t("the first line names no columns"));
	tb->header = names;
	tb->ncols = row->n;
	tb->header_line = row->line;
	return OK;
}

static enum err
open_as(struct work *w, const char *sheet, struct table *out)
{
	FILE		*f;
	enum err	 e = file_open(w, out, &f);

	if (e == OK)
		e = kind_open(w, f, sheet, out);
	if (e != OK || out->kind == TABLE_CARDS)
		return e;
	return header_read(w, out);
}

enum err
table_open(struct work *w, const char *path, const char *encoding,
    char delimiter, struct table *out)
{
	memset(out, 0, sizeof(*out));
	out->path = path;
	out->delimiter = delimiter;
	if (encoding != NULL) {
		out->encoding = decoder_name(encoding);
		if (out->encoding == NULL)
			return work_refuse(w, 0, NULL, arena_fmt(w->mem,
			    t("the encoding %s is not known"), encoding));
	}
	return open_as(w, NULL, out);
}

enum err
table_open_sheet(struct work *w, const char *path, const char *sheet,
    struct table *out)
{
	memset(out, 0, sizeof(*out));
	out->path = path;
	return open_as(w, sheet, out);
}

enum err
table_open_part(struct work *w, const char *path, int64_t bytes,
    struct table *out)
{
	memset(out, 0, sizeof(*out));
	out->path = path;
	out->encoding = decoder_name("UTF-8");
	out->delimiter = ',';
	out->part = bytes;
	return open_as(w, NULL, out);
}

/* As it was found to be before. */
static enum err
text_again(struct work *w, const struct table *tb, struct table *out)
{
	const struct table	 was = *tb;

	memset(out, 0, sizeof(*out));
	out->path = was.path;
	out->encoding = was.encoding;
	out->delimiter = was.delimiter;
	out->part = was.part;
	return open_as(w, NULL, out);
}

enum err
table_again(struct work *w, struct table *tb)
{
	const struct csv_row	*row;
	enum err		 e;

	if (tb->kind == TABLE_TEXT)
		return text_again(w, tb, tb);
	if (tb->kind == TABLE_CARDS)
		return cards_rewind(tb->cards);
	e = xlsx_rewind(tb->xlsx);
	return e != OK ? e : table_next(w, tb, &row);
}

enum err
table_twin(struct work *w, const struct table *tb, struct table *out)
{
	if (tb->kind == TABLE_BOOK)
		return table_open_sheet(w, tb->path, xlsx_sheet(tb->xlsx),
		    out);
	return text_again(w, tb, out);
}

static const char *
fault_words(enum csv_fault fault)
{
	switch (fault) {
	case CSV_QUOTE_OPEN:
		return t("a quote is opened here and never closed");
	case CSV_CELL_LONG:
		return t("a cell is too long");
	case CSV_ROW_LONG:
		return t("the row is too long");
	case CSV_CELLS_MANY:
		return t("there are too many cells");
	default:
		return NULL;
	}
}

static enum err
book_next(struct work *w, const struct table *tb, const struct csv_row **row)
{
	enum err	 e = xlsx_next(tb->xlsx, row);
	enum xlsx_fault	 fault;
	int64_t		 line;

	if (e != ERR_INVALID)
		return e;
	fault = xlsx_fault(tb->xlsx, &line);
	return book_refuse(w, fault, line);
}

static enum err
text_next(struct work *w, const struct table *tb, const struct csv_row **row)
{
	enum err	 e = csv_next(tb->csv, row);
	int64_t		 line;
	const char	*words = fault_words(csv_fault(tb->csv, &line));

	if (e != ERR_INVALID)
		return e;
	if (words == NULL)
		return no_table(w);
	return work_refuse(w, 0, NULL, arena_fmt(w->mem, t("line %lld: %s"),
	    (long long)line, words));
}

enum err
table_next(struct work *w, const struct table *tb,
    const struct csv_row **row)
{
	enum err	 e;

	if (tb->kind == TABLE_BOOK)
		return book_next(w, tb, row);
	if (tb->kind == TABLE_TEXT)
		return text_next(w, tb, row);
	e = cards_next(tb->cards, row);
	return e == ERR_INVALID ? cards_refuse(w, tb) : e;
}

enum err
table_scan(struct work *w, const struct table *tb, struct table_scan *out)
{
	const struct csv_row	*row;
	enum err		 e;

	memset(out, 0, sizeof(*out));
	while ((e = table_next(w, tb, &row)) == OK && row != NULL)
		out->rows++;
	if (tb->kind == TABLE_TEXT)
		out->bad_chars = (int64_t)csv_bad_chars(tb->csv);
	return e;
}

char
table_delimiter(const char *name)
{
	if (str_case_eq(name, "tab") || strcmp(name, "\\t") == 0)
		return '\t';
	return strlen(name) == 1 && strchr(",;|\t", *name) != NULL ?
	    *name : 0;
}
