/* What core/kept promises: a worker believes it until another one changes it. */
#include <string.h>

#include "core/kept.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/site.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

#define MOST	20

static const struct field	 pebble_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 20, .label = "Name" }, { 0 }
};

static const struct entity	 pebble = {
	.name = "pebble", .table = "pebble", .fields = pebble_fields,
	.title = "name", .sort = "id"
};

/* Whom owner_id and team_id refer to: pebbles will do. */
static const struct entity	 user_stub = {
	.name = "user", .table = "pebble", .fields = pebble_fields,
	.title = "name", .flags = ENTITY_SHARED
};

static const struct entity	 team_stub = {
	.name = "team", .table = "pebble", .fields = pebble_fields,
	.title = "name", .flags = ENTITY_SHARED
};

static const struct entity *const	 entities[] = {
	&pebble, &user_stub, &team_stub, NULL
};

static const struct module		 beach = {
	.name = "beach", .entities = entities
};

static const struct module *const	 beach_only[] = { &beach, NULL };

static void
tables_make(struct work *w)
{
	int	 steps;

	check(migrate_run(w, &steps) == OK && db_exec(w->db,
	    "CREATE TABLE pebble (id BIGINT NOT NULL AUTO_INCREMENT "
	    "PRIMARY KEY, rev INT NOT NULL, created_by BIGINT NULL, "
	    "created_at BIGINT NOT NULL, deleted_at BIGINT NULL, ext_id "
	    "VARCHAR(64) NULL, owner_id BIGINT NULL, team_id BIGINT NULL, "
	    "name VARCHAR(20) NULL) ENGINE=InnoDB",
	    DB_NOARGS) == OK && db_exec(w->db, "INSERT INTO pebble (rev, "
	    "created_at, name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 21) SELECT 1, 0, CONCAT('p', i) "
	    "FROM n", DB_NOARGS) == OK && site_touch(w) == OK,
	    "there are 21 pebbles");
}

/* As the next request of this worker begins: with the settings' revision. */
static void
request_begin(struct work *w)
{
	struct db_rows	*rows;

	if (db_query(w->db, w->mem, &rows, "SELECT value FROM setting "
	    "WHERE name = 'rev'", DB_NOARGS) == OK)
		site_load(w->db, w->conf, db_int(rows, 0, 0), &w->site);
}

/* How many the first page of all pebbles says there are. */
static int64_t
told(struct work *w)
{
	struct query	 q = { .entity = &pebble, .limit = 5 };
	struct db_rows	*rows;
	int64_t			 total = -1;

	request_begin(w);
	return query_page(w, &q, MOST, &rows, &total) == OK && rows->n == 5 ?
	    total : -1;
}

/* Delete pebble id. */
static enum err
lose(struct work *w, void *id)
{
	return record_delete(w, &pebble, *(int64_t *)id, REV_ANY);
}

static void
test_many(struct work *w, struct work *other)
{
	int64_t	 id = 7;

	check(told(w) == MOST + 1 && told(w) == MOST + 1,
	    "a list says that there are many");
	db_exec(w->db, "UPDATE pebble SET deleted_at = 1 WHERE id = 3",
	    DB_NOARGS);
	check(told(w) == MOST + 1, "which is asked once");
	db_exec(w->db, "UPDATE pebble SET deleted_at = NULL WHERE id = 3",
	    DB_NOARGS);
	check(work_run(other, lose, &id) == OK && told(w) == MOST,
	    "until another worker deletes one in a transaction");
	other->set = (struct change_set){ 0 };
	check(record_restore(other, &pebble, 7) == OK &&
	    told(w) == MOST + 1 && told(w) == MOST + 1,
	    "few are counted each time, so one that comes back is seen");
	other->set = (struct change_set){ 0 };
	check(lose(other, &id) == OK && told(w) == MOST,
	    "nor does one deleted outside of a transaction stay");
}

/* The name of a pebble, kept. */
static const char *
name_of(struct work *w, int64_t id)
{
	const struct db_rows	*rows;

	return kept_query(w, &rows, "SELECT name FROM pebble WHERE id = ?",
	    DB_ARGS(DB_I(id))) == OK && rows->n == 1 ? db_text(rows, 0, 0) :
	    "";
}

/* In a transaction what it has written itself is read. */
static enum err
own_read(struct work *w, void *seen)
{
	enum err	 e = db_exec(w->db, "UPDATE pebble SET name = 'own' "
			     "WHERE id = 1", DB_NOARGS);

	*(const char **)seen = name_of(w, 1);
	return e == OK ? ERR_INVALID : e;
}

static void
test_query(struct work *w, struct work *other)
{
	const char	*seen = "";

	request_begin(w);
	check(strcmp(name_of(w, 1), "p1") == 0 &&
	    strcmp(name_of(w, 2), "p2") == 0, "values tell results apart");
	db_exec(other->db, "UPDATE pebble SET name = 'new' WHERE id = 1",
	    DB_NOARGS);
	request_begin(w);
	check(strcmp(name_of(w, 1), "p1") == 0, "a result is kept");
	site_touch(other);
	request_begin(w);
	check(strcmp(name_of(w, 1), "new") == 0 &&
	    strcmp(name_of(w, 2), "p2") == 0, "until rev moves on");
	check(work_run(w, own_read, &seen) == ERR_INVALID &&
	    strcmp(seen, "own") == 0 && strcmp(name_of(w, 1), "new") == 0,
	    "a transaction reads, and leaves nothing behind");
	for (int64_t i = 0; i < 500; i++)
		name_of(w, 1000 + i);
	check(strcmp(name_of(w, 5), "p5") == 0, "what is too much is asked");
}

static void
test_brief(struct work *w, struct work *other)
{
	request_begin(w);
	check(!kept_noted_briefly(w, "many"), "nothing is noted at first");
	kept_note_briefly(w, "many", 60);
	w->now_s += 59;
	check(kept_noted_briefly(w, "many") &&
	    !kept_noted_briefly(w, "more"), "a fact is believed a minute");
	w->now_s += 1;
	check(!kept_noted_briefly(w, "many"), "and no longer");
	kept_note_briefly(w, "many", 60);
	site_touch(other);
	request_begin(w);
	check(!kept_noted_briefly(w, "many"), "nor when rev moves on");
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct db		*db = db_open(conf), *db2 = db_open(conf);
	struct work		 w = { .mem = mem, .db = db, .conf = conf,
				    .now_s = 1795000000,
				    .actor = { .channel = BY_FORM } };
	struct work		 other = w;

	other.db = db2;		/* as another process: it keeps nothing */
	modules_use(beach_only);
	tables_make(&w);
	test_many(&w, &other);
	test_query(&w, &other);
	test_brief(&w, &other);
	db_close(db);
	db_close(db2);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
