#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Tables as text.  Source: RFC 4180; beyond it other delimiters, encodings
 * and line ends are read, as spreadsheets and other programs write them.
 */

#define CSV_CELL_MAX	(256 * 1024)	/* bytes of UTF-8 in a cell */
#define CSV_ROW_MAX	(1024 * 1024)	/* bytes of UTF-8 in a row */
#define CSV_CELLS_MAX	1024		/* cells in a row */

struct csv_row {
	size_t			 n;	/* cells, at least 1 */
	const char *const	*cells;	/* UTF-8, until the next row */
	int64_t			 line;	/* on which it starts; the first is 1 */
	int			 flawed;/* text stood behind a closing quote */
};

/* Why a table cannot be read further. */
enum csv_fault {
	CSV_FINE,
	CSV_QUOTE_OPEN,		/* a quote is opened and never closed */
	CSV_CELL_LONG,		/* a cell is longer than CSV_CELL_MAX */
	CSV_ROW_LONG,		/* a row is longer than CSV_ROW_MAX */
	CSV_CELLS_MANY,		/* a row has more than CSV_CELLS_MAX cells */
	CSV_BINARY		/* a NUL: not a text */
};

struct csv;

/*
 * Gives the next bytes of a table: at most size bytes at buf, their number
 * in n, 0 at the end.  An error ends the reading and is passed on.
 */
struct csv_source {
	enum err	(*read)(void *arg, char *buf, size_t size, size_t *n);
	void		*arg;
};

/*
 * The bytes of an open FILE, which stays the caller's.
 */
struct csv_source csv_file(void *file);

/*
 * Begin to read a table.
 *
 * source     asked as rows are wanted; memory stays constant
 * encoding   as decoder_name() knows it, usually from csv_sniff()
 * delimiter  one ASCII character
 *
 * Errors as of decoder_new().
 */
enum err csv_open(struct arena *mem, struct csv_source source,
	    const char *encoding, char delimiter, struct csv **out);

/*
 * The next row, or NULL at *row after the last.
 *
 * Cells may stand in double quotes, with "" for one; inside them line
 * breaks and delimiters are text.  Lines end with CRLF, LF or CR.  Empty
 * lines are skipped, and so is a first line "sep=;", which Excel
 * understands.  A quote inside a cell without quotes is text.  Text behind
 * a closing quote is joined to the cell and makes the row flawed.  One
 * apostrophe before = @ + or - is taken away, the reverse of csv_put().
 *
 * ERR_INVALID, now and for every later row, if csv_fault() says why;
 * otherwise an error of the source.
 */
enum err csv_next(struct csv *c, const struct csv_row **row);

/*
 * Why reading ended with ERR_INVALID, and at which line: that of the row, or
 * of the quote which is never closed.  line may be NULL.
 */
enum csv_fault csv_fault(const struct csv *c, int64_t *line);

/*
 * How many characters did not belong to the encoding and became U+FFFD.
 */
size_t	 csv_bad_chars(const struct csv *c);

/* What a file looks like. */
struct csv_guess {
	const char	*encoding;	/* a name of decoder_name() */
	char		 delimiter;	/* ; , TAB or | */
	int		 has_mark;	/* it begins with a byte order mark */
};

/*
 * Guess encoding and delimiter of a table from its first bytes.
 *
 * n     some 64 KiB are plenty; may be the whole file
 * whole 1 if the file ends there, 0 if it goes on
 *
 * A byte order mark decides; then UTF-16 by its zero bytes; then UTF-8 if
 * the bytes are valid; then CP1251, KOI8-U, CP866 or ISO-8859-5 by which
 * makes the likeliest Ukrainian or Russian.  The delimiter is the one which
 * gives most rows as many cells as the first.  A table of one column gets a
 * comma.  ERR_INVALID if the bytes are not text at all (a picture, an .xls).
 */
enum err csv_sniff(const void *bytes, size_t n, int whole,
	    struct csv_guess *out);

struct csv_writer {
	struct str	*out;		/* appended to; the caller empties it */
	char		 delimiter;
	int		 in_row;	/* a cell has been written */
	int		 bare;		/* and nothing of it is to be seen */
};

/*
 * Begin to write a table to out.  To keep memory constant, send out.s away
 * now and then and str_cut(out, 0).
 */
void	 csv_writer_init(struct csv_writer *w, struct str *out,
	    char delimiter);

/*
 * Write the byte order mark, by which spreadsheets know UTF-8.  First of all.
 */
void	 csv_put_mark(struct csv_writer *w);

/*
 * Write one cell; NULL is empty.  So that no spreadsheet takes it for a
 * formula, an apostrophe is put before text which starts with = @ TAB or
 * CR, or with + or - unless only digits and spaces follow.
 */
void	 csv_put(struct csv_writer *w, const char *text);

/*
 * Write one cell which we made from a number or a date, as it is: "-12.50".
 */
void	 csv_put_number(struct csv_writer *w, const char *text);

/*
 * End the row, with CRLF.  One empty cell alone is written as "": an empty
 * line would be no row.
 */
void	 csv_end_row(struct csv_writer *w);

#endif
