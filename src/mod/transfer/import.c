/* import.c: a file into records, some thousand rows at a time. */
#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/db.h"
#include "core/page.h"
#include "mod/transfer/fixes.h"
#include "mod/transfer/import.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/marks.h"

#define WHAT_LENGTH	200	/* characters of change_set.what */

/* Rows of one transaction. */
struct chunk {
	struct import	*im;
	struct arena	*mem;		/* of the rows */
	struct arena	*batch_mem;	/* of what is worked on */
	struct row	*rows;
	size_t		 n;
	struct import	 before;	/* as it was: a deadlock starts anew */
	struct str	 bad;		/* of it, not written yet */
	struct table	 twin;		/* for rows done again; ncols 0: closed */
	struct arena	*twin_mem;	/* of it */
};

/* ---- reading */

static size_t
row_bytes(const struct csv_row *r)
{
	size_t	 n = 64 + r->n * 16;

	for (size_t i = 0; i < r->n; i++)
		n += strlen(r->cells[i]);
	return n;
}

/* Up to most rows; fewer at the end, or when they are large. */
static enum err
rows_read(struct work *w, const struct import *im, struct arena *mem,
    size_t most, struct row **rows, size_t *n)
{
	const struct csv_row	*r;
	size_t			 bytes = 0;
	enum err		 e = OK;

	*rows = arena_alloc(mem, most * sizeof(**rows));
	*n = 0;
	while (*n < most && bytes < IMPORT_BYTES) {
		e = table_next(w, im->table, &r);
		if (e != OK || r == NULL)
			break;
		bytes += row_bytes(r);
		row_copy(mem, r, &(*rows)[(*n)++]);
	}
	return e == OK ? fixes_apply(w, mem, im->run_id, *rows, *n) : e;
}

/* Rows that an earlier run has done. */
static enum err
rows_skip(struct work *w, const struct import *im)
{
	const struct csv_row	*r;
	enum err		 e = OK;

	for (int64_t i = 0; i < im->done && e == OK; i++)
		e = table_next(w, im->table, &r);
	return e;
}

/* ---- rows set aside */

/* Text behind what counts of a file; *bytes counts it, too. */
static enum err
kept_write(FILE *f, int64_t *bytes, const struct str *text)
{
	if (text->n == 0)
		return OK;
	if (fseek(f, (long)*bytes, SEEK_SET) != 0 ||
	    fwrite(text->s, 1, text->n, f) != text->n || fflush(f) != 0) {
		log_error("import: what is kept of it: %s", strerror(errno));
		return ERR_IO;
	}
	*bytes += (int64_t)text->n;
	return OK;
}

static void
bad_header(const struct import *im, struct csv_writer *w)
{
	csv_put_mark(w);
	if (im->run_id != 0)
		csv_put(w, "columns");
	csv_put(w, "line");
	csv_put(w, "reason");
	for (size_t i = 0; i < im->table->ncols; i++)
		csv_put(w, im->table->header[i]);
	csv_end_row(w);
}

static void
bad_row(const struct import *im, struct csv_writer *w, const struct batch *b,
    const struct row *r)
{
	struct arena	*mem = b->w->mem;

	if (im->run_id != 0)
		csv_put(w, row_columns(b, r));
	csv_put_number(w, arena_fmt(mem, "%lld", (long long)r->line));
	csv_put(w, r->reason);
	for (size_t i = 0; i < r->ncells; i++)
		csv_put(w, r->cells[i]);
	csv_end_row(w);
}

/* ---- a batch */

static void
batch_count(struct chunk *c, const struct batch *b)
{
	struct import		*im = c->im;
	struct csv_writer	 w;

	csv_writer_init(&w, &c->bad, ',');
	for (size_t i = 0; i < b->n; i++) {
		const struct row	*r = &b->rows[i];

		im->counts.created += r->outcome == ROW_CREATED;
		im->counts.changed += r->outcome == ROW_CHANGED;
		im->counts.same += r->outcome == ROW_SAME;
		im->counts.refused += r->outcome == ROW_REFUSED;
		if (r->outcome == ROW_REFUSED && im->bad != NULL)
			bad_row(im, &w, b, r);
	}
	im->done += (int64_t)b->n;
}

/* All that a batch needs is in an arena that ends with it. */
static enum err
batch_run(struct work *w, struct chunk *c, struct row *rows, size_t n,
    bool again)
{
	struct work	 own = *w;
	struct batch	 b = {
		.w = &own, .plan = c->im->plan, .rows = rows, .n = n
	};
	enum err	 e;

	own.mem = c->batch_mem;
	own.problems = NULL;
	e = c->im->plan->joint != NULL ? joint_save(&b) : batch_save(&b);
	w->set = own.set;
	if (e == OK && !again)
		batch_count(c, &b);
	arena_reset(c->batch_mem);
	return e;
}

/* As they were read: a deadlock starts anew, and keeps nothing. */
static void
rows_reset(struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rows[i].outcome = rows[i].joined = ROW_WAITS;
		rows[i].reason = rows[i].cols = NULL;
		rows[i].ids = NULL;
		rows[i].id = 0;
	}
}

static enum err
rows_run(struct work *w, struct chunk *c)
{
	enum err	 e = OK;

	for (size_t i = 0; i < c->n && e == OK; i += BATCH_ROWS)
		e = batch_run(w, c, c->rows + i, c->n - i < BATCH_ROWS ?
		    c->n - i : BATCH_ROWS, false);
	return e;
}

/* What counts of its files grows; it is undone with the transaction. */
static enum err
chunk_mark(struct work *w, struct chunk *c, const struct str *marks)
{
	struct import	*im = c->im;
	int64_t		 bad = im->bad_bytes, kept = im->mark_bytes;
	enum err	 e = OK;

	im->bad_bytes += (int64_t)c->bad.n;
	im->mark_bytes += marks != NULL ? (int64_t)marks->n : 0;
	if (im->mark != NULL)
		e = im->mark(w, im);
	if (e == OK)
		e = kept_write(im->bad, &bad, &c->bad);
	return e == OK && marks != NULL ?
	    kept_write(im->marks, &kept, marks) : e;
}

static void
chunk_begin(struct work *w, struct chunk *c)
{
	struct csv_writer	 header;

	*c->im = c->before;
	rows_reset(c->rows, c->n);
	c->im->since = c->im->done;
	w->memo = NULL;		/* savepoints take parts of it back */
	str_init(&c->bad, c->mem);
	csv_writer_init(&header, &c->bad, ',');
	if (c->im->bad != NULL && c->im->bad_bytes == 0)
		bad_header(c->im, &header);
}

static enum err
chunk_run(struct work *w, void *arg)
{
	struct chunk	*c = arg;
	enum err	 e;

	chunk_begin(w, c);
	e = rows_run(w, c);
	return e == OK ? chunk_mark(w, c, NULL) : e;
}

/* ---- a piece of a trial */

/* Rows of these lines once more. */
static enum err
lines_read(struct work *w, const struct chunk *c, struct arena *mem,
    const struct mark_line *lines, size_t n, struct row *rows)
{
	const struct csv_row	*r;
	size_t			 at = 0;
	enum err		 e = OK;

	while (e == OK && at < n) {
		e = table_next(w, &c->twin, &r);
		if (e != OK || r == NULL)
			break;
		if (r->line == lines[at].line)
			row_copy(mem, r, &rows[at++]);
	}
	if (e == OK && at < n) {
		log_error("import: line %lld is gone", (long long)lines[at].line);
		return ERR_IO;
	}
	return e == OK ? fixes_apply(w, mem, c->im->run_id, rows, n) : e;
}

/* The table once more; a text is opened anew, and its old one closed. */
static enum err
twin_open(struct work *w, struct chunk *c)
{
	struct work	 own = *w;

	if (c->twin.ncols > 0 && c->twin.kind != TABLE_TEXT)
		return table_again(w, &c->twin);
	arena_reset(c->twin_mem);
	own.mem = c->twin_mem;
	return table_twin(&own, c->im->table, &c->twin);
}

/* The earlier rows that the piece leans on are done again. */
static enum err
rows_again(struct work *w, struct chunk *c, const struct marks *m)
{
	struct arena	*mem = arena_new();
	struct row	*rows;
	size_t		 n;
	enum err	 e = OK;

	if (m->nlines > 0)
		e = twin_open(w, c);
	for (size_t i = 0; i < m->nlines && e == OK; i += n) {
		for (n = 1; i + n < m->nlines && m->lines[i + n].batch ==
		    m->lines[i].batch; n++)
			continue;
		rows = arena_alloc(mem, n * sizeof(*rows));
		e = lines_read(w, c, mem, m->lines + i, n, rows);
		if (e == OK)
			e = batch_run(w, c, rows, n, true);
		arena_reset(mem);
	}
	arena_free(mem);
	return e;
}

/* Nothing of it stays but its mark. */
static enum err
piece_run(struct work *w, void *arg)
{
	struct chunk			*c = arg;
	const struct change_set		 set = w->set;
	struct marks			 m;
	struct str			 kept;
	enum err			 e;

	chunk_begin(w, c);
	e = marks_find(c->mem, c->im->plan, c->rows, c->n, c->im->marks,
	    c->im->mark_bytes, c->im->again > 0 ? c->im->again :
	    IMPORT_AGAIN, &m);
	c->im->alone = c->im->alone || m.many;
	if (e == OK)
		e = db_exec(w->db, "SAVEPOINT transfer_piece", DB_NOARGS);
	if (e == OK)
		e = rows_again(w, c, &m);
	if (e == OK)
		e = rows_run(w, c);
	if (e == OK)
		e = db_exec(w->db, "ROLLBACK TO SAVEPOINT transfer_piece",
		    DB_NOARGS);
	w->set = set;
	if (e != OK)
		return e;
	str_init(&kept, c->mem);
	marks_add(&m, c->rows, c->n, &kept);
	return chunk_mark(w, c, &kept);
}

const char *
import_alone(void)
{
	return t("Too many rows of the file speak of the same records. Some "
	    "were tried without the rows before them, so the counts may turn "
	    "out otherwise when all is written.");
}

/* ---- the whole file */

static enum err
chunks_run(struct work *w, struct chunk *c)
{
	struct import	*im = c->im;
	enum err	 e = rows_skip(w, im);

	while (e == OK && !im->cut) {
		e = rows_read(w, im, c->mem, im->rows > 0 ? im->rows :
		    IMPORT_ROWS, &c->rows, &c->n);
		if (e != OK || c->n == 0)
			break;
		c->before = *im;
		e = work_run(w, im->trial ? piece_run : chunk_run, c);
		if (e != OK)
			*im = c->before;
		else if (im->until_us != 0)
			im->cut = page_clock_us() >= im->until_us;
		arena_reset(c->mem);
	}
	return e;
}

/* One that nobody goes on with keeps its marks as long as it takes. */
static enum err
trial_run(struct work *w, struct chunk *c)
{
	FILE		*own = c->im->marks == NULL ? tmpfile() : NULL;
	enum err	 e;

	if (own != NULL)
		c->im->marks = own;
	if (c->im->marks == NULL) {
		log_error("import: a file for a trial: %s", strerror(errno));
		return ERR_IO;
	}
	e = chunks_run(w, c);
	if (own != NULL) {
		c->im->marks = NULL;
		(void)fclose(own);
	}
	return e;
}

const char *
import_perm(struct arena *mem, const struct plan *plan)
{
	const struct joint	*j = plan->joint;
	struct str		 s;

	str_init(&s, mem);
	str_fmt(&s, "%s.import", plan->e->name);
	for (size_t k = 0; j != NULL && k < j->n; k++)
		if (k != j->main)
			str_fmt(&s, " %s.import", j->parts[k].plan.e->name);
	return s.s;
}

enum err
import_run(struct work *w, struct import *im)
{
	struct chunk	 c = {
		.im = im, .mem = arena_new(), .batch_mem = arena_new(),
		.twin_mem = arena_new()
	};
	enum channel	 channel = w->actor.channel;
	enum err	 e;

	w->actor.channel = BY_IMPORT;
	if (w->set.what == NULL)
		w->set.what = utf8_truncate(w->mem, arena_fmt(w->mem,
		    t("import of %s"), im->name), WHAT_LENGTH);
	if (w->actor.rights != NULL)
		w->set.perm = import_perm(w->mem, im->plan);
	e = im->trial ? trial_run(w, &c) : chunks_run(w, &c);
	w->actor.channel = channel;
	arena_free(c.twin_mem);
	arena_free(c.batch_mem);
	arena_free(c.mem);
	return e;
}

enum err
import_preview(struct work *w, const struct import *im, size_t most,
    struct batch *out)
{
	enum err	 e;

	*out = (struct batch){ .w = w, .plan = im->plan };
	e = rows_read(w, im, w->mem, most, &out->rows, &out->n);
	if (e != OK)
		return e;
	batch_read(out);
	for (size_t i = 0; i < out->n; i++)
		out->rows[i].now = out->rows[i].outcome == ROW_WAITS;
	return batch_resolve(out);
}
