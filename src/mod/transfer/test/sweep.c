/* Files of imports go with their runs, and those that have none. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/conf.h"
#include "core/site.h"
#include "mod/transfer/run.h"
#include "tests/unit/base.h"

#define NOW	INT64_C(1795000000)
#define DAY	86400

static const struct site	 site = {
	.rev = 1, .firm = "Firm", .country = "UA", .currency = "UAH",
	.lang = LANG_EN, .zone_name = "Europe/Kyiv"
};

static const char *
path_of(struct work *w, char letter, const char *ending)
{
	char	 token[33];

	for (int i = 0; i < 32; i++)
		token[i] = letter;
	token[32] = '\0';
	return arena_fmt(w->mem, "%s/import/%s%s", w->conf->data_dir, token,
	    ending);
}

/* A file of the run called letter, put down so long ago. */
static void
file_make(struct work *w, char letter, const char *ending, int64_t ago)
{
	const char	*path = path_of(w, letter, ending);
	struct utimbuf	 times = { .modtime = w->now_s - ago };
	FILE		*f = fopen(path, "w");

	check(f != NULL && fclose(f) == 0 && utime(path, &times) == 0,
	    "a file is put down");
}

static bool
is_there(struct work *w, char letter, const char *ending)
{
	return access(path_of(w, letter, ending), F_OK) == 0;
}

static void
run_make(struct work *w, char letter, int64_t ago)
{
	const char	*path = path_of(w, letter, "");

	check(db_exec(w->db, "INSERT INTO import_run (user_id, entity, token, "
	    "name, size, nrows, encoding, delimiter, mode, missing, state, "
	    "done, created, changed, same, refused, bad_bytes, at, active_at, "
	    "sheet) VALUES (1, 'contact', RIGHT(?, 32), 'a.csv', 1, 1, "
	    "'utf-8', ',', 'both', 'refuse', 0, 0, 0, 0, 0, 0, 0, ?, ?, '')",
	    DB_ARGS(DB_S(path), DB_I(w->now_s - ago),
	    DB_I(w->now_s - ago))) == OK, "a run is written down");
}

static void
test_sweep(struct work *w)
{
	bool	 left = true;

	check(run_sweep(w, &left) == OK && !left,
	    "where nothing was ever imported nothing is to be swept");
	mkdir(arena_fmt(w->mem, "%s/import", w->conf->data_dir), 0700);
	file_make(w, 'a', "", 5 * DAY);
	run_make(w, 'a', 5 * DAY);
	file_make(w, 'b', "", 5 * DAY);
	file_make(w, 'b', ".marks", 0);
	run_make(w, 'b', 0);
	file_make(w, 'c', "", 2 * DAY);
	file_make(w, 'c', ".bad", 0);
	file_make(w, 'd', "", DAY / 2);
	check(run_sweep(w, &left) == OK && !left, "a sweep");
	check(!is_there(w, 'a', "") && db_ask(w->db,
	    "SELECT COUNT(*) FROM import_run") == 1, "an old run is dropped");
	check(is_there(w, 'b', "") && is_there(w, 'b', ".marks"),
	    "one that goes on keeps what it has, however old");
	check(!is_there(w, 'c', "") && !is_there(w, 'c', ".bad"),
	    "a file a day old without a run is dropped");
	check(is_there(w, 'd', ""),
	    "a younger one stays: its run may be written down still");
}

int
main(void)
{
	char		 dir[] = "/tmp/kartoteka-sweep-XXXXXX";
	struct conf	*conf;
	struct work	 w;
	bool		 gone;

	base_begin(&w, NOW);
	if (mkdtemp(dir) == NULL)
		return 1;
	conf = arena_alloc(w.mem, sizeof(*conf));
	*conf = *w.conf;
	conf->data_dir = dir;
	w.conf = conf;
	w.site = &site;
	test_sweep(&w);
	gone = system(arena_fmt(w.mem, "rm -rf %s", dir)) == 0;
	check(gone, "nothing is left behind");
	return base_end(&w);
}
