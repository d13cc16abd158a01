#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"

/*
 * Reads a sheet of a workbook as a table: the values as a spreadsheet shows
 * them, in memory that does not grow with the rows.  Source: ECMA-376, both
 * conformance classes, as Excel, LibreOffice, Google and others write it.
 *
 * A date is "2026-11-21", a moment "2026-11-21T14:30", a time of day "14:30",
 * a number "1250.5" without groups and rounded to the 15 digits that count, a
 * number of so many digits "00012", a percentage "20%", a truth value "TRUE"
 * or "FALSE", an error "#N/A"; of a formula it is what was reckoned last.
 * Of merged cells the first has the value.
 */
struct xlsx;

/* Why a workbook cannot be read, or not further. */
enum xlsx_fault {
	XLSX_FINE,
	XLSX_DAMAGED,		/* cut off, or not what it should be */
	XLSX_LOCKED,		/* behind a password */
	XLSX_OLD,		/* an .xls of before 2007, or another program's */
	XLSX_OTHER,		/* an archive, but no workbook: .ods, .xlsb */
	XLSX_BOMB,		/* unpacks to more than any table has */
	XLSX_EMPTY,		/* no sheet has anything */
	XLSX_NO_SHEET,		/* there is no sheet of that name */
	XLSX_CELL_LONG,		/* longer than CSV_CELL_MAX */
	XLSX_ROW_LONG,		/* longer than CSV_ROW_MAX */
	XLSX_CELLS_MANY		/* more than CSV_CELLS_MAX cells */
};

/*
 * True if a file with these first bytes, at least 8, is to be opened here: an
 * archive, or what older and locked workbooks are kept in.
 */
bool		 xlsx_looks(const void *head, size_t n);

/*
 * Open a workbook and one of its sheets.
 *
 * mem    owns it
 * sheet  its name; NULL: the first with anything in it, hidden ones last
 * fault  receives why, on ERR_INVALID
 *
 * ERR_IO, logged, for a file that cannot be read.
 */
enum err	 xlsx_open(struct arena *mem, const char *path,
		    const char *sheet, struct xlsx **out,
		    enum xlsx_fault *fault);

/*
 * The next row with anything in it, or NULL at *row after the last; its line
 * is the row's number.  It lives until the next call.  ERR_INVALID, now and
 * later, if xlsx_fault() says why; ERR_IO, logged.
 */
enum err	 xlsx_next(struct xlsx *x, const struct csv_row **row);

/*
 * Begin the same sheet anew.  Errors as of xlsx_next().
 */
enum err	 xlsx_rewind(struct xlsx *x);

/*
 * Why reading ended, and in which row; line may be NULL.
 */
enum xlsx_fault	 xlsx_fault(const struct xlsx *x, int64_t *line);

/*
 * The names of its sheets, n of them.
 */
const char *const *xlsx_sheets(const struct xlsx *x, size_t *n);

/*
 * The name of the one that is read.
 */
const char	*xlsx_sheet(const struct xlsx *x);

#endif
