#ifndef CORE_DISPATCH_H
#define CORE_DISPATCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/conf.h"
#include "core/db.h"
#include "core/module.h"
#include "core/route.h"
#include "core/wire.h"

/* What a worker holds from one request to the next. */
struct app {
	const struct conf	*conf;
	const struct conf_fault	*fault;	/* why conf cannot be used, or NULL */
	struct db		*db;
	const struct routes	*routes;
	struct arena		*mem;	/* of the request in hand; empty between */
	bool			 upgraded;	/* the tables are known to be ours */
};

/*
 * Answer one request.  Before its handler runs: session, language, route,
 * permission; of a POST also its body, the form token, and whether its
 * request key was used before, when the answer given then is given again.
 * A POST runs in one transaction, again after a deadlock; the answer is sent
 * after the commit.  A GET runs without one.  app->mem is empty afterwards.
 *
 * Returns false when the answer was cut off in a stream: the connection must
 * be closed, not ended well.
 */
bool	 dispatch(struct app *app, struct wire *wire);

/*
 * GET /language/:name: the language of pages before anybody is signed in.
 */
enum err language_choose(struct request *rq);

/* Addresses of core itself: /, /health, /help and others. */
extern const struct module core_module;

#endif
