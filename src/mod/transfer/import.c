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

#define WHAT_LENGTH	200	/* characters of change_set.what */

/* Rows of one transaction. */
struct chunk {
	struct import	*im;
	struct arena	*mem;		/* of the rows */
	struct arena	*batch_mem;	/* of what is worked on */
	struct row	*rows;
	size_t		 n;
	struct import	 before;	/* as it was: a deadlock starts anew */
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

static enum err
bad_failed(void)
{
	log_error("import: rows set aside: %s", strerror(errno));
	return ERR_IO;
}

static enum err
bad_write(struct import *im, const struct str *text)
{
	if (text->n == 0)
		return OK;
	if (fseek(im->bad, (long)im->bad_bytes, SEEK_SET) != 0 ||
	    fwrite(text->s, 1, text->n, im->bad) != text->n ||
	    fflush(im->bad) != 0)
		return bad_failed();
	im->bad_bytes += (int64_t)text->n;
	return OK;
}

static enum err
bad_begin(struct arena *mem, struct import *im)
{
	struct str		 out;
	struct csv_writer	 w;

	if (im->bad == NULL || im->bad_bytes > 0)
		return OK;
	str_init(&out, mem);
	csv_writer_init(&w, &out, ',');
	csv_put_mark(&w);
	if (im->run_id != 0)
		csv_put(&w, "columns");
	csv_put(&w, "line");
	csv_put(&w, "reason");
	for (size_t i = 0; i < im->table->ncols; i++)
		csv_put(&w, im->table->header[i]);
	csv_end_row(&w);
	return bad_write(im, &out);
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

static enum err
batch_count(struct import *im, const struct batch *b)
{
	struct str		 out;
	struct csv_writer	 w;

	str_init(&out, b->w->mem);
	csv_writer_init(&w, &out, ',');
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
	return im->bad != NULL ? bad_write(im, &out) : OK;
}

/* All that a batch needs is in an arena that ends with it. */
static enum err
batch_run(struct work *w, struct chunk *c, size_t first, size_t n)
{
	struct work	 own = *w;
	struct batch	 b = {
		.w = &own, .plan = c->im->plan, .rows = c->rows + first,
		.n = n
	};
	enum err	 e;

	own.mem = c->batch_mem;
	own.problems = NULL;
	e = c->im->plan->joint != NULL ? joint_save(&b) : batch_save(&b);
	w->set = own.set;
	if (e == OK)
		e = batch_count(c->im, &b);
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
chunk_run(struct work *w, void *arg)
{
	struct chunk	*c = arg;
	enum err	 e = OK;

	*c->im = c->before;
	rows_reset(c->rows, c->n);
	c->im->since = c->im->done;
	w->memo = NULL;		/* savepoints take parts of it back */
	for (size_t i = 0; i < c->n && e == OK; i += BATCH_ROWS)
		e = batch_run(w, c, i, c->n - i < BATCH_ROWS ? c->n - i :
		    BATCH_ROWS);
	if (e == OK && c->im->mark != NULL)
		e = c->im->mark(w, c->im);
	return e;
}

/* ---- the whole file */

static enum err
chunks_run(struct work *w, struct chunk *c)
{
	struct import	*im = c->im;
	enum err	 e = bad_begin(w->mem, im);

	if (e == OK)
		e = rows_skip(w, im);
	while (e == OK && !im->cut) {
		e = rows_read(w, im, c->mem, im->rows > 0 ? im->rows :
		    IMPORT_ROWS, &c->rows, &c->n);
		if (e != OK || c->n == 0)
			break;
		c->before = *im;
		e = im->trial ? chunk_run(w, c) : work_run(w, chunk_run, c);
		if (e != OK)
			*im = c->before;
		else if (im->until_us != 0)
			im->cut = page_clock_us() >= im->until_us;
		arena_reset(c->mem);
	}
	return e;
}

/* Nothing of it may stay. */
static enum err
trial_run(struct work *w, struct chunk *c)
{
	const struct change_set	 set = w->set;
	enum err		 e = db_begin(w->db);

	if (e == OK)
		e = chunks_run(w, c);
	db_rollback(w->db);
	w->set = set;
	return e;
}

enum err
import_run(struct work *w, struct import *im)
{
	struct chunk	 c = {
		.im = im, .mem = arena_new(), .batch_mem = arena_new()
	};
	enum channel	 channel = w->actor.channel;
	enum err	 e;

	w->actor.channel = BY_IMPORT;
	if (w->set.what == NULL)
		w->set.what = utf8_truncate(w->mem, arena_fmt(w->mem,
		    t("import of %s"), im->name), WHAT_LENGTH);
	if (w->actor.rights != NULL)
		w->set.perm = arena_fmt(w->mem, "%s.import",
		    im->plan->e->name);
	e = im->trial ? trial_run(w, &c) : chunks_run(w, &c);
	w->actor.channel = channel;
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
