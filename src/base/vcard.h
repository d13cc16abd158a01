#ifndef BASE_VCARD_H
#define BASE_VCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Business cards as a table and back: a card is a row, its columns are called
 * as the fields of a contact.  Source: vCard 2.1 (Versit), 3.0 (RFC 2426), 4.0
 * (RFC 6350), and what telephones and mail programs make of them.
 */
struct vcard;

/*
 * True if a file with these first bytes holds cards.
 */
bool		 vcard_looks(const void *head, size_t n);

/*
 * Open the cards of an open FILE, which stays the caller's.  It is read once
 * to its end, to know its columns: kind, name, organisation, position, phone,
 * email, website, street, city, region, postcode, country, birthday, note,
 * tags, ext_id (UID), those that occur; and any other that vcard_put() wrote.
 *
 * encoding  of what does not say its own
 *
 * What a contact has one of and a card several, stands in the note: "tel:
 * +380... (home)".  Pictures, sounds and keys are left out.  A name of Cyrillic
 * letters begins with the surname.
 *
 * ERR_INVALID for a value of more than CSV_CELL_MAX bytes; ERR_IO.
 */
enum err	 vcard_open(struct arena *mem, void *file,
		    const char *encoding, struct vcard **out);

/*
 * Its columns, n of them.
 */
const char *const *vcard_header(const struct vcard *v, size_t *n);

/*
 * The next card, NULL at *row after the last; its line is that where it
 * begins.  It lives until the next call.  Errors as of vcard_open().
 */
enum err	 vcard_next(struct vcard *v, const struct csv_row **row);

/*
 * Back to the first card.  ERR_IO.
 */
enum err	 vcard_rewind(struct vcard *v);

/*
 * The line that is being read.
 */
int64_t		 vcard_line(const struct vcard *v);

/*
 * Append a card of the newest version but one (3) or the newest (4).
 *
 * names, values  n columns of it, called as vcard_open() calls them; what no
 *                property is for becomes X-KARTOTEKA-NAME; "" is left out
 */
void		 vcard_put(struct str *out, int version,
		    const char *const *names, const char *const *values,
		    size_t n);

#endif
