#ifndef CORE_BROKEN_H
#define CORE_BROKEN_H

#include <stdbool.h>

#include "base/conf.h"
#include "core/request.h"

/*
 * Put on the page of errors what is wrong with the configuration, for whoever
 * looks after it: which file, which line, which key; never a value.
 */
void	 broken_conf(struct request *rq, const struct conf_fault *f);

/*
 * The same for a database that does not let us in or does not answer.  False,
 * and nothing is put there, when it did.
 */
bool	 broken_database(struct request *rq);

#endif
