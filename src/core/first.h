#ifndef CORE_FIRST_H
#define CORE_FIRST_H

#include "base/arena.h"
#include "base/conf.h"
#include "core/module.h"
#include "core/wire.h"

/*
 * The first visit to a program that was uploaded and has no configuration: a
 * page that checks the host, asks for the database account and writes the
 * configuration.  Its only module; there is no database behind its handlers.
 */
extern const struct module first_module;

/*
 * What a program stands on beside its own file, under the request's own
 * address: no database, long addresses.  In mem.
 */
struct conf	*first_place(struct arena *mem, struct wire *wire);

/*
 * The same for the first visit, whose forms the code of the upload guards
 * (core/code.h); it is made.
 */
const struct conf *first_conf(struct arena *mem, struct wire *wire);

#endif
