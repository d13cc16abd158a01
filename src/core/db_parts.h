#ifndef CORE_DB_PARTS_H
#define CORE_DB_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mysql.h>

#include "base/arena.h"
#include "core/db.h"

/* What core/db.c and core/db_stmt.c share, and nobody else. */

#define DB_STMTS_MAX	200	/* prepared statements kept */
#define DB_BUCKETS	256

/* The server's own numbers; mysqld_error.h is not part of the client. */
enum {
	SERVER_CHANGED = 1020,		/* snapshot isolation of MariaDB 11 */
	SERVER_NO_RIGHT = 1044,
	SERVER_NO_ENTRY = 1045,
	SERVER_NO_BASE = 1049,
	SERVER_TABLE_THERE = 1050,
	SERVER_TABLE_GONE = 1051,
	SERVER_SHUTDOWN = 1053,
	SERVER_COLUMN_THERE = 1060,
	SERVER_INDEX_THERE = 1061,
	SERVER_DUPLICATE = 1062,
	SERVER_PART_GONE = 1091,
	SERVER_NO_TABLE = 1146,
	SERVER_LOCK_WAIT = 1205,
	SERVER_DEADLOCK = 1213,
	SERVER_NO_SUCH_STATEMENT = 1243,
	SERVER_TABLE_CHANGED = 1412,
	SERVER_TOO_MANY_STATEMENTS = 1461,
	SERVER_NO_PLUGIN = 1524,
	SERVER_DUPLICATE_KEY = 1586,
	SERVER_REPREPARE = 1615,
	SERVER_KILLED = 1927,
	SERVER_IDLE = 4031
};

/* A prepared statement. */
struct db_slot {
	const char	*sql;	/* a literal, or in db->texts */
	uint32_t	 hash;
	int		 next;	/* in its bucket, or -1 */
	uint64_t	 used;	/* db->clock of the last use */
	MYSQL_STMT	*stmt;	/* NULL: free */
};

enum db_tx { TX_NONE, TX_OPEN, TX_GONE };

struct db {
	struct arena		*mem;		/* of this struct */
	struct arena		*scratch;	/* of the statement in hand */
	struct arena		*texts;		/* of composed statements */
	size_t			 ntexts;	/* bytes there */
	const struct conf	*conf;
	MYSQL			*my;		/* NULL: not connected */
	enum db_tx		 tx;
	unsigned int		 code;		/* of the last failure */
	bool			 refused;	/* no connection could be made */
	int64_t			 used_us;	/* last statement's end */
	int			 idle_s;
	int			 wait_s;
	int64_t			 id;
	int64_t			 changed;
	int64_t			 step;		/* of ids; 0: to be asked */
	struct db_stat		 stat;
	uint64_t		 clock;		/* counts uses of slots */
	int			 bucket[DB_BUCKETS];
	struct db_slot		 slots[DB_STMTS_MAX];
};

/* What a statement wants back, and what it carries. */
struct db_call {
	const char		*sql;
	const struct db_val	*args;
	size_t			 nargs;
	struct arena		*mem;	/* NULL: no result wanted */
	struct db_rows		*rows;
	bool			 composed;	/* no literal */
	bool			 fresh;	/* prepared for this call alone */
	bool			 sent;	/* the server may have run it */
};

/*
 * Prepare a statement, or take it from those kept, run it and read its rows.
 * 0, or the server's error number, logged unless it is db_duplicate(), and as
 * no fault where it is db_crossed().
 */
unsigned int	 db_stmt_run(struct db *db, struct db_call *c);

/*
 * Give every kept statement back.
 */
void		 db_stmts_clear(struct db *db);

/* True for a broken unique key. */
bool		 db_duplicate(unsigned int code);

/*
 * Whether the transaction may be run again, because another was in its way.
 */
bool		 db_crossed(unsigned int code);

#endif
