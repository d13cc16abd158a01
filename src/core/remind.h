#ifndef CORE_REMIND_H
#define CORE_REMIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * What users are told of activities, in the program and by letter: rows of
 * table reminder, written in the transaction of what they tell of.  Each is
 * told from its moment on until its user puts it away; its letter is written
 * once.  How many are to be told now comes with the session query.
 */

/* Why somebody is told. */
#define REMIND_DUE	"due"	/* it is due, or will be soon */
#define REMIND_ASKED	"asked"	/* another asked him for it */
#define REMIND_BACK	"back"	/* another gave it back to him */

/* One thing to be told. */
struct remind {
	int64_t		 activity_id;
	int64_t		 user_id;	/* to whom */
	int64_t		 by_id;		/* who did it; 0: nobody */
	const char	*kind;		/* REMIND_... */
	int64_t		 due_s;		/* from then on */
};

/*
 * Have n things told; one that is there already for the same user, activity
 * and kind is told anew.  One statement.
 */
enum err	 remind_add(struct work *w, const struct remind *list, size_t n);

/* What is not to be told any more. */
struct remind_gone {
	int64_t		 activity_id;
	bool		 all;		/* else REMIND_DUE alone */
};

/*
 * Forget what is to be told of n activities, and take back letters about it
 * that were not sent yet.  Two statements.
 */
enum err	 remind_forget(struct work *w, const struct remind_gone *list,
		    size_t n);

/* The name of the letter of a reminder, in mem; see core/mail.h. */
const char	*remind_letter(struct work *w, int64_t id);

#endif
