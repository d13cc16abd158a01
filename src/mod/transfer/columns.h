#ifndef TRANSFER_COLUMNS_H
#define TRANSFER_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "core/module.h"
#include "mod/transfer/map.h"

/*
 * Which field a column is for, guessed from its header or its cells.
 */

/*
 * A header without what people write differently: case, blanks, apostrophes,
 * points.  "Ел. пошта" is "елпошта".  In mem.
 */
const char	*columns_plain(struct arena *mem, const char *header);

/* Whence a guess. */
enum column_why { COLUMN_UNKNOWN, COLUMN_NAMED, COLUMN_LOOKS };

/* A column and its field. */
struct column {
	const char		*field;		/* "name", "organisation"; or NULL */
	enum column_why		 why;
	bool			 part;		/* joined with its like: a surname */
};

/*
 * Whether one of n columns is for the field already.
 */
bool		 columns_taken(const struct column *out, size_t n,
		    const char *field);

/*
 * Guess by headers: names of fields, their labels in any of our languages,
 * then words that other programs use.  A field is given to one column, but
 * surname and first name together make a name.
 *
 * out  ncols places
 */
void		 columns_by_header(struct arena *mem, const struct entity *e,
		    const char *const *header, size_t ncols,
		    struct column *out);

/*
 * Guess by cells what is still unknown: e-mail addresses, telephones, IBANs,
 * register and tax numbers.
 *
 * rows  nrows arrays of ncols cells, of which most must fit
 */
void		 columns_by_cells(const struct entity *e,
		    const char *const *const *rows, size_t nrows,
		    size_t ncols, struct column *out);

/*
 * The mapping that such columns make: those of one field are joined by a
 * blank.
 */
void		 columns_map(struct arena *mem, const struct column *columns,
		    const char *const *header, size_t ncols, struct map *out);

#endif
