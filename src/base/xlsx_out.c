/* xlsx_out.c: tables as workbooks, by libxlsxwriter. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xlsx_out.h"

#define NAME_CHARS	31	/* of a sheet */
#define DIGITS		15	/* that a number keeps */
#define DECIMALS	6	/* of money, at most */

struct xlsx_out {
	struct arena			*mem;
	char				*path;
	lxw_workbook			*book;
	lxw_worksheet			*sheet;
	const struct xlsx_column	*cols;
	size_t				 ncols;
	lxw_row_t			 row;
	lxw_col_t			 col;
	lxw_format			*whole, *plain, *date, *time;
	lxw_format			*money[DECIMALS + 1];
};

static void
out_drop(void *arg)
{
	struct xlsx_out	*x = arg;

	if (x->book != NULL)
		lxw_workbook_free(x->book);
	x->book = NULL;
	unlink(x->path);
}

static lxw_format *
format_make(struct xlsx_out *x, const char *code)
{
	lxw_format	*f = workbook_add_format(x->book);

	format_set_num_format(f, code);
	return f;
}

static void
formats_make(struct xlsx_out *x)
{
	x->whole = format_make(x, "0");
	x->plain = format_make(x, "General");
	x->date = format_make(x, "dd.mm.yyyy");
	x->time = format_make(x, "dd.mm.yyyy hh:mm");
	for (int i = 0; i <= DECIMALS; i++)
		x->money[i] = format_make(x, arena_fmt(x->mem, "#,##0%s%.*s",
		    i > 0 ? "." : "", i, "000000"));
}

/* Without what a sheet's name may not hold. */
static const char *
sheet_name(struct arena *mem, const char *name)
{
	char	*s = utf8_truncate(mem, name, NAME_CHARS);

	for (char *c = s; *c != '\0'; c++)
		if (strchr("[]:*?/\\'", *c) != NULL || (unsigned char)*c < ' ')
			*c = '-';
	return *s != '\0' ? s : "1";
}

static void
head_write(struct xlsx_out *x)
{
	lxw_format	*bold = workbook_add_format(x->book);

	format_set_bold(bold);
	for (size_t i = 0; i < x->ncols; i++) {
		worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
		    x->cols[i].width, NULL);
		worksheet_write_string(x->sheet, 0, (lxw_col_t)i,
		    x->cols[i].name, bold);
	}
	worksheet_freeze_panes(x->sheet, 1, 0);
	x->row = 1;
}

/* The file that is written has a name of its own from the beginning. */
static enum err
file_make(struct xlsx_out *x, const char *folder)
{
	int	 fd;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		log_error("%s: %s", folder, strerror(errno));
		return ERR_IO;
	}
	x->path = arena_fmt(x->mem, "%s/xlsx-XXXXXX", folder);
	fd = mkstemp(x->path);
	if (fd < 0 || close(fd) != 0) {
		log_error("%s: %s", x->path, strerror(errno));
		return ERR_IO;
	}
	arena_defer(x->mem, out_drop, x);
	return OK;
}

enum err
xlsx_out_new(struct arena *mem, const char *folder, const char *sheet,
    const struct xlsx_column *cols, size_t ncols, struct xlsx_out **out)
{
	struct xlsx_out		*x = arena_alloc(mem, sizeof(*x));
	lxw_workbook_options	 o = {
		.constant_memory = 1, .tmpdir = arena_strdup(mem, folder),
		.use_zip64 = 0
	};
	enum err		 e;

	*x = (struct xlsx_out){ .mem = mem, .cols = cols, .ncols = ncols };
	e = file_make(x, folder);
	if (e != OK)
		return e;
	x->book = workbook_new_opt(x->path, &o);
	if (x->book != NULL)
		x->sheet = workbook_add_worksheet(x->book,
		    sheet_name(mem, sheet));
	if (x->sheet == NULL) {
		log_error("xlsx: no workbook at %s", x->path);
		return ERR_IO;
	}
	formats_make(x);
	head_write(x);
	*out = x;
	return OK;
}

/* ---- cells */

/*
 * "-12.50" as a number, and how many decimals it has.  A power of ten to 22
 * and a whole number of 15 digits are exact, so their quotient is the nearest
 * number there is.
 */
static bool
number_read(const char *s, double *out, int *decimals)
{
	bool	 minus = *s == '-', point = false;
	double	 whole = 0, scale = 1;
	int	 digits = 0;

	*decimals = 0;
	for (s += minus; *s != '\0'; s++) {
		if (*s == '.' && !point && digits > 0) {
			point = true;
			continue;
		}
		if (*s < '0' || *s > '9' || ++digits > DIGITS)
			return false;
		whole = whole * 10 + (*s - '0');
		*decimals += point;
		scale *= point ? 10 : 1;
	}
	*out = (minus ? -whole : whole) / scale;
	return digits > 0 && (!point || *decimals > 0);
}

static bool
number_write(struct xlsx_out *x, enum xlsx_kind kind, const char *s)
{
	lxw_format	*f = kind == XLSX_INT ? x->whole : x->plain;
	double		 v;
	int		 decimals;

	if (!number_read(s, &v, &decimals) ||
	    (kind == XLSX_MONEY && decimals > DECIMALS))
		return false;
	if (kind == XLSX_MONEY)
		f = x->money[decimals];
	return worksheet_write_number(x->sheet, x->row, x->col, v, f) ==
	    LXW_NO_ERROR;
}

/* Before March 1900 spreadsheets count a day that never was. */
static bool
date_write(struct xlsx_out *x, enum xlsx_kind kind, const char *s)
{
	struct date_time	 d;
	lxw_datetime		 at;

	if (date_time_parse(s, &d) != OK || d.year < 1900 ||
	    (d.year == 1900 && d.month < 3))
		return false;
	at = (lxw_datetime){ d.year, d.month, d.day, d.hour, d.minute,
	    d.second };
	return worksheet_write_datetime(x->sheet, x->row, x->col, &at,
	    kind == XLSX_DATE ? x->date : x->time) == LXW_NO_ERROR;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* "_x000D_" stands for a character, so what looks so is itself escaped. */
static bool
is_escape(const char *s)
{
	return s[0] == '_' && s[1] == 'x' && is_hex(s[2]) && is_hex(s[3]) &&
	    is_hex(s[4]) && is_hex(s[5]) && s[6] == '_';
}

/* The text for a cell; NULL when it is too long for any. */
static const char *
text_clean(struct arena *mem, const char *s)
{
	const char	*at = s;
	struct str	 out;
	size_t		 units = 0;
	char		 c[4];

	str_init(&out, mem);
	str_add(&out, "");
	while (*at != '\0') {
		const char	*from = at;
		uint32_t	 u = utf8_next(&at);

		if (u == 0xfffe || u == 0xffff)
			continue;
		units += u > 0xffff ? 2 : 1;
		if (is_escape(from))
			str_add(&out, "_x005F");
		str_addn(&out, c, utf8_put(c, u));
	}
	return units <= XLSX_CHARS_MAX && out.n <= XLSX_CHARS_MAX * 4 ?
	    out.s : NULL;
}

static enum err
text_write(struct xlsx_out *x, const char *s)
{
	struct arena	*mem = arena_new();
	const char	*clean = text_clean(mem, s);
	lxw_error	 e = LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED;

	if (clean != NULL)
		e = worksheet_write_string(x->sheet, x->row, x->col, clean,
		    NULL);
	arena_free(mem);
	return e == LXW_NO_ERROR ? OK : ERR_TOOBIG;
}

enum err
xlsx_out_cell(struct xlsx_out *x, const char *plain)
{
	enum xlsx_kind	 kind = x->cols[x->col].kind;
	enum err	 e = OK;
	bool		 done = plain == NULL || *plain == '\0';

	if (!done && (kind == XLSX_DATE || kind == XLSX_TIME))
		done = date_write(x, kind, plain);
	else if (!done && kind != XLSX_TEXT)
		done = number_write(x, kind, plain);
	if (!done)
		e = text_write(x, plain);
	x->col++;
	return e;
}

enum err
xlsx_out_row(struct xlsx_out *x)
{
	x->col = 0;
	return ++x->row < XLSX_ROWS_MAX ? OK : ERR_TOOBIG;
}

/* ---- the whole */

static enum err
file_send(const char *path, enum err (*put)(void *, const char *, size_t),
    void *arg)
{
	char		 buf[16384];
	size_t		 n;
	FILE		*f = fopen(path, "rbe");
	enum err	 e = OK;

	while (f != NULL && e == OK && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		e = put(arg, buf, n);
	if (f == NULL || ferror(f)) {
		log_error("%s: %s", path, strerror(errno));
		e = ERR_IO;
	}
	if (f != NULL)
		fclose(f);
	return e;
}

enum err
xlsx_out_end(struct xlsx_out *x,
    enum err (*put)(void *arg, const char *s, size_t n), void *arg)
{
	lxw_workbook	*book = x->book;
	lxw_error	 e;

	if (x->row > 1 && x->ncols > 0)
		worksheet_autofilter(x->sheet, 0, 0, x->row - 1,
		    (lxw_col_t)(x->ncols - 1));
	x->book = NULL;
	e = workbook_close(book);	/* frees it */
	if (e != LXW_NO_ERROR) {
		log_error("xlsx: %s: %s", x->path, lxw_strerror(e));
		return ERR_IO;
	}
	return file_send(x->path, put, arg);
}
