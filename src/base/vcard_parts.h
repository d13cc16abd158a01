#ifndef BASE_VCARD_PARTS_H
#define BASE_VCARD_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * What the files of the reader of cards share.
 */

#define VCARD_PREFIX	"X-KARTOTEKA-"	/* of properties of ours */
#define VCARD_COLUMNS	120
#define VCARD_NAME_MAX	40		/* bytes of a column's name */

/* One property of a card. */
struct vcard_property {
	const char	*name;		/* in capitals, without its group */
	const char	*types;		/* "home, cell"; "" none */
	bool		 preferred, fax;
	char		*value;		/* UTF-8, escapes still in it */
	bool		 v21;		/* by the rules of version 2.1 */
};

/* A card while it is read, column by column. */
struct vcard_card {
	struct arena	*mem;		/* of the card */
	const char	*values[VCARD_COLUMNS];
	struct str	 note;
	const char	*org, *given, *role, *nick;
	bool		 company, person;	/* said to be one */
	int		 phone_rank, email_rank;
	bool		 any;
};

/* Columns, found by their names. */
struct vcard_columns {
	struct arena	*mem;
	const char	*names[VCARD_COLUMNS];
	size_t		 n;
	bool		 fixed;		/* no more are added */
};

/*
 * Take a property into a card.
 */
void		 vcard_take(struct vcard_columns *cols, struct vcard_card *c,
		    struct vcard_property *p);

/*
 * The card has ended: what follows from all of it.
 */
void		 vcard_finish(struct vcard_columns *cols,
		    struct vcard_card *c);

#endif
