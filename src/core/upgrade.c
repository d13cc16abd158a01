/* upgrade.c: tables follow a program that was uploaded. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/search.h"
#include "core/tally.h"
#include "core/upgrade.h"

#define STEPS_S		5	/* a web server waits longer than this */
#define MARK_BYTES	200

/* What tells one program's steps from another's: a released file stays. */
static enum err
mark_of(struct work *w, const char **mark)
{
	const char *const	*names;
	struct str		 s;
	uint8_t			 hash[32];
	enum err		 e;

	e = file_list(w->mem, arena_fmt(w->mem, "%s/sql",
	    w->conf->share_dir), ".sql", &names);
	if (e != OK)
		return e;
	str_init(&s, w->mem);
	str_fmt(&s, "search %d\n", SEARCH_FOLD);
	for (; *names != NULL; names++)
		str_fmt(&s, "%s\n", *names);
	for (const struct module *const *m = modules_all(); *m != NULL; m++)
		for (const struct tally *const *t = (*m)->tallies;
		    t != NULL && *t != NULL; t++)
			str_fmt(&s, "%s\n", (*t)->name);
	crypto_sha256(s.s, s.n, hash);
	*mark = crypto_hex(w->mem, hash, sizeof(hash));
	return OK;
}

/* Should it fail, the steps are only looked through again. */
static void
mark_keep(const char *path, const char *mark)
{
	FILE	*f = fopen(path, "we");

	if (f == NULL || fputs(mark, f) < 0)
		log_error("upgrade: %s: %s", path, strerror(errno));
	if (f != NULL)
		fclose(f);
}

enum err
upgrade_follow(struct work *w)
{
	const char	*path = arena_fmt(w->mem, "%s/schema",
			    w->conf->data_dir), *mark;
	char		*kept = NULL;
	bool		 left;
	size_t		 n;
	enum err	 e = mark_of(w, &mark);

	if (e != OK)
		return e;
	if (file_read(w->mem, path, MARK_BYTES, &kept, &n) == OK &&
	    str_eq(kept, mark))
		return OK;
	e = migrate_part(w, STEPS_S, &left);
	if (e == OK && !left) {
		mark_keep(path, mark);
		return OK;
	}
	return e == OK || e == ERR_CONFLICT ? ERR_RETRY : e;
}
