/* backup_rows.c: rows of any of our tables as text, and back. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "core/backup_parts.h"
#include "core/migrate.h"

#define PART_ROWS	2000	/* of a part */
#define LARGE_ROWS	200	/* of one with large texts */
#define INSERT_ROWS	250	/* of one statement */
#define INSERT_BYTES	(256 << 10)	/* of one of more rows than one */

/* ---- tables */

static enum cell_kind
kind_of(const char *type)
{
	if (str_ends(type, "int"))
		return CELL_INT;
	return str_ends(type, "blob") || str_ends(type, "binary") ?
	    CELL_BYTES : CELL_TEXT;
}

static bool
is_kept(const char *name, const char *const *ours)
{
	/*
	 * Who is at the door now, what is counted from the records, and what
	 * looks for work on this host; jobs are kept: somebody waits for them.
	 */
	static const char *const	 left_out[] = {
		"session", "throttle", "posting", "search_state", "tally",
		"tally_delta", "tally_kind", "tick", "dup_key",
		"dup_pair", "dup_scan", NULL
	};

	for (const char *const *out = left_out; *out != NULL; out++)
		if (str_eq(*out, name))
			return false;
	for (; *ours != NULL; ours++)
		if (str_eq(*ours, name))
			return true;
	return false;
}

/* The columns from row r on that are of one table; *next is behind them. */
static void
table_take(struct arena *mem, const struct db_rows *rows, size_t r,
    struct backup_table *t, size_t *next)
{
	struct backup_column	*cols;
	size_t			 i;

	t->name = db_text(rows, r, 0);
	for (*next = r; *next < rows->n &&
	    str_eq(db_text(rows, *next, 0), t->name); (*next)++)
		continue;
	t->ncols = *next - r;
	t->nkeys = 0;
	t->large = false;
	t->cols = cols = arena_alloc(mem, t->ncols * sizeof(*cols));
	t->keys = arena_alloc(mem, t->ncols * sizeof(*t->keys));
	for (i = 0; i < t->ncols; i++) {
		int64_t	 key = db_int(rows, r + i, 3);

		cols[i].name = db_text(rows, r + i, 1);
		cols[i].kind = kind_of(db_text(rows, r + i, 2));
		t->large = t->large || db_int(rows, r + i, 4) != 0;
		if (key > 0 && key <= (int64_t)t->ncols)
			t->keys[key - 1] = i;
		if (key > (int64_t)t->nkeys)
			t->nkeys = (size_t)key;
	}
}

enum err
backup_tables(struct work *w, const struct backup_table **out, size_t *n)
{
	struct backup_table	*list;
	const char *const	*ours;
	struct db_rows		*rows;
	size_t			 r, next;
	enum err		 e = migrate_tables(w, &ours);

	if (e == OK)
		e = db_query(w->db, w->mem, &rows, "SELECT c.table_name,"
		    " c.column_name, c.data_type, COALESCE(s.seq_in_index, 0),"
		    " c.data_type IN ('mediumtext', 'longtext', 'mediumblob',"
		    " 'longblob') FROM information_schema.columns c"
		    " LEFT JOIN information_schema.statistics s"
		    " ON s.table_schema = c.table_schema"
		    " AND s.table_name = c.table_name"
		    " AND s.index_name = 'PRIMARY'"
		    " AND s.column_name = c.column_name"
		    " WHERE c.table_schema = DATABASE()"
		    " AND c.extra NOT LIKE '%GENERATED%'"
		    " ORDER BY c.table_name, c.ordinal_position", DB_NOARGS);
	if (e != OK)
		return e;
	*n = 0;
	list = arena_alloc(w->mem, (rows->n + 1) * sizeof(*list));
	for (r = 0; r < rows->n; r = next) {
		table_take(w->mem, rows, r, &list[*n], &next);
		*n += is_kept(list[*n].name, ours) && list[*n].nkeys > 0;
	}
	*out = list;
	return OK;
}

const struct backup_table *
backup_table_find(const struct backup_table *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, name))
			return &list[i];
	return NULL;
}

enum err
backup_table_empty(struct db *db, struct arena *mem, const char *name,
    bool *empty)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query_once(db, mem, &rows, arena_fmt(mem,
	    "SELECT 1 FROM `%s` LIMIT 1", name), NULL, 0);
	*empty = e == OK && rows->n == 0;
	return e;
}

enum err
backup_table_drop(struct db *db, struct arena *mem, const char *name)
{
	return db_exec_once(db, arena_fmt(mem, "DROP TABLE IF EXISTS `%s`",
	    name), NULL, 0);
}

/* ---- reading */

/* "(a > ?) OR (a = ? AND b > ?)", and what stands for the marks. */
static size_t
after_key(struct str *sql, const struct backup_table *t,
    const struct db_rows *rows, struct db_val *args)
{
	size_t	 n = 0;

	for (size_t i = 0; i < t->nkeys; i++) {
		str_add(sql, i == 0 ? " WHERE (" : " OR (");
		for (size_t k = 0; k <= i; k++) {
			str_fmt(sql, "%s`%s` %s ?", k == 0 ? "" : " AND ",
			    t->cols[t->keys[k]].name, k == i ? ">" : "=");
			args[n++] = *db_cell(rows, rows->n - 1, t->keys[k]);
		}
		str_addc(sql, ')');
	}
	return n;
}

static int
part_rows(const struct backup_table *t)
{
	return t->large ? LARGE_ROWS : PART_ROWS;
}

enum err
backup_rows_next(struct db *db, struct arena *mem,
    const struct backup_table *t, struct db_rows **rows)
{
	struct db_val	*args = arena_alloc(mem,
			    (t->nkeys + 1) * t->nkeys * sizeof(*args));
	struct str	 sql;
	size_t		 n = 0;

	str_init(&sql, mem);
	for (size_t i = 0; i < t->ncols; i++)
		str_fmt(&sql, "%s`%s`", i == 0 ? "SELECT " : ", ",
		    t->cols[i].name);
	str_fmt(&sql, " FROM `%s`", t->name);
	if (*rows != NULL)
		n = after_key(&sql, t, *rows, args);
	for (size_t i = 0; i < t->nkeys; i++)
		str_fmt(&sql, "%s`%s`", i == 0 ? " ORDER BY " : ", ",
		    t->cols[t->keys[i]].name);
	str_fmt(&sql, " LIMIT %d", part_rows(t));
	return db_query_once(db, mem, rows, sql.s, args, n);
}

bool
backup_rows_last(const struct backup_table *t, const struct db_rows *rows)
{
	return rows->n < (size_t)part_rows(t);
}

/* ---- text */

static const char	 hex_digits[] = "0123456789abcdef";

static void
text_put(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		switch (s[i]) {
		case '\t':
			str_add(out, "\\t");
			break;
		case '\n':
			str_add(out, "\\n");
			break;
		case '\r':
			str_add(out, "\\r");
			break;
		case '\0':
			str_add(out, "\\0");
			break;
		case '\\':
			str_add(out, "\\\\");
			break;
		default:
			str_addc(out, s[i]);
		}
}

static void
cell_put(struct str *out, enum cell_kind kind, const struct db_val *v)
{
	size_t	 n = v->n;

	if (v->type == DB_NULL) {
		str_add(out, "\\N");
		return;
	}
	if (v->type == DB_INT) {
		str_fmt(out, "%" PRId64, v->i);
		return;
	}
	if (v->type == DB_TEXT && n == 0)
		n = strlen(v->s);
	if (kind != CELL_BYTES) {
		text_put(out, v->s, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		str_addc(out, hex_digits[(unsigned char)v->s[i] >> 4]);
		str_addc(out, hex_digits[(unsigned char)v->s[i] & 15]);
	}
}

void
backup_rows_text(struct str *out, const struct backup_table *t,
    const struct db_rows *rows)
{
	for (size_t c = 0; c < t->ncols; c++)
		str_fmt(out, "%s%s", c == 0 ? "" : "\t", t->cols[c].name);
	str_addc(out, '\n');
	for (size_t r = 0; r < rows->n; r++)
		for (size_t c = 0; c < t->ncols; c++) {
			cell_put(out, t->cols[c].kind, db_cell(rows, r, c));
			str_addc(out, c + 1 < t->ncols ? '\t' : '\n');
		}
}

/* ---- and back */

/* A part being read: what is left of its text. */
struct part_text {
	char	*at;
	char	*end;
};

/* The next cell, ends with NUL; false behind the last.  *last: of its line. */
static bool
cell_next(struct part_text *p, char **cell, size_t *n, bool *last)
{
	char	*s = p->at;

	if (s >= p->end)
		return false;
	while (s < p->end && *s != '\t' && *s != '\n')
		s++;
	if (s == p->end)
		return false;		/* a line without its end */
	*last = *s == '\n';
	*s = '\0';
	*cell = p->at;
	*n = (size_t)(s - p->at);
	p->at = s + 1;
	return true;
}

/* In place; false for an escape that we do not write. */
static bool
text_take(char *s, size_t *n)
{
	static const char	 from[] = "tnr0\\", to[] = "\t\n\r\0\\";
	const char		*known;
	size_t			 out = 0;

	for (size_t i = 0; i < *n; i++) {
		if (s[i] != '\\') {
			s[out++] = s[i];
			continue;
		}
		if (++i == *n || (known = strchr(from, s[i])) == NULL)
			return false;
		s[out++] = to[known - from];
	}
	s[out] = '\0';
	*n = out;
	return true;
}

static bool
cell_take(enum cell_kind kind, char *s, size_t n, struct db_val *v)
{
	if (n == 2 && memcmp(s, "\\N", 2) == 0) {
		*v = (struct db_val)DB_N;
		return true;
	}
	switch (kind) {
	case CELL_INT:
		*v = (struct db_val)DB_I(0);
		return str_int64(s, &v->i) == OK;
	case CELL_BYTES:
		*v = (struct db_val)DB_B(s, n / 2);
		return n % 2 == 0 && crypto_unhex(s, (uint8_t *)s, n / 2) ==
		    OK;
	default:
		if (!text_take(s, &n))
			return false;
		*v = (struct db_val)DB_S(s);
		v->n = n;
		return true;
	}
}

/* The columns that the first line names, in its order. */
static bool
columns_take(struct part_text *p, const struct backup_table *t,
    const struct backup_column **cols, size_t *ncols)
{
	char	*name;
	size_t	 n;
	bool	 last = false;

	for (*ncols = 0; !last; (*ncols)++) {
		size_t	 i = 0;

		if (*ncols == t->ncols || !cell_next(p, &name, &n, &last))
			return false;
		while (i < t->ncols && !str_eq(t->cols[i].name, name))
			i++;
		if (i == t->ncols)
			return false;
		cols[*ncols] = &t->cols[i];
	}
	return true;
}

static bool
row_take(struct part_text *p, const struct backup_column *const *cols,
    size_t ncols, struct db_val *args)
{
	char	*s;
	size_t	 n;
	bool	 last = false;

	for (size_t c = 0; c < ncols; c++)
		if (!cell_next(p, &s, &n, &last) || last != (c + 1 == ncols) ||
		    !cell_take(cols[c]->kind, s, n, &args[c]))
			return false;
	return true;
}

static const char *
insert_sql(struct arena *mem, const struct backup_table *t,
    const struct backup_column *const *cols, size_t ncols, size_t nrows)
{
	struct str	 sql;

	str_init(&sql, mem);
	str_fmt(&sql, "INSERT INTO `%s` (", t->name);
	for (size_t c = 0; c < ncols; c++)
		str_fmt(&sql, "%s`%s`", c == 0 ? "" : ", ", cols[c]->name);
	str_add(&sql, ") VALUES ");
	for (size_t r = 0; r < nrows; r++)
		for (size_t c = 0; c < ncols; c++)
			str_fmt(&sql, "%s?%s", c > 0 ? ", " : r > 0 ?
			    ", (" : "(", c + 1 == ncols ? ")" : "");
	return sql.s;
}

/*
 * The rows of the next statement: as many as a server takes whose
 * max_allowed_packet is small, one however large it is.
 */
static enum err
rows_take(struct part_text *p, const struct backup_column *const *cols,
    size_t ncols, struct db_val *args, size_t *nrows)
{
	const char	*start = p->at, *end;

	for (*nrows = 0; *nrows < INSERT_ROWS && p->at < p->end; (*nrows)++) {
		end = memchr(p->at, '\n', (size_t)(p->end - p->at));
		if (*nrows > 0 && end != NULL && end - start > INSERT_BYTES)
			break;
		if (!row_take(p, cols, ncols, args + *nrows * ncols))
			return ERR_INVALID;
	}
	return OK;
}

enum err
backup_rows_insert(struct db *db, struct arena *mem,
    const struct backup_table *t, char *text, size_t n, int64_t *rows)
{
	const struct backup_column	**cols = arena_alloc(mem,
					    t->ncols * sizeof(*cols));
	struct part_text		 p = { text, text + n };
	struct db_val			*args = arena_alloc(mem, INSERT_ROWS *
					    t->ncols * sizeof(*args));
	size_t				 ncols, nrows;
	enum err			 e = OK;

	if (!columns_take(&p, t, cols, &ncols))
		return ERR_INVALID;
	while (e == OK && p.at < p.end) {
		e = rows_take(&p, cols, ncols, args, &nrows);
		if (e == OK)
			e = db_exec_once(db, insert_sql(mem, t, cols, ncols,
			    nrows), args, nrows * ncols);
		*rows += (int64_t)nrows;
	}
	return e;
}
