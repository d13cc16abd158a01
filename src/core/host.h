#ifndef CORE_HOST_H
#define CORE_HOST_H

#include <stdbool.h>

#include "base/err.h"
#include "core/request.h"

/*
 * The host that the program was uploaded to, as the page of the first visit
 * finds it.
 */
struct host {
	const char	*conf_dir;	/* conf beside cgi-bin */
	const char	*home;		/* configuration and files; not made yet */
	bool		 outside;	/* home is not below the web root */
	bool		 rewrite;	/* the server sends every address to us */
	bool		 https;
	const char	*base_url;
	bool		 bad;		/* something stands in the way */
};

/* The address that host_look() asks our server for, and what we say there. */
#define HOST_PROBE	"/setup/probe"
#define HOST_ANSWER	"kartoteka\n"

/*
 * Look at everything but the database, and list it on the page (checks): what
 * was found, and what to do about it.
 */
void	 host_look(struct request *rq, struct host *h);

/*
 * Look at the database that rq->work->db speaks to and list that too.  False
 * when it cannot be used.
 */
bool	 host_look_database(struct request *rq);

/*
 * List what of the database is worth a look and hinders nobody: its limits,
 * its clock.  For the page after host_look_database(), which is not seen
 * again when the database can be used.
 */
void	 host_look_limits(struct request *rq);

#endif
