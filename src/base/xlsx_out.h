#ifndef BASE_XLSX_OUT_H
#define BASE_XLSX_OUT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Writes a table as a workbook of one sheet, in constant memory: a bold first
 * row that stays in sight, a filter on it, columns of a fitting width, numbers
 * and dates that a spreadsheet reckons with.  Source: ECMA-376, by
 * libxlsxwriter.
 */
struct xlsx_out;

#define XLSX_ROWS_MAX	1048576	/* of a sheet, with its head */
#define XLSX_CHARS_MAX	32767	/* of a cell, in UTF-16 units */

/* What the cells of a column are. */
enum xlsx_kind {
	XLSX_TEXT,	/* as it is, also "0012" and "=1+1" */
	XLSX_INT,	/* "25": without a point and without groups */
	XLSX_DECIMAL,	/* "1.5": as many decimals as there are */
	XLSX_MONEY,	/* "1250.50": in groups, with the decimals given */
	XLSX_DATE,	/* "2026-11-21" */
	XLSX_TIME	/* "2026-11-21T14:30" */
};

struct xlsx_column {
	const char	*name;	/* in the first row */
	enum xlsx_kind	 kind;
	int		 width;	/* characters */
};

/*
 * Begin a workbook.
 *
 * mem     owns it; what is not ended is dropped with it
 * folder  for the files it is made in; they have no name nobody can guess and
 *         end with mem
 * sheet   name of the sheet, any text
 * cols    ncols of them; live as long as the workbook
 *
 * ERR_IO, logged.
 */
enum err	 xlsx_out_new(struct arena *mem, const char *folder,
		    const char *sheet, const struct xlsx_column *cols,
		    size_t ncols, struct xlsx_out **out);

/*
 * The next cell of the row, written as programs write it: decimals with a
 * point, ISO dates.  NULL and "" leave it empty.  What is not of the column's
 * kind, or has more digits than a spreadsheet keeps (15), is a text.
 *
 * ERR_TOOBIG for a text that no cell can hold; nothing is cut off.
 */
enum err	 xlsx_out_cell(struct xlsx_out *x, const char *plain);

/*
 * End the row.  ERR_TOOBIG when the sheet is full.
 */
enum err	 xlsx_out_row(struct xlsx_out *x);

/*
 * End the workbook and hand its bytes to put, in order.  ERR_IO, logged; or
 * what put returned.
 */
enum err	 xlsx_out_end(struct xlsx_out *x,
		    enum err (*put)(void *arg, const char *s, size_t n),
		    void *arg);

#endif
