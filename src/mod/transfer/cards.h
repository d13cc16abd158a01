#ifndef TRANSFER_CARDS_H
#define TRANSFER_CARDS_H

#include "base/err.h"
#include "base/vcard.h"
#include "core/work.h"

/*
 * Business cards as a table of contacts: what base/vcard says, with countries
 * by their codes.  A country that we have no code for stands in the note, and
 * so do categories.
 */
struct cards;

/*
 * Open the cards of an open FILE, which stays the caller's.  Errors as of
 * vcard_open(); *out is there also then.
 */
enum err	 cards_open(struct work *w, void *file, const char *encoding,
		    struct cards **out);

/*
 * The columns, n of them; none when no card says anything.
 */
const char *const *cards_header(const struct cards *c, size_t *n);

/*
 * The next card as a row, as vcard_next().
 */
enum err	 cards_next(struct cards *c, const struct csv_row **row);

/*
 * Back to the first.
 */
enum err	 cards_rewind(struct cards *c);

/*
 * The line that is being read.
 */
int64_t		 cards_line(const struct cards *c);

#endif
