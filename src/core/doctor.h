#ifndef CORE_DOCTOR_H
#define CORE_DOCTOR_H

#include <stdbool.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Look whether everything the program stands on is there and fits: the
 * configuration, the database (version, clock, privileges, session), its
 * tables against the entities' fields, the shared files, the data folder, and
 * the modules' numbers that follow from others (struct sound).
 *
 * repair  mend what can be mended: make folders, run migrations, count anew
 * say     is told each finding: words in the language of the work, and
 *         whether it is fine
 *
 * How many findings were bad.
 */
int		 doctor_run(struct work *w, bool repair,
		    void (*say)(bool fine, const char *words));

/*
 * Whether the database account may do what migrations and pages do; tried on
 * a table that is dropped again.
 */
bool		 doctor_may(struct db *db);

#endif
