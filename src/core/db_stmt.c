/* db_stmt.c: prepared statements, those kept among them, and their rows. */
#include <assert.h>
#include <string.h>

#include <errmsg.h>

#include "base/hash.h"
#include "base/log.h"
#include "core/db_parts.h"

#define SHORT_BYTES	256	/* a longer value is fetched by itself */
#define LOGGED_BYTES	600	/* of a statement */
#define KEPT_BYTES	4096	/* a longer composed statement is not kept */
#define TEXTS_BYTES	(512 * 1024)	/* of composed ones in all */

void
db_stmts_clear(struct db *db)
{
	int	 i;

	for (i = 0; i < DB_STMTS_MAX; i++) {
		if (db->slots[i].stmt != NULL)
			mysql_stmt_close(db->slots[i].stmt);
		db->slots[i].stmt = NULL;
	}
	for (i = 0; i < DB_BUCKETS; i++)
		db->bucket[i] = -1;
}

bool
db_duplicate(unsigned int code)
{
	return code == SERVER_DUPLICATE || code == SERVER_DUPLICATE_KEY;
}

bool
db_crossed(unsigned int code)
{
	return code == SERVER_CHANGED || code == SERVER_DEADLOCK ||
	    code == SERVER_LOCK_WAIT || code == SERVER_TABLE_CHANGED;
}

static struct db_slot *
slot_find(struct db *db, const char *sql, uint32_t hash)
{
	int	 i;

	for (i = db->bucket[hash % DB_BUCKETS]; i >= 0; i = db->slots[i].next)
		if (db->slots[i].hash == hash &&
		    strcmp(db->slots[i].sql, sql) == 0)
			return &db->slots[i];
	return NULL;
}

static void
slot_drop(struct db *db, struct db_slot *slot)
{
	int	*link = &db->bucket[slot->hash % DB_BUCKETS];

	while (&db->slots[*link] != slot)
		link = &db->slots[*link].next;
	*link = slot->next;
	mysql_stmt_close(slot->stmt);
	slot->stmt = NULL;
}

/* A free slot; when there is none, the one not used for longest. */
static struct db_slot *
slot_free(struct db *db)
{
	struct db_slot	*oldest = &db->slots[0];
	int		 i;

	for (i = 0; i < DB_STMTS_MAX; i++) {
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
	struct db_slot	*slot = slot_free(db);
	int		*head = &db->bucket[hash % DB_BUCKETS];

	slot->sql = sql;
	slot->hash = hash;
	slot->stmt = stmt;
	slot->used = ++db->clock;
	slot->next = *head;
	*head = (int)(slot - db->slots);
}

/*
 * A literal is kept, and a short composed statement, because lists and forms
 * compose the same ones again; a batch of rows is not.
 */
static bool
kept(const struct db_call *c)
{
	return !c->fresh && (!c->composed || strlen(c->sql) < KEPT_BYTES);
}

/* The text as long as the slot lives; when there are too many, all go. */
static const char *
text_keep(struct db *db, const struct db_call *c)
{
	size_t	 n = strlen(c->sql) + 1;

	if (!c->composed)
		return c->sql;
	if (db->ntexts + n > TEXTS_BYTES) {
		db_stmts_clear(db);
		arena_reset(db->texts);
		db->ntexts = 0;
	}
	db->ntexts += n;
	return arena_strdup(db->texts, c->sql);
}

/* After an odd failure a statement is not trusted to be what it was. */
static void
slot_forget(struct db *db, const char *sql, unsigned int code)
{
	struct db_slot	*slot = slot_find(db, sql, hash32(sql));

	if (slot != NULL && !db_duplicate(code))
		slot_drop(db, slot);
}

/*
 * The statement of a call, from the cache if it may be; 0, or the server's
 * error number.  A statement that is not kept is the caller's to close.
 */
static unsigned int
stmt_get(struct db *db, const struct db_call *c, MYSQL_STMT **out)
{
	uint32_t	 hash = hash32(c->sql);
	struct db_slot	*slot = slot_find(db, c->sql, hash);
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
	if (kept(c))
		slot_keep(db, text_keep(db, c), hash, stmt);
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
stmt_bind(struct db *db, MYSQL_STMT *stmt, const struct db_call *c)
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
rows_fetch(MYSQL_STMT *stmt, const struct db_call *call, struct column *cols)
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
rows_take(struct db *db, MYSQL_STMT *stmt, struct db_call *call)
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
stmt_execute(struct db *db, MYSQL_STMT *stmt, struct db_call *c)
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
	if (db_crossed(code))
		log_info("crossed with another transaction: %u %s: %.*s",
		    code, text, LOGGED_BYTES, sql);
	else if (!db_duplicate(code))
		log_error("db: %u %s: %.*s", code, text, LOGGED_BYTES, sql);
}

/* A composed statement without values: not every one can be prepared. */
static unsigned int
run_plain(struct db *db, struct db_call *c)
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

unsigned int
db_stmt_run(struct db *db, struct db_call *c)
{
	MYSQL_STMT	*stmt;
	unsigned int	 code;

	if (c->composed && c->nargs == 0 && c->mem == NULL)
		return run_plain(db, c);
	code = stmt_get(db, c, &stmt);
	if (code == SERVER_TOO_MANY_STATEMENTS) {
		db_stmts_clear(db);
		code = stmt_get(db, c, &stmt);
	}
	if (code != 0)
		return code;
	code = stmt_execute(db, stmt, c);
	if (code != 0)
		failure_log(code, mysql_stmt_error(stmt), c->sql);
	if (!kept(c))
		mysql_stmt_close(stmt);
	else if (code != 0)
		slot_forget(db, c->sql, code);
	return code;
}

