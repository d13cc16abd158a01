#ifndef USERS_DOOR_H
#define USERS_DOOR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

struct job;
struct out;
struct request;

/*
 * What happened at the door: who came in, who was refused, what was changed
 * about it.  Kept for half a year in table sign_in.
 */
enum door {
	DOOR_IN = 1,		/* by password, or by password and code */
	DOOR_RECOVERY,		/* by password and a recovery code */
	DOOR_PASSWORD,		/* refused: a wrong password */
	DOOR_CODE,		/* refused: a wrong code */
	DOOR_BRAKE,		/* refused: too many tries */
	DOOR_OUT,
	DOOR_SECOND_ON, DOOR_SECOND_OFF, DOOR_CODES,
	DOOR_ENDED,		/* sessions were ended */
	DOOR_NEW_PASSWORD
};

/*
 * Write down what happened to user_id (0: a login that there is not).  Who
 * did it is noted when it is another than he.
 */
enum err	 door_note(struct request *rq, int64_t user_id,
		    enum door what);

/*
 * The newest events, of one user or (0) of all, before the event of that id
 * (0: from the newest), as rows of list.cst's kind below o: visits.N with
 * when at who what ok addr agent.  *last receives the id of the last row shown
 * when there are more, else 0.
 */
enum err	 door_list(struct work *w, struct out *o, int64_t user_id,
		    int64_t before, int limit, int64_t *last);

/* A job's slice: events that are too old go. */
enum err	 door_sweep(struct work *w, struct job *job);

/* What a browser calls itself, in short: "Firefox, Linux". */
const char	*agent_name(struct arena *mem, const char *agent);

#endif
