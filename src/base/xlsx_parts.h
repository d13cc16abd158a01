#ifndef BASE_XLSX_PARTS_H
#define BASE_XLSX_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/unzip.h"
#include "base/xlsx.h"
#include "base/xml_in.h"

/*
 * What the files of the reader of workbooks share.
 */

#define XLSX_PART_MAX	(16u << 20)	/* bytes of a small part, unpacked */
#define XLSX_TEXTS_MAX	(256u << 20)	/* of the shared texts */
#define XLSX_SHEET_MAX	(4ull << 30)	/* of a sheet */

/* How a number is shown. */
enum xlsx_show {
	SHOW_PLAIN, SHOW_DATE, SHOW_CLOCK, SHOW_MOMENT,
	SHOW_SPAN,		/* hours over 24 */
	SHOW_PERCENT,
	SHOW_PADDED		/* to a width, with zeros */
};

struct xlsx_style {
	enum xlsx_show	 show;
	size_t		 width;		/* of SHOW_PADDED */
};

/* Styles of cells, by the number that a cell bears. */
struct xlsx_styles {
	struct xlsx_style	*of;
	size_t			 n;
};

/* Texts that cells name by a number. */
struct xlsx_texts {
	struct str	 all;		/* each with its NUL */
	size_t		*at;
	size_t		 n;
};

/* A row that is read and not yet asked for. */
struct xlsx_row {
	struct xlsx_row	*next;
	struct csv_row	 row;
};

/* A sheet while it is read. */
struct xlsx_sheet {
	const struct xlsx_styles	*styles;
	const struct xlsx_texts		*texts;
	bool				 from1904;
	struct arena			*mem;	/* of the rows that wait */
	struct xlsx_row			*first, **last;
	enum xlsx_fault			 fault;
	int64_t				 line;	/* of the row, from 1 */
	bool				 in_data, in_row, in_cell;
	bool				 in_value, in_text;
	int				 skipped;	/* depth of readings aloud */
	size_t				 col;	/* of the cell, from 0 */
	size_t				 ncols;	/* of the row so far */
	char				 type;	/* of the cell: n s i b e d t */
	size_t				 style;
	struct str			 value, text;	/* of the cell */
	struct str			 bytes;	/* of the row's cells */
	size_t				*at;	/* CSV_CELLS_MAX; 0: empty */
};

/* What happens in a sheet; their arg is a struct xlsx_sheet. */
extern const struct xml_events xlsx_sheet_events;

/*
 * Read the styles of a workbook, a receiver's document at a time.
 */
struct xml_in	*xlsx_styles_read(struct arena *mem, struct xlsx_styles *out);

/*
 * Read its shared texts; size is what the archive tells of the part.
 */
struct xml_in	*xlsx_texts_read(struct arena *mem, uint64_t size,
		    struct xlsx_texts *out);

/*
 * How a number is shown by a format code: "dd.mm.yyyy", "0%", "00000".
 */
struct xlsx_style xlsx_style_of(const char *code);

/*
 * Append a number as it is shown.  raw is what the cell holds, "45123.5" or
 * "1E-3"; what is no number is appended as it is.
 */
void		 xlsx_number(struct str *out, const char *raw,
		    struct xlsx_style style, bool from1904);

/*
 * Append a text in which "_x000D_" stands for a character.
 */
void		 xlsx_text(struct str *out, const char *s);

#endif
