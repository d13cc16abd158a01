/* fixes.c: corrected cells of a file. */
#include "base/utf8.h"
#include "core/db.h"
#include "mod/transfer/fixes.h"

#define MOST	5000	/* of lines read together; typed by hand */

enum err
fixes_load(struct work *w, struct arena *mem, int64_t run_id, int64_t first,
    int64_t last, struct fix **list, size_t *n)
{
	struct db_rows	*r;
	enum err	 e;

	*n = 0;
	e = db_query(w->db, mem, &r, "SELECT line, col, value, state, reason, cols "
	    "FROM import_fix WHERE run_id = ? AND line BETWEEN ? AND ? "
	    "ORDER BY line, col LIMIT ?", DB_ARGS(DB_I(run_id), DB_I(first),
	    DB_I(last), DB_I(MOST)));
	if (e != OK)
		return e;
	*list = arena_alloc(mem, (r->n + 1) * sizeof(**list));
	for (size_t i = 0; i < r->n; i++)
		(*list)[i] = (struct fix){
			.line = db_int(r, i, 0), .col = (size_t)db_int(r, i, 1),
			.value = db_text(r, i, 2),
			.state = (enum fix_state)db_int(r, i, 3),
			.reason = db_text(r, i, 4), .cols = db_text(r, i, 5)
		};
	*n = r->n;
	return OK;
}

static void
cell_set(struct arena *mem, struct row *r, size_t col, const char *value)
{
	size_t		 n = col < r->ncells ? r->ncells : col + 1;
	const char	**cells = arena_alloc(mem, n * sizeof(*cells));

	for (size_t i = 0; i < n; i++)
		cells[i] = i < r->ncells ? r->cells[i] : "";
	cells[col] = value;
	r->cells = cells;
	r->ncells = n;
}

enum err
fixes_apply(struct work *w, struct arena *mem, int64_t run_id,
    struct row *rows, size_t n)
{
	struct fix	*list;
	size_t		 nfixes, r = 0;
	enum err	 e;

	if (run_id == 0 || n == 0)
		return OK;
	e = fixes_load(w, mem, run_id, rows[0].line, rows[n - 1].line, &list,
	    &nfixes);
	for (size_t i = 0; e == OK && i < nfixes; i++) {
		while (r < n && rows[r].line < list[i].line)
			r++;
		if (r < n && rows[r].line == list[i].line)
			cell_set(mem, &rows[r], list[i].col, list[i].value);
	}
	return e;
}

enum err
fix_put(struct work *w, int64_t run_id, const struct fix *fix)
{
	return db_exec(w->db, "INSERT INTO import_fix (run_id, line, col, "
	    "value, state) VALUES (?, ?, ?, ?, 0) ON DUPLICATE KEY UPDATE "
	    "value = VALUES(value)", DB_ARGS(DB_I(run_id), DB_I(fix->line),
	    DB_I(fix->col), DB_S(fix->value)));
}

enum err
fix_judge(struct work *w, int64_t run_id, int64_t line, enum fix_state state,
    const char *reason, const char *cols)
{
	return db_exec(w->db, "UPDATE import_fix SET state = ?, reason = ?, "
	    "cols = ? WHERE run_id = ? AND line = ?", DB_ARGS(DB_I(state),
	    DB_S(reason != NULL ? utf8_truncate(w->mem, reason,
	    REASON_CHARS) : NULL), DB_S(cols), DB_I(run_id), DB_I(line)));
}

enum err
fixes_drop(struct work *w, int64_t run_id)
{
	return db_exec(w->db, "DELETE FROM import_fix WHERE run_id = ?",
	    DB_ARGS(DB_I(run_id)));
}
