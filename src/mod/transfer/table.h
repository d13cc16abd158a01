#ifndef TRANSFER_TABLE_H
#define TRANSFER_TABLE_H

#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/xlsx.h"
#include "core/work.h"
#include "mod/transfer/cards.h"

/* What a file is, found out by its first bytes. */
enum table_kind { TABLE_TEXT, TABLE_BOOK, TABLE_CARDS };

/*
 * A file that is a table: opened, its encoding and delimiter or its sheet
 * found out, its header read.
 */
struct table {
	const char		*path;
	enum table_kind		 kind;
	const char		*encoding;	/* as decoder_name() spells it */
	char			 delimiter;
	struct csv		*csv;		/* of a text */
	struct xlsx		*xlsx;		/* of a workbook */
	struct cards		*cards;		/* of business cards */
	const char *const	*header;	/* trimmed */
	size_t			 ncols;
	int64_t			 header_line;
	int64_t			 size;		/* bytes of the file */
	int64_t			 part;		/* of a text: bytes that count;
						   0: all */
};

/* What table_scan() saw. */
struct table_scan {
	int64_t	 rows;		/* without the header */
	int64_t	 bad_chars;	/* that do not belong to the encoding */
};

/*
 * Open the file at path; it is closed when w->mem ends.
 *
 * encoding   NULL: find out
 * delimiter  0: find out
 *
 * ERR_INVALID, with work_problem(), for what is no table; ERR_NOTFOUND if
 * there is no file; ERR_IO, logged.
 */
enum err	 table_open(struct work *w, const char *path,
		    const char *encoding, char delimiter, struct table *out);

/*
 * The same, a sheet of a workbook; NULL: the first with anything in it.  A
 * text has none.
 */
enum err	 table_open_sheet(struct work *w, const char *path,
		    const char *sheet, struct table *out);

/*
 * The first bytes of a file of our own (UTF-8, with commas), which somebody
 * may be writing to behind them.
 */
enum err	 table_open_part(struct work *w, const char *path,
		    int64_t bytes, struct table *out);

/*
 * Back to the first row below the header, however far it was read.
 */
enum err	 table_again(struct work *w, struct table *tb);

/*
 * The same table once more, read on its own from its first row.
 */
enum err	 table_twin(struct work *w, const struct table *tb,
		    struct table *out);

/*
 * Read an open table to its end, to know that all of it can be read.
 * ERR_INVALID, with work_problem(), if not.
 */
enum err	 table_scan(struct work *w, const struct table *tb,
		    struct table_scan *out);

/*
 * The next row, NULL at *row after the last.  ERR_INVALID as table_scan().
 */
enum err	 table_next(struct work *w, const struct table *tb,
		    const struct csv_row **row);

/*
 * The delimiter that somebody named: "," ";" "|" or "tab", "\t"; 0 for
 * anything else.
 */
char		 table_delimiter(const char *name);

#endif
