/* What core/db promises, on a server of its own. */
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "core/db.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static void
rest(void)
{
	const struct timespec	 t = { .tv_nsec = 2000000 };

	nanosleep(&t, NULL);
}

static void
test_types(struct db *db, struct arena *mem)
{
	static const char	 bytes[] = "a\0b\xff\0";
	struct db_rows		*rows;
	const struct db_val	*v;

	check(db_exec(db, "CREATE TABLE v (id BIGINT PRIMARY KEY"
	    " AUTO_INCREMENT, n INT, s VARCHAR(200), b VARBINARY(20),"
	    " m DECIMAL(20,2), d DATE, t DATETIME, l MEDIUMTEXT)"
	    " ENGINE=InnoDB", DB_NOARGS) == OK, "a table is made");
	check(db_exec(db, "INSERT INTO v (n, s, b, m, d, t) VALUES"
	    " (?, ?, ?, ?, ?, ?)", DB_ARGS(DB_I(-5), DB_S("Київ 🍀"),
	    DB_B(bytes, 5), DB_S("12.30"), DB_S("2026-11-21"),
	    DB_S("2026-11-21 10:20:30"))) == OK, "values of all types go in");
	check(db_id(db) == 1 && db_changed(db) == 1,
	    "an insert tells its id and count");
	check(db_query(db, mem, &rows, "SELECT n, s, b, m, d, t, l FROM v"
	    " WHERE id = ?", DB_ARGS(DB_I(1))) == OK && rows->n == 1 &&
	    rows->ncols == 7, "one row of seven columns comes back");
	check(db_int(rows, 0, 0) == -5 &&
	    db_cell(rows, 0, 0)->type == DB_INT, "a number");
	check(str_eq(db_text(rows, 0, 1), "Київ 🍀") &&
	    db_cell(rows, 0, 1)->n == strlen("Київ 🍀"),
	    "a text of two- and four-byte letters");
	v = db_cell(rows, 0, 2);
	check(v->type == DB_BLOB && v->n == 5 && !memcmp(v->s, bytes, 6),
	    "bytes with NULs, and a NUL behind them");
	check(str_eq(db_text(rows, 0, 3), "12.30"), "a decimal as text");
	check(str_eq(db_text(rows, 0, 4), "2026-11-21") &&
	    str_eq(db_text(rows, 0, 5), "2026-11-21 10:20:30"),
	    "dates as text");
	check(db_text(rows, 0, 6) == NULL && db_int(rows, 0, 6) == 0 &&
	    db_cell(rows, 0, 6)->type == DB_NULL, "NULL stays NULL");
	check(db_query(db, mem, &rows, "SELECT SUM(n), CAST(n AS CHAR),"
	    " COUNT(*), 1.5e0, NULL, ? FROM v GROUP BY n",
	    DB_ARGS(DB_S(NULL))) == OK && db_int(rows, 0, 0) == -5 &&
	    str_eq(db_text(rows, 0, 1), "-5") && db_int(rows, 0, 2) == 1 &&
	    str_eq(db_text(rows, 0, 3), "1.5") &&
	    db_cell(rows, 0, 4)->type == DB_NULL &&
	    db_cell(rows, 0, 5)->type == DB_NULL,
	    "expressions have types too, and a sum is a number");
	check(db_query(db, mem, &rows, "SELECT id FROM v WHERE id < ?",
	    DB_ARGS(DB_I(0))) == OK && rows->n == 0, "a result may be empty");
}

static void
test_large(struct db *db, struct arena *mem)
{
	size_t		 n = 300000, i;
	char		*s = arena_alloc(mem, n + 1);
	struct db_rows	*rows;

	for (i = 0; i < n; i++)
		s[i] = (char)('a' + i % 26);
	check(db_exec(db, "INSERT INTO v (l, s) VALUES (?, ?), (?, ?)",
	    DB_ARGS(DB_S(s), DB_S("x"), DB_S("short"), DB_S(s + n - 199)))
	    == OK && db_changed(db) == 2, "two rows, one of 300,000 bytes");
	check(db_query(db, mem, &rows, "SELECT l, s FROM v WHERE l IS NOT"
	    " NULL ORDER BY id", DB_NOARGS) == OK && rows->n == 2 &&
	    db_cell(rows, 0, 0)->n == n && str_eq(db_text(rows, 0, 0), s) &&
	    str_eq(db_text(rows, 0, 1), "x") &&
	    str_eq(db_text(rows, 1, 0), "short") &&
	    str_eq(db_text(rows, 1, 1), s + n - 199),
	    "a long text comes back whole, beside short ones");
}

static void
test_session(struct db *db, struct arena *mem)
{
	struct db_rows	*rows;

	check(db_query(db, mem, &rows, "SELECT @@time_zone, @@sql_mode,"
	    " @@collation_connection, @@innodb_lock_wait_timeout", DB_NOARGS)
	    == OK && str_eq(db_text(rows, 0, 0), "+00:00") &&
	    strstr(db_text(rows, 0, 1), "ONLY_FULL_GROUP_BY") != NULL &&
	    strstr(db_text(rows, 0, 1), "NO_ENGINE_SUBSTITUTION") != NULL &&
	    str_eq(db_text(rows, 0, 2), "utf8mb4_unicode_ci") &&
	    db_int(rows, 0, 3) == 10, "every session is set up alike");
	check(db_exec(db, "INSERT INTO v (n) VALUES (?)",
	    DB_ARGS(DB_S("no number"))) == ERR_DB, "strict mode refuses");
	check(db_exec(db, "INSERT INTO nowhere (n) VALUES (1)", DB_NOARGS)
	    == ERR_DB, "a table that is not there is ERR_DB");
	check(db_ask(db, "SELECT COUNT(*) FROM v") == 3,
	    "after an error the connection works on");
	check(db_id_step(db) == 1, "ids are one apart on one server");
}

static void
test_transaction(struct db *db)
{
	check(db_exec(db, "CREATE TABLE k (k INT PRIMARY KEY, n INT)"
	    " ENGINE=InnoDB", DB_NOARGS) == OK, "a table with a key is made");
	check(db_begin(db) == OK &&
	    db_exec(db, "INSERT INTO k VALUES (?, 0)", DB_ARGS(DB_I(1)))
	    == OK && db_commit(db) == OK, "a transaction commits");
	check(db_begin(db) == OK &&
	    db_exec(db, "INSERT INTO k VALUES (?, 0)", DB_ARGS(DB_I(2)))
	    == OK && db_exec(db, "INSERT INTO k VALUES (?, 0)",
	    DB_ARGS(DB_I(1))) == ERR_CONFLICT, "a taken key is ERR_CONFLICT");
	check(db_commit(db) == OK && db_ask(db, "SELECT COUNT(*) FROM k") == 2,
	    "and leaves the transaction as it was");
	check(db_begin(db) == OK &&
	    db_exec(db, "DELETE FROM k WHERE n >= ?", DB_ARGS(DB_I(0)))
	    == OK, "rows are deleted");
	db_rollback(db);
	db_rollback(db);
	check(db_ask(db, "SELECT COUNT(*) FROM k") == 2,
	    "a rollback brings them back, and twice is harmless");
	check(db_begin(db) == OK &&
	    db_exec(db, "DELETE FROM k WHERE n >= ?", DB_ARGS(DB_I(0)))
	    == OK && db_exec(db, "DELETE FROM nowhere", DB_NOARGS) == ERR_DB &&
	    db_exec(db, "DELETE FROM k", DB_NOARGS) == ERR_DB,
	    "after ERR_DB nothing more is taken in the transaction");
	check(db_commit(db) == ERR_DB &&
	    db_ask(db, "SELECT COUNT(*) FROM k") == 2,
	    "its commit fails and nothing is left of it");
}

struct second {
	const struct conf	*conf;
	pthread_barrier_t	*met;
	enum err		 err;
};

/* Lock 2, then want 1. */
static void *
second_run(void *arg)
{
	struct second	*s = arg;
	struct db	*db = db_open(s->conf);

	db_begin(db);
	db_exec(db, "UPDATE k SET n = n + 1 WHERE k = 2", DB_NOARGS);
	pthread_barrier_wait(s->met);
	s->err = db_exec(db, "UPDATE k SET n = n + 1 WHERE k = 1", DB_NOARGS);
	if (s->err == OK)
		db_commit(db);
	db_close(db);
	return NULL;
}

static void
test_deadlock(struct db *db, const struct conf *conf)
{
	pthread_barrier_t	 met;
	struct second		 s = { conf, &met, OK };
	pthread_t		 thread;
	enum err		 e;

	pthread_barrier_init(&met, NULL, 2);
	db_begin(db);
	db_exec(db, "UPDATE k SET n = n + 1 WHERE k = 1", DB_NOARGS);
	pthread_create(&thread, NULL, second_run, &s);
	pthread_barrier_wait(&met);
	e = db_exec(db, "UPDATE k SET n = n + 1 WHERE k = 2", DB_NOARGS);
	check(e != ERR_RETRY || db_commit(db) == ERR_DB,
	    "the loser of a deadlock cannot commit");
	if (e == OK)
		db_commit(db);
	pthread_join(thread, NULL);
	check((e == ERR_RETRY && s.err == OK) || (e == OK &&
	    s.err == ERR_RETRY), "a deadlock gives one of two ERR_RETRY");
	check(db_ask(db, "SELECT SUM(n) FROM k") == 2,
	    "and the other's work is whole");
	pthread_barrier_destroy(&met);
}

static void
kill_by(struct db *killer, int64_t id)
{
	char	 sql[120];

	snprintf(sql, sizeof(sql), "KILL %" PRId64, id);
	db_exec_once(killer, sql, NULL, 0);
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM"
	    " information_schema.processlist WHERE id = %" PRId64, id);
	while (db_ask(killer, sql) != 0)
		rest();
}

static void
test_lost(struct db *db, const struct conf *conf)
{
	struct db	*killer = db_open(conf);
	int64_t		 id = db_ask(db, "SELECT CONNECTION_ID()");

	kill_by(killer, id);
	check(db_ask(db, "SELECT 7") == 7,
	    "a killed connection is made anew for a SELECT");
	check(db_ask(db, "SELECT CONNECTION_ID()") != id, "it is another one");
	kill_by(killer, db_ask(db, "SELECT CONNECTION_ID()"));
	check(db_begin(db) == OK, "a transaction may begin after a loss");
	check(db_exec(db, "INSERT INTO k VALUES (10, 0)", DB_NOARGS) == OK,
	    "something is written in it");
	kill_by(killer, db_ask(db, "SELECT CONNECTION_ID()"));
	check(db_exec(db, "INSERT INTO k VALUES (11, 0)", DB_NOARGS) ==
	    ERR_DB && db_ask(db, "SELECT 1") == -1,
	    "in a transaction a loss is ERR_DB for all that follows");
	check(db_commit(db) == ERR_DB &&
	    db_ask(db, "SELECT COUNT(*) FROM k WHERE k > 9") == 0,
	    "and nothing of it is kept");
	db_close(killer);
}

#define T1(n)	db_exec(db, "UPDATE k SET n = " #n " WHERE k = 99", DB_NOARGS)
#define T10(n)	(T1(n##0) | T1(n##1) | T1(n##2) | T1(n##3) | T1(n##4) |	\
		T1(n##5) | T1(n##6) | T1(n##7) | T1(n##8) | T1(n##9))
#define T100(n)	(T10(n##0) | T10(n##1) | T10(n##2) | T10(n##3) |	\
		T10(n##4) | T10(n##5) | T10(n##6) | T10(n##7) |		\
		T10(n##8) | T10(n##9))

static void
test_cache(struct db *db, struct arena *mem)
{
	struct db_rows	*rows;
	int		 i;
	int64_t		 prepared;

	check((T100(1) | T100(2) | T100(3)) == OK, "300 statements run");
	check(db_query(db, mem, &rows, "SHOW SESSION STATUS LIKE"
	    " 'Com_stmt_close'", DB_NOARGS) == OK &&
	    db_int(rows, 0, 1) > 100, "those over 200 are given back");
	db_query(db, mem, &rows, "SHOW SESSION STATUS LIKE"
	    " 'Com_stmt_prepare'", DB_NOARGS);
	prepared = db_int(rows, 0, 1);
	for (i = 0; i < 20; i++)
		(void)T1(399);
	db_query(db, mem, &rows, "SHOW SESSION STATUS LIKE"
	    " 'Com_stmt_prepare'", DB_NOARGS);
	check(db_int(rows, 0, 1) == prepared,
	    "a statement in the cache is not prepared again");
	for (i = 0; i < 200; i++)
		db_query_once(db, mem, &rows, arena_fmt(mem,
		    "SELECT COUNT(*), '%0*d' FROM k WHERE k < ?", 3500, i),
		    DB_ARGS(DB_I(3)));
	check(db_int(rows, 0, 0) == 2 && T1(399) == OK,
	    "composed statements come and go beside literals");
	check(db_exec_once(db, "ALTER TABLE k ADD COLUMN extra INT NULL",
	    NULL, 0) == OK && T1(399) == OK,
	    "a kept statement outlives a change of its table");
}

static void
test_idle(struct db *db)
{
	int64_t	 id = db_ask(db, "SELECT CONNECTION_ID()");

	check(db_ask(db, "SELECT CONNECTION_ID()") == id,
	    "the connection stays while it is used");
	db_limits(db, 0, 60);
	rest();
	check(db_ask(db, "SELECT CONNECTION_ID()") != id,
	    "one that rested too long is made anew");
	db_begin(db);
	id = db_ask(db, "SELECT CONNECTION_ID()");
	rest();
	check(db_ask(db, "SELECT CONNECTION_ID()") == id,
	    "but never inside a transaction");
	db_rollback(db);
	db_limits(db, 20, 60);
	db_stat_reset(db);
	db_ask(db, "SELECT 1");
	check(db_stat(db)->queries == 1 && db_stat(db)->time_us > 0,
	    "statements are counted");
}

static void
test_absent(void)
{
	struct conf	 c = { .db_socket = "/nonexistent/socket",
			     .db_user = "x", .db_name = "x" };
	struct db	*db = db_open(&c);

	check(db_exec(db, "SELECT 1", DB_NOARGS) == ERR_DB &&
	    db_begin(db) == ERR_DB, "an absent server is ERR_DB");
	db_rollback(db);
	db_close(db);
	db_close(NULL);
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct db		*db = db_open(conf);

	test_types(db, mem);
	test_large(db, mem);
	test_session(db, mem);
	test_transaction(db);
	test_deadlock(db, conf);
	test_lost(db, conf);
	test_cache(db, mem);
	test_idle(db);
	test_absent();
	db_close(db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
