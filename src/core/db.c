/* db.c: one connection and its transaction. */
#include <assert.h>
#include <string.h>
#include <time.h>

#include <errmsg.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "core/db.h"
#include "core/db_parts.h"

#define CONNECT_S	3
#define HUNG_US		5000000	/* who lost so much is not asked again */

static int64_t
now_us(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct db *
db_open(const struct conf *conf)
{
	struct arena	*mem = arena_new();
	struct db	*db = arena_alloc(mem, sizeof(*db));

	db->mem = mem;
	db->scratch = arena_new();
	db->texts = arena_new();
	db->conf = conf;
	db->idle_s = DB_IDLE_S;
	db->wait_s = DB_WAIT_S;
	db_stmts_clear(db);
	return db;
}

static void
disconnect(struct db *db)
{
	db_stmts_clear(db);
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	db->step = 0;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_rollback(db);
	disconnect(db);
	arena_free(db->scratch);
	arena_free(db->texts);
	arena_free(db->mem);
}

void
db_limits(struct db *db, int idle_s, int wait_s)
{
	db->idle_s = idle_s;
	if (wait_s != db->wait_s && db->tx == TX_NONE)
		disconnect(db);
	db->wait_s = wait_s;
}

/* The connection is no more: whoever waits for an answer gets none. */
static bool
lost(unsigned int code)
{
	switch (code) {
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_SERVER_LOST_EXTENDED:
	case CR_COMMANDS_OUT_OF_SYNC:
	case SERVER_SHUTDOWN:
	case SERVER_KILLED:
	case SERVER_IDLE:
		return true;
	default:
		return false;
	}
}

enum db_refusal
db_refusal(const struct db *db)
{
	switch (db->code) {
	case SERVER_NO_ENTRY:
	case SERVER_NO_PLUGIN:
		return DB_NO_ACCOUNT;
	case SERVER_NO_RIGHT:
	case SERVER_NO_BASE:
		return DB_NO_BASE;
	default:
		return DB_NO_SERVER;
	}
}

bool
db_refused(const struct db *db)
{
	return db->refused;
}

/* Every session is alike, whatever the server's own settings are. */
static const char session_sql[] =
    "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci, time_zone = '+00:00',"
    " sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,"
    "NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 10,"
    " lock_wait_timeout = 10";

static const char *
set_or_null(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

static enum err
connect_now(struct db *db)
{
	const struct conf	*c = db->conf;
	unsigned int		 timeout_s = CONNECT_S;
	unsigned int		 wait_s = (unsigned int)db->wait_s;
	MYSQL			*my = mysql_init(NULL);

	if (my == NULL) {
		log_error("db: no memory for a connection");
		return ERR_DB;
	}
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &timeout_s);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &wait_s);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &wait_s);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(my, set_or_null(c->db_host), c->db_user,
	    c->db_password, set_or_null(c->db_name), (unsigned int)c->db_port,
	    set_or_null(c->db_socket), 0) == NULL ||
	    mysql_real_query(my, session_sql, sizeof(session_sql) - 1) != 0) {
		log_error("db: cannot connect: %u %s", mysql_errno(my),
		    mysql_error(my));
		db->code = mysql_errno(my);
		db->refused = true;
		mysql_close(my);
		return ERR_DB;
	}
	db->my = my;
	db->refused = false;
	return OK;
}

/* Connected after OK; a transaction never moves to another connection. */
static enum err
ready(struct db *db)
{
	if (db->tx == TX_GONE)
		return ERR_DB;
	if (db->tx == TX_OPEN)
		return OK;
	if (db->my != NULL &&
	    now_us() - db->used_us > (int64_t)db->idle_s * 1000000)
		disconnect(db);
	return db->my != NULL ? OK : connect_now(db);
}

static bool
reads_only(const char *sql)
{
	sql += strspn(sql, " \t\n(");
	return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0;
}

/* Whether the same call may be made again without doing anything twice. */
static bool
repeatable(const struct db *db, const struct db_call *c, unsigned int code)
{
	if (code == SERVER_NO_SUCH_STATEMENT || code == SERVER_REPREPARE)
		return true;
	return lost(code) && db->tx == TX_NONE &&
	    (!c->sent || reads_only(c->sql));
}

/* What a failure means for the transaction and for the caller. */
static enum err
settle(struct db *db, unsigned int code)
{
	db->code = code;
	if (db_duplicate(code))
		return ERR_CONFLICT;
	if (lost(code))
		disconnect(db);
	if (db->tx == TX_OPEN) {
		if (db->my != NULL &&
		    mysql_real_query(db->my, "ROLLBACK", 8) != 0)
			disconnect(db);
		db->tx = TX_GONE;
	}
	return db_crossed(code) ? ERR_RETRY : ERR_DB;
}

static enum err
run(struct db *db, struct db_call *c)
{
	int64_t		 start;
	unsigned int	 code;
	enum err	 e = ready(db);

	if (e != OK)
		return e;
	start = now_us();
	db->stat.queries++;
	code = db_stmt_run(db, c);
	if (code != 0 && repeatable(db, c, code) &&
	    now_us() - start < HUNG_US) {
		if (lost(code))
			disconnect(db);
		c->sent = false;
		e = ready(db);
		if (e == OK)
			code = db_stmt_run(db, c);
	}
	if (e == OK && code != 0)
		e = settle(db, code);
	arena_reset(db->scratch);
	db->used_us = now_us();
	db->stat.time_us += db->used_us - start;
	return e;
}

enum err
db_exec_(struct db *db, const char *sql, const struct db_val *args,
    size_t nargs)
{
	struct db_call	 c = { .sql = sql, .args = args, .nargs = nargs };

	return run(db, &c);
}

enum err
db_exec_once(struct db *db, const char *sql, const struct db_val *args,
    size_t nargs)
{
	struct db_call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .composed = true };

	return run(db, &c);
}

enum err
db_query_(struct db *db, struct arena *mem, struct db_rows **rows,
    const char *sql, const struct db_val *args, size_t nargs)
{
	struct db_call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .mem = mem };
	enum err	 e = run(db, &c);

	if (e == OK)
		*rows = c.rows;
	return e;
}

enum err
db_query_once(struct db *db, struct arena *mem, struct db_rows **rows,
    const char *sql, const struct db_val *args, size_t nargs)
{
	struct db_call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .mem = mem, .composed = true };
	enum err	 e = run(db, &c);

	if (e == OK)
		*rows = c.rows;
	return e;
}

enum err
db_query_fresh(struct db *db, struct arena *mem, struct db_rows **rows,
    const char *sql, const struct db_val *args, size_t nargs)
{
	struct db_call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .mem = mem, .composed = true, .fresh = true };
	enum err	 e = run(db, &c);

	if (e == OK)
		*rows = c.rows;
	return e;
}

const struct db_val *
db_cell(const struct db_rows *rows, size_t r, size_t c)
{
	assert(r < rows->n && c < rows->ncols);
	return &rows->cells[r * rows->ncols + c];
}

int64_t
db_int(const struct db_rows *rows, size_t r, size_t c)
{
	const struct db_val	*v = db_cell(rows, r, c);
	int64_t			 i;

	if (v->type == DB_INT)
		return v->i;
	return v->type == DB_TEXT && str_int64(v->s, &i) == OK ? i : 0;
}

bool
db_holds(const struct db_rows *rows, int64_t id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (db_int(rows, i, 0) == id)
			return true;
	return false;
}

const char *
db_text(const struct db_rows *rows, size_t r, size_t c)
{
	return db_cell(rows, r, c)->s;
}

int64_t
db_id(struct db *db)
{
	return db->id;
}

int64_t
db_id_step(struct db *db)
{
	MYSQL_RES	*res = NULL;
	MYSQL_ROW	 row;
	int64_t		 step;

	if (db->step != 0 || db->my == NULL)
		return db->step != 0 ? db->step : 1;
	if (mysql_query(db->my, "SELECT @@auto_increment_increment") == 0)
		res = mysql_store_result(db->my);
	row = res != NULL ? mysql_fetch_row(res) : NULL;
	if (row == NULL || str_int64(row[0], &step) != OK)
		step = 1;
	if (res != NULL)
		mysql_free_result(res);
	return db->step = step;
}

int64_t
db_changed(struct db *db)
{
	return db->changed;
}

bool
db_already(const struct db *db)
{
	switch (db->code) {
	case SERVER_TABLE_THERE:
	case SERVER_TABLE_GONE:
	case SERVER_COLUMN_THERE:
	case SERVER_INDEX_THERE:
	case SERVER_PART_GONE:
		return true;
	default:
		return false;
	}
}

bool
db_missing(const struct db *db)
{
	return db->code == SERVER_NO_TABLE;
}

/* Begin as one of the statements says that start a transaction. */
static enum err
begin(struct db *db, const char *sql)
{
	enum err	 e;
	int		 tries;

	assert(db->tx != TX_OPEN);
	db->tx = TX_NONE;
	for (tries = 0; tries < 2; tries++) {
		e = ready(db);
		if (e != OK)
			return e;
		if (mysql_real_query(db->my, sql, strlen(sql)) == 0) {
			db->tx = TX_OPEN;
			db->step = 0;	/* a cluster may have changed it */
			return OK;
		}
		disconnect(db);		/* nothing was begun: try anew */
	}
	log_error("db: cannot begin a transaction");
	return ERR_DB;
}

enum err
db_begin(struct db *db)
{
	return begin(db, "START TRANSACTION");
}

enum err
db_begin_snapshot(struct db *db)
{
	enum err	 e = db_exec(db, "SET TRANSACTION ISOLATION LEVEL"
			     " REPEATABLE READ", DB_NOARGS);

	return e != OK ? e : begin(db,
	    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

enum err
db_commit(struct db *db)
{
	enum db_tx	 was = db->tx;
	unsigned int	 code;
	enum err	 e;

	assert(was != TX_NONE);
	if (was == TX_GONE) {
		db->tx = TX_NONE;
		return ERR_DB;
	}
	if (mysql_real_query(db->my, "COMMIT", 6) == 0) {
		db->tx = TX_NONE;
		db->used_us = now_us();
		return OK;
	}
	code = mysql_errno(db->my);
	log_error("db: %u %s: COMMIT", code, mysql_error(db->my));
	e = settle(db, code);
	db->tx = TX_NONE;
	return e;
}

void
db_rollback(struct db *db)
{
	if (db->tx == TX_OPEN && mysql_real_query(db->my, "ROLLBACK", 8) != 0)
		disconnect(db);
	db->tx = TX_NONE;
}

const struct db_stat *
db_stat(const struct db *db)
{
	return &db->stat;
}

void
db_stat_reset(struct db *db)
{
	memset(&db->stat, 0, sizeof(db->stat));
}
