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
	return work_refuse(w, 0, NULL, t("this is not a table of text. From a "
	    "spreadsheet, save it as CSV"));
}

/* What the file looks like, where nobody has said. */
static enum err
sniff(struct work *w, FILE *f, struct table *tb)
{
	char			*head = arena_alloc(w->mem, SNIFFED);
	size_t			 n = fread(head, 1, SNIFFED, f);
	struct csv_guess	 g;

	if (ferror(f) || fseek(f, 0, SEEK_SET) != 0) {
		log_error("%s: %s", tb->path, strerror(errno));
		return ERR_IO;
	}
	if (n == 0)
		return work_refuse(w, 0, NULL, t("the file is empty"));
	if (csv_sniff(head, n, n < SNIFFED, &g) != OK) {
		if (tb->encoding == NULL)
			return no_table(w);
		g.delimiter = ',';
	}
	if (tb->encoding == NULL)
		tb->encoding = g.encoding;
	if (tb->delimiter == 0)
		tb->delimiter = g.delimiter;
	return OK;
}

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

enum err
table_open(struct work *w, const char *path, const char *encoding,
    char delimiter, struct table *out)
{
	FILE		*f;
	enum err	 e;

	memset(out, 0, sizeof(*out));
	out->path = path;
	out->delimiter = delimiter;
	if (encoding != NULL) {
		out->encoding = decoder_name(encoding);
		if (out->encoding == NULL)
			return work_refuse(w, 0, NULL, arena_fmt(w->mem,
			    t("the encoding %s is not known"), encoding));
	}
	e = file_open(w, out, &f);
	if (e == OK)
		e = sniff(w, f, out);
	if (e == OK)
		e = csv_open(w->mem, csv_file(f), out->encoding,
		    out->delimiter, &out->csv);
	return e == OK ? header_read(w, out) : e;
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

enum err
table_next(struct work *w, const struct table *tb,
    const struct csv_row **row)
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
table_scan(struct work *w, const struct table *tb, struct table_scan *out)
{
	const struct csv_row	*row;
	enum err		 e;

	memset(out, 0, sizeof(*out));
	while ((e = table_next(w, tb, &row)) == OK && row != NULL)
		out->rows++;
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
