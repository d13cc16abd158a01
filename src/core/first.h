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
 * A configuration for the first visit, from the request's own address: no
 * database, long addresses.  path is where the real one will be.  In mem.
 */
const struct conf *first_conf(struct arena *mem, struct wire *wire,
		    const char *path);

#endif
