/* What core/doctor promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "core/doctor.h"
#include "core/module.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static const struct field	 card_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 80 },
	{ .name = "price", .type = F_MONEY },
	{ .name = "due", .type = F_DATE },
	{ .name = "note", .type = F_LONG, .max = 20000 },
	{ .name = "tale", .type = F_TEXT, .max = 20000 },
	{ .name = "word", .type = F_LONG, .max = 300 },
	{ .name = "place", .type = F_INT },
	{ 0 }
};

static const struct entity	 card = {
	.name = "card", .table = "card", .fields = card_fields,
	.title = "name", .label = "Cards", .flags = ENTITY_SHARED
};

static const struct entity *const	 entities[] = { &card, NULL };
static const struct module		 cards = {
	.name = "cards", .entities = entities
};
static const struct module *const	 list[] = { &cards, NULL };

static char	 said[8000];

static void
hear(bool fine, const char *words)
{
	size_t	 n = strlen(said);

	snprintf(said + n, sizeof(said) - n, "%s %s\n", fine ? "ok" : "bad",
	    words);
}

static int
look(struct work *w, bool repair)
{
	said[0] = '\0';
	return doctor_run(w, repair, hear);
}

static bool
heard(const char *words)
{
	return strstr(said, words) != NULL;
}

static void
put(struct arena *a, const char *dir, const char *name, const char *text)
{
	FILE	*f = fopen(arena_fmt(a, "%s/%s", dir, name), "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

static void
share_make(struct arena *a, const char *dir)
{
	static const char *const	 names[] = { "tpl", "sql", "mo",
					     "htdocs" };
	size_t				 i;

	for (i = 0; i < 4; i++)
		mkdir(arena_fmt(a, "%s/%s", dir, names[i]), 0700);
	put(a, dir, "tpl/a.cst", "x");
	put(a, dir, "mo/uk.mo", "x");
	put(a, dir, "htdocs/a.css", "x");
	put(a, dir, "sql/000_core.sql", "CREATE TABLE card (id BIGINT,"
	    " rev INT, created_by BIGINT, created_at BIGINT,"
	    " deleted_at BIGINT, ext_id VARCHAR(64), name VARCHAR(80),"
	    " price INT, note TINYTEXT, tale TEXT, word TINYTEXT, place SMALLINT);\n");
}

static void
test_run(struct work *w)
{
	check(look(w, false) == 2 && heard("bad the tables are old") &&
	    heard("is no folder"), "at first folder and tables are missing");
	look(w, true);
	check(heard("ok the tables are of this version") &&
	    heard("can be written"), "both can be mended");
	check(look(w, false) == 6 &&
	    heard("bad column card.due is missing") &&
	    heard("bad column card.price is int"),
	    "a column that is missing or too small is named");
	check(heard("bad column card.note is tinytext") &&
	    heard("bad column card.tale is text") &&
	    heard("bad column card.word is tinytext"),
	    "so is one with room for fewer bytes than its field takes");
	check(heard("bad column card.place is smallint"),
	    "or for smaller numbers");
	db_exec(w->db, "ALTER TABLE card MODIFY price BIGINT, ADD due DATE, "
	    "MODIFY note TEXT, MODIFY tale MEDIUMTEXT, MODIFY word "
	    "VARCHAR(300), MODIFY place INT", DB_NOARGS);
	check(look(w, false) == 0 && heard("ok every field has its column"),
	    "a sound installation has nothing bad");
}

static void
test_bad(struct work *w, struct conf *conf)
{
	memset(conf->secret_key, 7, sizeof(conf->secret_key));
	check(look(w, false) == 1 && heard("not random"),
	    "a key somebody made up is noticed");
	conf->share_dir = "/nonexistent";
	check(look(w, false) >= 5 && heard("/nonexistent/tpl is not there"),
	    "missing folders are named");
	db_close(w->db);
	conf->db_socket = "/nonexistent";
	w->db = db_open(conf);
	look(w, false);
	check(heard("bad the database does not answer"),
	    "so is an absent database");
}

int
main(void)
{
	struct arena	*mem = arena_new();
	struct conf	 conf = *test_db_make(mem);
	struct conf	 kept;
	struct work	 w = { .mem = mem, .conf = &conf, .now_s = 1 };
	char		 dir[] = "/tmp/kartoteka-doctor-XXXXXX";
	int		 i;

	if (mkdtemp(dir) == NULL)
		return 1;
	share_make(mem, dir);
	for (i = 0; i < 32; i++)
		conf.secret_key[i] = (unsigned char)(i * 7);
	conf.share_dir = dir;
	conf.data_dir = arena_fmt(mem, "%s/files", dir);
	kept = conf;
	w.db = db_open(&conf);
	modules_use(list);
	test_run(&w);
	test_bad(&w, &conf);
	db_close(w.db);
	test_db_drop(&kept);
	if (system(arena_fmt(mem, "rm -rf %s", dir)) != 0)
		return 1;
	arena_free(mem);
	return done();
}
