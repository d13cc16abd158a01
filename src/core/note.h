#ifndef CORE_NOTE_H
#define CORE_NOTE_H

#include <stdint.h>

#include "core/request.h"

/*
 * Words that the next page shows once.  They travel in a signed cookie, so
 * that nobody else can put words on our pages, and nothing is stored.
 */

/*
 * Send text along, and the change set that Undo takes back (0: none).
 */
void		 note_give(struct request *rq, const char *text,
		    int64_t set_id);

/*
 * The words that came with the request for this user, and their change set;
 * NULL when there are none.  The cookie is taken away.
 */
const char	*note_take(struct request *rq, int64_t *set_id);

#endif
