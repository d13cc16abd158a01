/* csv.c: reading and writing tables as text, row by row. */
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/decoder.h"

#define END	(-1)

struct csv {
	struct csv_source	 source;
	struct decoder		*decoder;
	int			 delimiter;
	char			*raw;		/* bytes as they came */
	struct str		 in;		/* the same in UTF-8 */
	size_t			 at;		/* next character of in */
	int			 ended;		/* the source is exhausted */
	enum err		 error;		/* it failed, or a fault */
	int			 before;	/* the character before at */
	int64_t			 line;		/* of the next character */
	struct str		 text;		/* the row's cells with NULs */
	size_t			*starts;	/* of the cells in text */
	const char		**cells;
	struct csv_row		 row;
	enum csv_fault		 fault;
	int64_t			 fault_line;
};

#define RAW_SIZE	(16 * 1024)

static enum err
file_read(void *arg, char *buf, size_t size, size_t *n)
{
	*n = fread(buf, 1, size, arg);
	return *n == 0 && ferror((FILE *)arg) ? ERR_IO : OK;
}

struct csv_source
csv_file(void *file)
{
	return (struct csv_source){ file_read, file };
}

enum err
csv_open(struct arena *mem, struct csv_source source, const char *encoding,
    char delimiter, struct csv **out)
{
	struct csv	*c = arena_alloc(mem, sizeof(*c));
	enum err	 e = decoder_new(mem, encoding, &c->decoder);

	if (e != OK)
		return e;
	c->source = source;
	c->delimiter = delimiter;
	c->line = 1;
	c->raw = arena_alloc(mem, RAW_SIZE);
	c->starts = arena_alloc(mem, CSV_CELLS_MAX * sizeof(*c->starts));
	c->cells = arena_alloc(mem, CSV_CELLS_MAX * sizeof(*c->cells));
	str_init(&c->in, mem);
	str_init(&c->text, mem);
	*out = c;
	return OK;
}

static enum err
fail(struct csv *c, enum csv_fault fault, int64_t line)
{
	c->fault = fault;
	c->fault_line = line;
	c->error = ERR_INVALID;
	return c->error;
}

/* The next character (a byte of UTF-8) without taking it, or END. */
static int
peek(struct csv *c)
{
	size_t	 n = 0;

	while (c->at == c->in.n) {
		if (c->ended)
			return END;
		str_cut(&c->in, 0);
		c->at = 0;
		c->error = c->source.read(c->source.arg, c->raw, RAW_SIZE, &n);
		if (c->error != OK || n == 0) {
			c->ended = 1;
			decoder_end(c->decoder, &c->in);
		} else {
			decoder_add(c->decoder, c->raw, n, &c->in);
		}
	}
	return (unsigned char)c->in.s[c->at];
}

/* Take the character peek() gave, counting lines. */
static void
skip(struct csv *c)
{
	int	 ch = (unsigned char)c->in.s[c->at++];

	if (ch == '\r' || (ch == '\n' && c->before != '\r'))
		c->line++;
	c->before = ch;
}

static int
at_line_end(int ch)
{
	return ch == '\r' || ch == '\n';
}

/* Take the character ch into the row's last cell. */
static enum err
keep(struct csv *c, int ch)
{
	if (ch == '\0')
		return fail(c, CSV_BINARY, c->line);
	if (c->text.n - c->starts[c->row.n] >= CSV_CELL_MAX)
		return fail(c, CSV_CELL_LONG, c->row.line);
	if (c->text.n >= CSV_ROW_MAX)
		return fail(c, CSV_ROW_LONG, c->row.line);
	str_addc(&c->text, (char)ch);
	skip(c);
	return OK;
}

/* What stands between two quotes, from the first to behind the second. */
static enum err
read_quoted(struct csv *c)
{
	int64_t		 line = c->line;
	int		 ch;
	enum err	 e;

	skip(c);
	for (;;) {
		ch = peek(c);
		if (ch == END)
			return c->error != OK ? c->error :
			    fail(c, CSV_QUOTE_OPEN, line);
		if (ch == '"') {
			skip(c);
			if (peek(c) != '"')
				return OK;
		}
		if ((e = keep(c, ch)) != OK)
			return e;
	}
}

/* Take away one apostrophe which keeps a spreadsheet from calculating. */
static void
cell_unguard(struct csv *c)
{
	const char	*s = c->text.s + c->starts[c->row.n];

	if (s[0] == '\'' && s[1] != '\0' && strchr("=@+-", s[1]) != NULL)
		c->starts[c->row.n]++;
}

/* The next cell, up to the delimiter or the line's end. */
static enum err
read_cell(struct csv *c)
{
	int		 ch, quoted;
	enum err	 e = OK;

	if (c->row.n == CSV_CELLS_MAX)
		return fail(c, CSV_CELLS_MANY, c->row.line);
	c->starts[c->row.n] = c->text.n;
	quoted = peek(c) == '"';
	if (quoted)
		e = read_quoted(c);
	while (e == OK && (ch = peek(c)) != END && ch != c->delimiter &&
	    !at_line_end(ch)) {
		if (quoted && ch == ' ') {
			skip(c);
			continue;
		}
		c->row.flawed |= quoted;
		e = keep(c, ch);
	}
	if (e != OK)
		return e;
	cell_unguard(c);
	c->row.n++;
	str_addn(&c->text, "", 1);
	return OK;
}

/* One row, at whose first character we stand. */
static enum err
read_row(struct csv *c)
{
	enum err	 e;
	size_t		 i;

	str_cut(&c->text, 0);
	c->row.n = 0;
	c->row.flawed = 0;
	c->row.line = c->line;
	for (;;) {
		if ((e = read_cell(c)) != OK)
			return e;
		if (peek(c) != c->delimiter)
			break;
		skip(c);
	}
	for (i = 0; i < c->row.n; i++)
		c->cells[i] = c->text.s + c->starts[i];
	c->row.cells = c->cells;
	return c->error;
}

/* "sep=;" is for Excel, not a row. */
static int
is_separator_line(const struct csv *c)
{
	const struct csv_row	*r = &c->row;

	if (r->line != 1 || !str_starts(r->cells[0], "sep="))
		return 0;
	return r->n == 2 ? r->cells[0][4] == '\0' && r->cells[1][0] == '\0' :
	    r->n == 1 && strlen(r->cells[0]) == 5;
}

enum err
csv_next(struct csv *c, const struct csv_row **row)
{
	enum err	 e;

	do {
		if (c->error != OK)
			return c->error;
		while (at_line_end(peek(c)))
			skip(c);
		if (peek(c) == END) {
			if (c->error == OK)
				*row = NULL;
			return c->error;
		}
		if ((e = read_row(c)) != OK)
			return e;
	} while (is_separator_line(c));
	*row = &c->row;
	return OK;
}

enum csv_fault
csv_fault(const struct csv *c, int64_t *line)
{
	if (line != NULL)
		*line = c->fault_line;
	return c->fault;
}

size_t
csv_bad_chars(const struct csv *c)
{
	return decoder_bad(c->decoder);
}

void
csv_writer_init(struct csv_writer *w, struct str *out, char delimiter)
{
	w->out = out;
	w->delimiter = delimiter;
	w->in_row = 0;
	w->bare = 0;
}

void
csv_put_mark(struct csv_writer *w)
{
	str_add(w->out, "\xef\xbb\xbf");
}

/* 1 if a spreadsheet might take the text for a formula. */
static int
looks_like_formula(const char *s)
{
	if (*s == '+' || *s == '-')
		return s[1 + strspn(s + 1, "0123456789 ")] != '\0';
	return *s != '\0' && strchr("=@\t\r", *s) != NULL;
}

static void
put_cell(struct csv_writer *w, const char *guard, const char *text)
{
	const char	*p;
	size_t		 n = strlen(text);
	int		 quoted = strpbrk(text, "\"\r\n") != NULL ||
			     strchr(text, w->delimiter) != NULL ||
			     (n > 0 && (text[0] == ' ' || text[n - 1] == ' '));

	if (w->in_row)
		str_addc(w->out, w->delimiter);
	w->bare = !w->in_row && n == 0;
	w->in_row = 1;
	if (quoted)
		str_addc(w->out, '"');
	str_add(w->out, guard);
	for (p = text; *p != '\0'; p++) {
		if (*p == '"')
			str_addc(w->out, '"');
		str_addc(w->out, *p);
	}
	if (quoted)
		str_addc(w->out, '"');
}

void
csv_put(struct csv_writer *w, const char *text)
{
	if (text == NULL)
		text = "";
	put_cell(w, looks_like_formula(text) ? "'" : "", text);
}

void
csv_put_number(struct csv_writer *w, const char *text)
{
	put_cell(w, "", text == NULL ? "" : text);
}

void
csv_end_row(struct csv_writer *w)
{
	str_add(w->out, w->bare ? "\"\"\r\n" : "\r\n");
	w->in_row = 0;
	w->bare = 0;
}
