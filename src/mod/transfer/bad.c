/* bad.c: rows set aside, and their cells corrected on the page. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/transfer/asked.h"
#include "mod/transfer/bad.h"
#include "mod/transfer/fixes.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/table.h"
#include "mod/transfer/writing.h"

#define SHOWN		20
#define TEXT_CHARS	160	/* of a row */
#define LINE_CHARS	60	/* longer cells get several lines */

#define STANDS	"SELECT s.undone_by, u.set_id FROM change_set s " \
		"LEFT JOIN undo_run u ON u.set_id = s.id WHERE s.id = ?"

/* Columns of the file of refused rows: then those of the file itself. */
enum { BAD_COLUMNS, BAD_LINE, BAD_REASON, BAD_CELLS };

/* A page of refused rows. */
struct bad {
	struct request	*rq;
	const struct run *run;
	struct table	 tb;
	struct row	*rows;
	size_t		 n;
	struct fix	*fixes;
	size_t		 nfixes;
	bool		 may_fix;	/* the form is offered */
};

/* What lies behind bad_bytes was written by somebody who was ended then. */
static enum err
bad_open(struct work *w, const struct run *run, struct table *tb)
{
	return run->bad_bytes == 0 ? ERR_NOTFOUND :
	    table_open_part(w, run_bad_path(w, run), run->bad_bytes, tb);
}

static int64_t
line_of(const struct row *r)
{
	int64_t	 line;

	return r->ncells > BAD_LINE &&
	    str_int64(r->cells[BAD_LINE], &line) == OK ? line : 0;
}

static enum err
lines_open(struct work *w, const struct run *run, struct bad_lines *at)
{
	enum err	 e = bad_open(w, run, &at->tb);

	if (e == ERR_NOTFOUND)		/* nothing was refused */
		at->line = INT64_MAX;
	return e == ERR_NOTFOUND ? OK : e;
}

enum err
bad_line(struct work *w, const struct run *run, struct bad_lines *at,
    int64_t line, bool *refused)
{
	const struct csv_row	*row;
	enum err		 e = at->line == 0 ? lines_open(w, run, at) :
				    OK;

	while (e == OK && at->line < line) {
		e = table_next(w, &at->tb, &row);
		if (e != OK)
			break;
		if (row == NULL)
			at->line = INT64_MAX;
		else if (row->n <= BAD_LINE ||
		    str_int64(row->cells[BAD_LINE], &at->line) != OK)
			at->line = 1;
	}
	*refused = e == OK && at->line == line;
	return e;
}

/* ---- a page of them */

/* The rows of the page and one more, which says that there are more. */
static enum err
page_read(struct bad *b, int64_t from)
{
	struct work		*w = b->rq->work;
	const struct csv_row	*row;
	enum err		 e = bad_open(w, b->run, &b->tb);

	b->rows = arena_alloc(w->mem, (SHOWN + 1) * sizeof(*b->rows));
	for (int64_t i = 0; e == OK && i < from + SHOWN + 1; i++) {
		e = table_next(w, &b->tb, &row);
		if (e != OK || row == NULL)
			break;
		if (i >= from)
			row_copy(w->mem, row, &b->rows[b->n++]);
	}
	if (e == OK && b->n > 0)
		e = fixes_load(w, w->mem, b->run->id, line_of(b->rows),
		    line_of(&b->rows[b->n - 1]), &b->fixes, &b->nfixes);
	return e;
}

static const struct fix *
fix_of(const struct bad *b, int64_t line, size_t col)
{
	for (size_t i = 0; i < b->nfixes; i++)
		if (b->fixes[i].line == line &&
		    (col == MAP_NONE || b->fixes[i].col == col))
			return &b->fixes[i];
	return NULL;
}

/* One cell as a field of the form: its name says line and column. */
static void
cell_show(const struct bad *b, const struct row *r, size_t col,
    struct out *o)
{
	const struct fix	*fix = fix_of(b, line_of(r), col);
	const char		*s = fix != NULL ? fix->value :
				    col + BAD_CELLS < r->ncells ?
				    r->cells[col + BAD_CELLS] : "";
	struct out		*c = out_add(o, "cells");

	out_fmt(c, "name", "fix.%lld.%zu", (long long)line_of(r), col);
	out_text(c, "label", col + BAD_CELLS < b->tb.ncols ?
	    b->tb.header[col + BAD_CELLS] : "");
	out_text(c, "value", s);
	if (strchr(s, '\n') != NULL || utf8_length(s) > LINE_CHARS)
		out_text(c, "long", "1");
}

/* The cells that are wrong now. */
static void
cells_show(const struct bad *b, const struct row *r, const struct fix *fix,
    struct out *o)
{
	const char	*rest = fix != NULL && fix->cols != NULL ? fix->cols :
			    r->cells[BAD_COLUMNS], *s;
	struct arena	*mem = b->rq->work->mem;
	int64_t		 col;
	size_t		 n;

	while (str_split(&rest, ' ', &s, &n))
		if (str_int64(arena_fmt(mem, "%.*s", (int)n, s), &col) == OK &&
		    col >= 0 && (size_t)col + BAD_CELLS < b->tb.ncols)
			cell_show(b, r, (size_t)col, o);
}

static void
text_show(const struct bad *b, const struct row *r, struct out *o)
{
	struct arena	*mem = b->rq->work->mem;
	struct str	 text;

	str_init(&text, mem);
	for (size_t i = BAD_CELLS; i < r->ncells; i++)
		if (*r->cells[i] != '\0')
			str_fmt(&text, "%s%s", text.n > 0 ? "; " : "",
			    r->cells[i]);
	if (text.n > 0 && utf8_length(text.s) > TEXT_CHARS)
		out_fmt(o, "text", "%s…", utf8_truncate(mem, text.s,
		    TEXT_CHARS));
	else
		out_text(o, "text", text.s);
}

/* Whether the correction of a row did what it was to do. */
static bool
is_mended(const struct run *run, const struct fix *fix)
{
	return fix != NULL && fix->state == (run->state == RUN_TRIED ?
	    FIX_PASSED : FIX_WRITTEN);
}

static void
row_show(const struct bad *b, const struct row *r)
{
	const struct fix	*fix = fix_of(b, line_of(r), MAP_NONE);
	struct out		*o = out_add(b->rq->page, "bad");

	if (r->ncells < BAD_CELLS)
		return;
	out_text(o, "line", r->cells[BAD_LINE]);
	text_show(b, r, o);
	if (is_mended(b->run, fix)) {
		out_text(o, "mended", b->run->state == RUN_TRIED ?
		    t("corrected: to be written with the others") :
		    t("corrected and written"));
		return;
	}
	out_text(o, "reason", fix != NULL && fix->reason != NULL ?
	    fix->reason : r->cells[BAD_REASON]);
	if (b->may_fix)
		cells_show(b, r, fix, o);
}

static void
pager_show(const struct bad *b, int64_t from)
{
	struct out	*p = out_node(b->rq->page, "pager");

	if (from > 0)
		out_fmt(p, "prev_href", "%s?from=%lld", b->rq->path,
		    (long long)(from > SHOWN ? from - SHOWN : 0));
	if (b->n > SHOWN)
		out_fmt(p, "next_href", "%s?from=%lld", b->rq->path,
		    (long long)(from + SHOWN));
}

enum err
bad_mendable(struct work *w, const struct run *run, bool hold, bool *yes)
{
	struct db_rows	*rows;
	enum err	 e;

	*yes = run->state == RUN_TRIED || run->state == RUN_DONE ||
	    run->state == RUN_STOPPED;
	if (!*yes || run->set_id == 0)
		return OK;
	/* Whoever takes the change back holds its row, and waits for it. */
	e = hold ? db_query(w->db, w->mem, &rows, STANDS " FOR UPDATE",
	    DB_ARGS(DB_I(run->set_id))) : db_query(w->db, w->mem, &rows,
	    STANDS, DB_ARGS(DB_I(run->set_id)));
	*yes = e == OK && (rows->n == 0 ||
	    (db_int(rows, 0, 0) == 0 && db_int(rows, 0, 1) == 0));
	return e;
}

enum err
bad_show(struct request *rq, const struct run *run, struct out *im)
{
	int64_t		 from = in_int(rq, "from", 0, INT32_MAX);
	struct bad	 b = { .rq = rq, .run = run };
	enum err	 e;

	if (run->bad_bytes == 0)
		return OK;
	e = bad_mendable(rq->work, run, false, &b.may_fix);
	if (e == OK)
		e = page_read(&b, from);
	if (e == ERR_NOTFOUND)
		return OK;
	if (e != OK)
		return e;
	for (size_t i = 0; i < b.n && i < SHOWN; i++)
		row_show(&b, &b.rows[i]);
	pager_show(&b, from);
	if (b.n > 0)
		out_fmt(im, "bad_href", "/import/%s/%lld/bad",
		    run->e->plural, (long long)run->id);
	if (b.may_fix)
		out_fmt(im, "fix_action", "/import/%s/%lld/fix",
		    run->e->plural, (long long)run->id);
	out_fmt(im, "from", "%lld", (long long)from);
	return OK;
}

/* ---- all of them, as a file */

/* Lines that were written after all, since their cells were corrected. */
static bool
is_written(const struct fix *list, size_t n, int64_t line)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].line == line && list[i].state == FIX_WRITTEN)
			return true;
	return false;
}

static enum err
row_send(struct request *rq, struct arena *mem, const char *const *cells,
    size_t n, bool first)
{
	struct csv_writer	 w;
	struct str		 out;

	arena_reset(mem);
	str_init(&out, mem);
	csv_writer_init(&w, &out, ',');
	if (first)
		csv_put_mark(&w);
	for (size_t i = BAD_LINE; i < n; i++)
		if (i == BAD_LINE && !first)
			csv_put_number(&w, cells[i]);
		else
			csv_put(&w, cells[i]);
	csv_end_row(&w);
	return reply_write(rq, out.s, out.n);
}

static enum err
rows_send(struct request *rq, const struct run *run, struct table *tb)
{
	struct work		*w = rq->work;
	struct arena		*mem = arena_new();
	const struct csv_row	*row;
	struct fix		*list;
	size_t			 n;
	int64_t			 line;
	enum err		 e = fixes_load(w, w->mem, run->id, 0,
				    INT64_MAX, &list, &n);

	if (e == OK)
		e = row_send(rq, mem, tb->header, tb->ncols, true);
	while (e == OK) {
		e = table_next(w, tb, &row);
		if (e != OK || row == NULL)
			break;
		if (row->n >= BAD_CELLS && !(str_int64(row->cells[BAD_LINE],
		    &line) == OK && is_written(list, n, line)))
			e = row_send(rq, mem, row->cells, row->n, false);
	}
	arena_free(mem);
	return e;
}

enum err
import_bad(struct request *rq)
{
	struct run	 run;
	struct table	 tb;
	enum err	 e = asked_run(rq, &run);

	if (e == OK && writing_goes(&run))
		return asked_see(rq, &run, "");
	if (e == OK)
		e = bad_open(rq->work, &run, &tb);
	if (e == ERR_INVALID)		/* it is there, and empty */
		e = ERR_NOTFOUND;
	if (e == OK)
		e = reply_stream(rq, "text/csv; charset=utf-8",
		    arena_fmt(rq->work->mem, "%s-%s.csv", run.e->plural,
		    t("set aside")));
	return e == OK ? rows_send(rq, &run, &tb) : e;
}
