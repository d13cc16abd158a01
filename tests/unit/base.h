#ifndef UNIT_BASE_H
#define UNIT_BASE_H

#include "core/migrate.h"
#include "core/module.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

extern const struct module *const modules[];

/*
 * Work of the tool on a database of this test alone that has the tables of all
 * modules and no firm yet.
 */
static inline void
base_begin(struct work *w, int64_t now_s)
{
	int	 steps;

	modules_use(modules);
	*w = (struct work){ .mem = arena_new(), .now_s = now_s,
	    .actor = { .channel = BY_TOOL } };
	w->conf = test_db_make(w->mem);
	w->db = db_open(w->conf);
	check(migrate_run(w, &steps) == OK, "there is a base");
}

/* End it, and say what main() gives back. */
static inline int
base_end(struct work *w)
{
	db_close(w->db);
	test_db_drop(w->conf);
	arena_free(w->mem);
	return done();
}

#endif
