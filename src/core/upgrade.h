#ifndef CORE_UPGRADE_H
#define CORE_UPGRADE_H

#include "base/err.h"
#include "core/work.h"

/*
 * Bring the tables along after a newer program was uploaded over the old one,
 * where nobody can run the tool (conf->upgrade): a few seconds of steps for
 * each request, until all are made.  The file schema in data_dir says for
 * which steps that was; while it fits, nothing else is looked at.
 *
 * ERR_RETRY while steps are left, or somebody else makes them; otherwise as
 * migrate_run().
 */
enum err	 upgrade_follow(struct work *w);

#endif
