/* db.c: one connection, its transaction and its prepared statements. */
#include <assert.h>
#include <string.h>
#include <time.h>

#include <errmsg.h>
#include <mysql.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "core/db.h"

#define CACHE_MAX	200	/* prepared statements kept */
#define BUCKETS		256
#define CONNECT_S	3
#define SHORT_BYTES	256	/* a longer value is fetched by itself */
#define LOGGED_BYTES	600	/* of a statement */

/* The server's own numbers; mysqld_error.h is not part of the client. */
enum {
	SERVER_CHANGED = 1020,		/* snapshot isolation of MariaDB 11 */
	SERVER_TABLE_THERE = 1050,
	SERVER_TABLE_GONE = 1051,
	SERVER_SHUTDOWN = 1053,
	SERVER_COLUMN_THERE = 1060,
	SERVER_INDEX_THERE = 1061,
	SERVER_DUPLICATE = 1062,
	SERVER_PART_GONE = 1091,
	SERVER_LOCK_WAIT = 1205,
	SERVER_DEADLOCK = 1213,
	SERVER_NO_SUCH_STATEMENT = 1243,
	SERVER_TABLE_CHANGED = 1412,
	SERVER_TOO_MANY_STATEMENTS = 1461,
	SERVER_DUPLICATE_KEY = 1586,
	SERVER_REPREPARE = 1615,
	SERVER_KILLED = 1927,
	SERVER_IDLE = 4031
};

/* A prepared statement. */
struct slot {
	const char	*sql;	/* a literal: it outlives the connection */
	uint32_t	 hash;
	int		 next;	/* in its bucket, or -1 */
	uint64_t	 used;	/* db->clock of the last use */
	MYSQL_STMT	*stmt;	/* NULL: free */
};

enum tx { TX_NONE, TX_OPEN, TX_GONE };

struct db {
	struct arena		*mem;		/* of this struct */
	struct arena		*scratch;	/* of the statement in hand */
	const struct conf	*conf;
	MYSQL			*my;		/* NULL: not connected */
	enum tx			 tx;
	unsigned int		 code;		/* of the last failure */
	int64_t			 used_us;	/* last statement's end */
	int			 idle_s;
	int			 wait_s;
	int64_t			 id;
	int64_t			 changed;
	int64_t			 step;		/* of ids; 0: to be asked */
	struct db_stat		 stat;
	uint64_t		 clock;		/* counts uses of slots */
	int			 bucket[BUCKETS];
	struct slot		 slots[CACHE_MAX];
};

/* What a statement wants back, and what it carries. */
struct call {
	const char		*sql;
	const struct db_val	*args;
	size_t			 nargs;
	struct arena		*mem;	/* NULL: no result wanted */
	struct db_rows		*rows;
	bool			 once;	/* not to be kept */
	bool			 sent;	/* the server may have run it */
};

static int64_t
now_us(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
cache_clear(struct db *db)
{
	int	 i;

	for (i = 0; i < CACHE_MAX; i++) {
		if (db->slots[i].stmt != NULL)
			mysql_stmt_close(db->slots[i].stmt);
		db->slots[i].stmt = NULL;
	}
	for (i = 0; i < BUCKETS; i++)
		db->bucket[i] = -1;
}

struct db *
db_open(const struct conf *conf)
{
	struct arena	*mem = arena_new();
	struct db	*db = arena_alloc(mem, sizeof(*db));

	db->mem = mem;
	db->scratch = arena_new();
	db->conf = conf;
	db->idle_s = DB_IDLE_S;
	db->wait_s = DB_WAIT_S;
	cache_clear(db);
	return db;
}

static void
disconnect(struct db *db)
{
	cache_clear(db);
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

static bool
duplicate(unsigned int code)
{
	return code == SERVER_DUPLICATE || code == SERVER_DUPLICATE_KEY;
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
		mysql_close(my);
		return ERR_DB;
	}
	db->my = my;
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

/* FNV-1a. */
static uint32_t
hash_text(const char *s)
{
	uint32_t	 h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static struct slot *
slot_find(struct db *db, const char *sql, uint32_t hash)
{
	int	 i;

	for (i = db->bucket[hash % BUCKETS]; i >= 0; i = db->slots[i].next)
		if (db->slots[i].hash == hash &&
		    strcmp(db->slots[i].sql, sql) == 0)
			return &db->slots[i];
	return NULL;
}

static void
slot_drop(struct db *db, struct slot *slot)
{
	int	*link = &db->bucket[slot->hash % BUCKETS];

	while (&db->slots[*link] != slot)
		link = &db->slots[*link].next;
	*link = slot->next;
	mysql_stmt_close(slot->stmt);
	slot->stmt = NULL;
}

/* A free slot; when there is none, the one not used for longest. */
static struct slot *
slot_free(struct db *db)
{
	struct slot	*oldest = &db->slots[0];
	int		 i;

	for (i = 0; i < CACHE_MAX; i++) {
		if (db->slots[i].stmt == NULL)
			return &db->slots[i];
		if (db->slots[i].used < oldest->used)
			oldest = &db->slots[i];
	}
	slot_drop(db, oldest);
	return oldest;
}

static void
slot_keep(struct db *db, const char *sql, uint32_t hash, MYSQL_STMT *stmt)
{
	struct slot	*slot = slot_free(db);
	int		*head = &db->bucket[hash % BUCKETS];

	slot->sql = sql;
	slot->hash = hash;
	slot->stmt = stmt;
	slot->used = ++db->clock;
	slot->next = *head;
	*head = (int)(slot - db->slots);
}

/* After an odd failure a statement is not trusted to be what it was. */
static void
slot_forget(struct db *db, const char *sql, unsigned int code)
{
	struct slot	*slot = slot_find(db, sql, hash_text(sql));

	if (slot != NULL && !duplicate(code))
		slot_drop(db, slot);
}

/*
 * The statement of a call, from the cache if it may be; 0, or the server's
 * error number.  A statement that is not kept is the caller's to close.
 */
static unsigned int
stmt_get(struct db *db, const struct call *c, MYSQL_STMT **out)
{
	uint32_t	 hash = hash_text(c->sql);
	struct slot	*slot = c->once ? NULL : slot_find(db, c->sql, hash);
	MYSQL_STMT	*stmt;
	unsigned int	 code;

	if (slot != NULL) {
		slot->used = ++db->clock;
		*out = slot->stmt;
		return 0;
	}
	stmt = mysql_stmt_init(db->my);
	if (stmt == NULL)
		return CR_OUT_OF_MEMORY;
	if (mysql_stmt_prepare(stmt, c->sql, strlen(c->sql)) != 0) {
		code = mysql_stmt_errno(stmt);
		if (code != SERVER_TOO_MANY_STATEMENTS)
			log_error("db: %u %s: %.*s", code,
			    mysql_stmt_error(stmt), LOGGED_BYTES, c->sql);
		mysql_stmt_close(stmt);
		return code;
	}
	if (!c->once)
		slot_keep(db, c->sql, hash, stmt);
	*out = stmt;
	return 0;
}

static void
bind_value(MYSQL_BIND *b, const struct db_val *v)
{
	if (v->type == DB_NULL || (v->type != DB_INT && v->s == NULL)) {
		b->buffer_type = MYSQL_TYPE_NULL;
		return;
	}
	if (v->type == DB_INT) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = (void *)(uintptr_t)&v->i;
		return;
	}
	b->buffer_type = v->type == DB_TEXT ? MYSQL_TYPE_STRING :
	    MYSQL_TYPE_BLOB;
	b->buffer = (void *)(uintptr_t)v->s;
	b->buffer_length = v->n == 0 && v->type == DB_TEXT ? strlen(v->s) :
	    v->n;
}

static unsigned int
stmt_bind(struct db *db, MYSQL_STMT *stmt, const struct call *c)
{
	MYSQL_BIND	*b;
	size_t		 i;

	assert(mysql_stmt_param_count(stmt) == c->nargs);
	if (c->nargs == 0)
		return 0;
	b = arena_alloc(db->scratch, c->nargs * sizeof(*b));
	for (i = 0; i < c->nargs; i++)
		bind_value(&b[i], &c->args[i]);
	return mysql_stmt_bind_param(stmt, b) ? mysql_stmt_errno(stmt) : 0;
}

/* One column of a result on its way into cells. */
struct column {
	enum db_type	 type;
	int64_t		 i;
	char		 buf[SHORT_BYTES];
	unsigned long	 n;
	my_bool		 null;
};

#define CHARSET_BINARY	63

static enum db_type
column_type(const MYSQL_FIELD *f)
{
	switch (f->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return DB_INT;
	case MYSQL_TYPE_TINY_BLOB:
	case MYSQL_TYPE_BLOB:
	case MYSQL_TYPE_MEDIUM_BLOB:
	case MYSQL_TYPE_LONG_BLOB:
	case MYSQL_TYPE_STRING:
	case MYSQL_TYPE_VAR_STRING:
	case MYSQL_TYPE_VARCHAR:
	case MYSQL_TYPE_BIT:
		return f->charsetnr == CHARSET_BINARY ? DB_BLOB : DB_TEXT;
	default:
		return DB_TEXT;
	}
}

static void
column_bind(MYSQL_BIND *b, struct column *c, const MYSQL_FIELD *f)
{
	c->type = column_type(f);
	b->is_null = &c->null;
	b->length = &c->n;
	if (c->type == DB_INT) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &c->i;
		return;
	}
	b->buffer_type = c->type == DB_TEXT ? MYSQL_TYPE_STRING :
	    MYSQL_TYPE_BLOB;
	b->buffer = c->buf;
	b->buffer_length = sizeof(c->buf);
}

/* The value as it stays: exactly its bytes, and a NUL behind them. */
static unsigned int
cell_take(struct arena *mem, MYSQL_STMT *stmt, unsigned int i,
    struct column *c, struct db_val *out)
{
	MYSQL_BIND	 b = { 0 };
	char		*s;

	if (c->null)
		return 0;		/* DB_NULL is zero */
	out->type = c->type;
	if (c->type == DB_INT) {
		out->i = c->i;
		return 0;
	}
	out->n = c->n;
	out->s = s = arena_alloc(mem, c->n + 1);
	if (c->n <= sizeof(c->buf)) {
		memcpy(s, c->buf, c->n);
		return 0;
	}
	b.buffer_type = c->type == DB_TEXT ? MYSQL_TYPE_STRING :
	    MYSQL_TYPE_BLOB;
	b.buffer = s;
	b.buffer_length = c->n;
	b.length = &c->n;
	b.is_null = &c->null;
	return mysql_stmt_fetch_column(stmt, &b, i, 0) != 0 ?
	    mysql_stmt_errno(stmt) : 0;
}

static unsigned int
rows_fetch(MYSQL_STMT *stmt, const struct call *call, struct column *cols)
{
	struct db_rows	*rows = call->rows;
	struct db_val	*cell = rows->cells;
	unsigned int	 i, code;
	size_t		 r;

	for (r = 0; r < rows->n; r++) {
		if (mysql_stmt_fetch(stmt) == 1)
			return mysql_stmt_errno(stmt);
		for (i = 0; i < rows->ncols; i++) {
			code = cell_take(call->mem, stmt, i, &cols[i], cell++);
			if (code != 0)
				return code;
		}
	}
	return 0;
}

static unsigned int
rows_take(struct db *db, MYSQL_STMT *stmt, struct call *call)
{
	MYSQL_RES	*meta = mysql_stmt_result_metadata(stmt);
	struct column	*cols;
	struct db_rows	*rows;
	MYSQL_BIND	*b;
	unsigned int	 i, n;

	call->rows = rows = arena_alloc(call->mem, sizeof(*rows));
	if (meta == NULL)
		return mysql_stmt_errno(stmt);
	n = mysql_num_fields(meta);
	cols = arena_alloc(db->scratch, n * sizeof(*cols));
	b = arena_alloc(db->scratch, n * sizeof(*b));
	for (i = 0; i < n; i++)
		column_bind(&b[i], &cols[i], mysql_fetch_field_direct(meta, i));
	mysql_free_result(meta);
	if (mysql_stmt_bind_result(stmt, b) || mysql_stmt_store_result(stmt))
		return mysql_stmt_errno(stmt);
	rows->n = (size_t)mysql_stmt_num_rows(stmt);
	rows->ncols = n;
	rows->cells = arena_alloc(call->mem,
	    rows->n * n * sizeof(*rows->cells));
	return rows_fetch(stmt, call, cols);
}

static unsigned int
stmt_execute(struct db *db, MYSQL_STMT *stmt, struct call *c)
{
	unsigned int	 code = stmt_bind(db, stmt, c);

	if (code != 0)
		return code;
	if (mysql_stmt_execute(stmt) != 0) {
		code = mysql_stmt_errno(stmt);
		c->sent = code != CR_SERVER_GONE_ERROR &&
		    code != SERVER_NO_SUCH_STATEMENT &&
		    code != SERVER_REPREPARE;
		return code;
	}
	c->sent = true;
	if (c->mem != NULL)
		code = rows_take(db, stmt, c);
	else {
		db->changed = (int64_t)mysql_stmt_affected_rows(stmt);
		db->id = (int64_t)mysql_stmt_insert_id(stmt);
	}
	mysql_stmt_free_result(stmt);
	return code;
}

static void
failure_log(unsigned int code, const char *text, const char *sql)
{
	if (!duplicate(code))
		log_error("db: %u %s: %.*s", code, text, LOGGED_BYTES, sql);
}

/* A composed statement without values: not every one can be prepared. */
static unsigned int
run_plain(struct db *db, struct call *c)
{
	MYSQL_RES	*res;
	unsigned int	 code = 0;

	if (mysql_real_query(db->my, c->sql, strlen(c->sql)) != 0) {
		code = mysql_errno(db->my);
		c->sent = code != CR_SERVER_GONE_ERROR;
		failure_log(code, mysql_error(db->my), c->sql);
		return code;
	}
	c->sent = true;
	res = mysql_store_result(db->my);
	if (res != NULL)
		mysql_free_result(res);
	db->changed = (int64_t)mysql_affected_rows(db->my);
	db->id = (int64_t)mysql_insert_id(db->my);
	return 0;
}

/* Prepare (or take), run, read; 0 or the server's error number. */
static unsigned int
attempt(struct db *db, struct call *c)
{
	MYSQL_STMT	*stmt;
	unsigned int	 code;

	if (c->once && c->nargs == 0 && c->mem == NULL)
		return run_plain(db, c);
	code = stmt_get(db, c, &stmt);
	if (code == SERVER_TOO_MANY_STATEMENTS) {
		cache_clear(db);
		code = stmt_get(db, c, &stmt);
	}
	if (code != 0)
		return code;
	code = stmt_execute(db, stmt, c);
	if (code != 0)
		failure_log(code, mysql_stmt_error(stmt), c->sql);
	if (c->once)
		mysql_stmt_close(stmt);
	else if (code != 0)
		slot_forget(db, c->sql, code);
	return code;
}

static bool
reads_only(const char *sql)
{
	sql += strspn(sql, " \t\n(");
	return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0;
}

/* Whether the same call may be made again without doing anything twice. */
static bool
repeatable(const struct db *db, const struct call *c, unsigned int code)
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
	if (duplicate(code))
		return ERR_CONFLICT;
	if (lost(code))
		disconnect(db);
	if (db->tx == TX_OPEN) {
		if (db->my != NULL &&
		    mysql_real_query(db->my, "ROLLBACK", 8) != 0)
			disconnect(db);
		db->tx = TX_GONE;
	}
	switch (code) {
	case SERVER_CHANGED:
	case SERVER_DEADLOCK:
	case SERVER_LOCK_WAIT:
	case SERVER_TABLE_CHANGED:
		return ERR_RETRY;
	default:
		return ERR_DB;
	}
}

static enum err
run(struct db *db, struct call *c)
{
	int64_t		 start;
	unsigned int	 code;
	enum err	 e = ready(db);

	if (e != OK)
		return e;
	start = now_us();
	db->stat.queries++;
	code = attempt(db, c);
	if (code != 0 && repeatable(db, c, code)) {
		if (lost(code))
			disconnect(db);
		c->sent = false;
		e = ready(db);
		if (e == OK)
			code = attempt(db, c);
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
	struct call	 c = { .sql = sql, .args = args, .nargs = nargs };

	return run(db, &c);
}

enum err
db_exec_once(struct db *db, const char *sql, const struct db_val *args,
    size_t nargs)
{
	struct call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .once = true };

	return run(db, &c);
}

enum err
db_query_(struct db *db, struct arena *mem, struct db_rows **rows,
    const char *sql, const struct db_val *args, size_t nargs)
{
	struct call	 c = { .sql = sql, .args = args, .nargs = nargs,
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
	struct call	 c = { .sql = sql, .args = args, .nargs = nargs,
			     .mem = mem, .once = true };
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

enum err
db_begin(struct db *db)
{
	enum err	 e;
	int		 tries;

	assert(db->tx != TX_OPEN);
	db->tx = TX_NONE;
	for (tries = 0; tries < 2; tries++) {
		e = ready(db);
		if (e != OK)
			return e;
		if (mysql_real_query(db->my, "START TRANSACTION", 17) == 0) {
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
db_commit(struct db *db)
{
	enum tx		 was = db->tx;
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
