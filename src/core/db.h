#ifndef CORE_DB_H
#define CORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct conf;

/*
 * One connection to MariaDB or MySQL, with its prepared statements.  The
 * connection is made at the first statement, dropped after 20 s without one,
 * and made again; a transaction that was open then is lost and says ERR_DB.
 */
struct db;

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB };

/* One bound value.  Made by the DB_... macros, never by hand. */
struct db_val {
	enum db_type	 type;
	int64_t		 i;
	const char	*s;	/* TEXT: ends with NUL; BLOB: n bytes */
	size_t		 n;	/* bytes of s; for TEXT 0 means strlen(s) */
};

#define DB_I(v)		{ .type = DB_INT, .i = (v) }
#define DB_S(v)		{ .type = DB_TEXT, .s = (v) }	/* NULL binds NULL */
#define DB_B(v, len)	{ .type = DB_BLOB, .s = (v), .n = (len) }
#define DB_N		{ .type = DB_NULL }
#define DB_ARGS(...)							\
	(const struct db_val[]){ __VA_ARGS__ },				\
	sizeof((const struct db_val[]){ __VA_ARGS__ }) / sizeof(struct db_val)
#define DB_NOARGS	NULL, 0

/* A whole result, in an arena.  Bounded by the LIMIT of its statement. */
struct db_rows {
	size_t		 n;	/* rows */
	size_t		 ncols;
	struct db_val	*cells;	/* n * ncols; INT, TEXT, BLOB or NULL */
};

/* What this connection did since db_stat_reset(). */
struct db_stat {
	int	 queries;	/* statements; BEGIN and COMMIT not counted */
	int64_t	 time_us;	/* spent waiting for them */
};

/*
 * A connection by the configuration (db_socket, db_host, db_port, db_user,
 * db_password, db_name).  Nothing is sent before the first statement.
 * Never NULL; db_close() ends it.
 */
struct db	*db_open(const struct conf *conf);

/*
 * Roll back what is open, disconnect, release.  NULL is allowed.
 */
void		 db_close(struct db *db);

#define DB_IDLE_S	20
#define DB_WAIT_S	60

/*
 * How long the connection may rest (DB_IDLE_S unless told) and how long one
 * statement may take (DB_WAIT_S): migrations alter large tables.
 */
void		 db_limits(struct db *db, int idle_s, int wait_s);

/*
 * Run one statement.  sql must be a string literal ("" sql refuses anything
 * else at compile time); values go through DB_ARGS, one per '?'.  The
 * prepared statement is kept for the next time.
 *
 * ERR_CONFLICT for a broken unique key, ERR_RETRY for a deadlock or a lock
 * wait (the transaction is rolled back), else ERR_DB; all logged but CONFLICT.
 */
#define db_exec(db, sql, ...)	db_exec_((db), "" sql, __VA_ARGS__)
enum err	 db_exec_(struct db *db, const char *sql,
		    const struct db_val *args, size_t nargs);

/*
 * Run one SELECT and put the whole result into mem.  As db_exec otherwise.
 * DECIMAL, DATE, DATETIME come as text, BIGINT and smaller as INT, BINARY and
 * VARBINARY and BLOB as BLOB.
 */
#define db_query(db, mem, rows, sql, ...)				\
	db_query_((db), (mem), (rows), "" sql, __VA_ARGS__)
enum err	 db_query_(struct db *db, struct arena *mem,
		    struct db_rows **rows, const char *sql,
		    const struct db_val *args, size_t nargs);

/*
 * As db_exec_ for a statement that the gates have composed, which need not
 * outlive the call: a short one is kept by a copy of its text, a long one is
 * prepared, run and forgotten.  This and the next two are for core alone:
 * modules and programs have literals.
 */
enum err	 db_exec_once(struct db *db, const char *sql,
		    const struct db_val *args, size_t nargs);

/*
 * As db_query_ for a statement that the gates have composed.
 */
enum err	 db_query_once(struct db *db, struct arena *mem,
		    struct db_rows **rows, const char *sql,
		    const struct db_val *args, size_t nargs);

/*
 * As db_query_once for a statement that must be planned anew each time:
 * MariaDB 10.11 reads whole tables where an index alone would do when it runs
 * some prepared statements again (unions and derived tables).
 */
enum err	 db_query_fresh(struct db *db, struct arena *mem,
		    struct db_rows **rows, const char *sql,
		    const struct db_val *args, size_t nargs);

/*
 * The value in row r, column c as a number; NULL is 0.  Text that is a whole
 * number (a SUM) is read as one.
 */
int64_t		 db_int(const struct db_rows *rows, size_t r, size_t c);

/*
 * Whether a row's first column is this id.
 */
bool		 db_holds(const struct db_rows *rows, int64_t id);

/*
 * The value in row r, column c as text ending with NUL; NULL stays NULL.
 * A number is not turned into text: ask db_int().
 */
const char	*db_text(const struct db_rows *rows, size_t r, size_t c);

/*
 * The value itself.
 */
const struct db_val *db_cell(const struct db_rows *rows, size_t r, size_t c);

/*
 * Id that the last INSERT gave: for several rows the first one's; the others
 * follow at db_id_step() apart.
 */
int64_t		 db_id(struct db *db);

/*
 * Distance between ids given by one INSERT (auto_increment_increment).
 */
int64_t		 db_id_step(struct db *db);

/*
 * Rows changed by the last statement.
 */
int64_t		 db_changed(struct db *db);

/*
 * Whether the last failure said that a table, column or index is there
 * already, or gone already: a migration that was interrupted asks.
 */
bool		 db_already(const struct db *db);

/*
 * Whether the last failure was a table that is not there: in a base that
 * nobody has migrated yet.
 */
bool		 db_missing(const struct db *db);

/* Why no connection could be made. */
enum db_refusal { DB_NO_SERVER, DB_NO_ACCOUNT, DB_NO_BASE };

/*
 * What the last failure to connect was: nobody at the address, a wrong user
 * or password, or no database of the name that the user may use.
 */
enum db_refusal	 db_refusal(const struct db *db);

/*
 * Whether there is no connection because none could be made.
 */
bool		 db_refused(const struct db *db);

/*
 * Begin a transaction.  ERR_DB if the server is away.
 */
enum err	 db_begin(struct db *db);

/*
 * Begin a transaction that only reads, and sees all tables as they are now
 * until it ends, whatever others write.  ERR_DB.
 */
enum err	 db_begin_snapshot(struct db *db);

/*
 * Make the transaction last.  After ERR_DB or ERR_RETRY of any statement it
 * is gone already and this says ERR_DB.  ERR_RETRY when the server (a
 * cluster) refuses it for another's sake.
 */
enum err	 db_commit(struct db *db);

/*
 * Undo the transaction; may be called at any time.
 */
void		 db_rollback(struct db *db);

/*
 * Counters since the last reset.
 */
const struct db_stat *db_stat(const struct db *db);

/*
 * Start counting anew.
 */
void		 db_stat_reset(struct db *db);

#endif
