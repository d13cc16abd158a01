/* backup.c: writes everything a firm has into one archive. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/zip.h"
#include "core/backup_parts.h"
#include "core/migrate.h"

#define SUM_BYTES	32
#define PIECE		(64 * 1024)
#define DEPTH_MAX	4	/* folders in the data folder */

/* A backup being made. */
struct backup {
	struct work		*w;
	struct zip		*zip;	/* NULL: only the sums are wanted */
	struct arena		*part;	/* ends with each part */
	struct str		 sums;
	struct backup_sum	*sum;
};

/* ---- members */

static void
sum_line(struct backup *b, const uint8_t sum[SUM_BYTES], const char *name)
{
	str_fmt(&b->sums, "%s  %s\n", crypto_hex(b->part, sum, SUM_BYTES),
	    name);
}

static enum err
member(struct backup *b, const char *name, const struct str *text)
{
	uint8_t		 sum[SUM_BYTES];
	enum err	 e = OK;

	crypto_sha256(text->s, text->n, sum);
	sum_line(b, sum, name);
	if (b->zip != NULL)
		e = zip_file(b->zip, name);
	if (e == OK && b->zip != NULL)
		e = zip_put(b->zip, text->s, text->n);
	return e;
}

static enum err
note_write(struct backup *b)
{
	const struct migrate_step	*m;
	struct str			 text;
	enum err			 e = migrate_steps(b->w, &m);

	if (e != OK)
		return e;
	str_init(&text, b->w->mem);
	str_add(&text, BACKUP_MARK "\n");
	for (; m->file != NULL; m++)
		str_fmt(&text, "%s %" PRId64 " %s\n", m->file, m->step,
		    m->sum);
	return member(b, BACKUP_NOTE, &text);
}

/* ---- tables */

static enum err
table_part(struct backup *b, const struct backup_table *t, int part,
    struct db_rows **rows)
{
	struct str	 text;
	enum err	 e = backup_rows_next(b->w->db, b->part, t, rows);

	if (e != OK || ((*rows)->n == 0 && part > 1))
		return e;
	str_init(&text, b->part);
	backup_rows_text(&text, t, *rows);
	b->sum->rows += (int64_t)(*rows)->n;
	return member(b, arena_fmt(b->part, "table/%s/%06d.tsv", t->name,
	    part), &text);
}

/* Parts take two arenas in turn: the next begins behind the last row of one. */
static enum err
table_write(struct backup *b, const struct backup_table *t)
{
	struct arena	*other = arena_new(), *swap;
	struct db_rows	*rows = NULL;
	bool		 last = false;
	enum err	 e = OK;

	for (int part = 1; e == OK && !last; part++) {
		swap = b->part;
		b->part = other;
		other = swap;
		arena_reset(b->part);
		e = table_part(b, t, part, &rows);
		last = e == OK && backup_rows_last(t, rows);
	}
	arena_free(other);
	b->sum->tables++;
	return e;
}

static enum err
tables_write(struct backup *b)
{
	const struct backup_table	*list;
	size_t				 n, i;
	enum err			 e;

	e = backup_tables(b->w, &list, &n);
	for (i = 0; e == OK && i < n; i++)
		e = table_write(b, &list[i]);
	return e;
}

/* ---- files */

static enum err
file_copy(struct backup *b, FILE *f, struct crypto_sum *sum)
{
	char		*buf = arena_alloc(b->part, PIECE);
	size_t		 n;
	enum err	 e = OK;

	while (e == OK && (n = fread(buf, 1, PIECE, f)) > 0) {
		crypto_sum_add(sum, buf, n);
		if (b->zip != NULL)
			e = zip_put(b->zip, buf, n);
	}
	return e == OK && ferror(f) ? ERR_IO : e;
}

static enum err
file_write(struct backup *b, const char *path, const char *name)
{
	struct crypto_sum	*sum;
	uint8_t			 out[SUM_BYTES];
	FILE			*f = fopen(path, "rbe");
	enum err		 e = OK;

	if (f == NULL) {
		bool	 gone = errno == ENOENT;	/* just taken away */

		log_error("%s: %s", path, strerror(errno));
		return gone ? OK : ERR_IO;
	}
	arena_reset(b->part);
	sum = crypto_sum_new(b->part);
	if (b->zip != NULL)
		e = zip_file(b->zip, name);
	if (e == OK)
		e = file_copy(b, f, sum);
	fclose(f);
	crypto_sum_end(sum, out);
	sum_line(b, out, name);
	b->sum->files++;
	return e;
}

/* Everything below dir, which is name in the archive. */
static enum err
folder_write(struct backup *b, const char *dir, const char *name, int depth)
{
	const char *const	*list;
	struct stat		 st;
	enum err		 e;

	if (depth > DEPTH_MAX || stat(dir, &st) != 0)
		return OK;
	e = file_list(b->w->mem, dir, "", &list);
	for (; e == OK && *list != NULL; list++) {
		const char	*path = arena_fmt(b->w->mem, "%s/%s", dir,
				    *list);
		const char	*inner = arena_fmt(b->w->mem, "%s/%s", name,
				    *list);

		if (stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && !(depth == 0 &&
		    str_eq(*list, "tmp")))
			e = folder_write(b, path, inner, depth + 1);
		else if (S_ISREG(st.st_mode) && depth > 0)
			e = file_write(b, path, inner);
	}
	return e;
}

/* ---- the whole */

static enum err
base_write(struct backup *b)
{
	enum err	 e = note_write(b);

	return e == OK ? tables_write(b) : e;
}

static enum err
all_write(struct backup *b)
{
	enum err	 e = db_begin_snapshot(b->w->db);

	if (e != OK)
		return e;
	e = base_write(b);
	db_rollback(b->w->db);
	if (e == OK)
		e = folder_write(b, b->w->conf->data_dir, "file", 0);
	return e;
}

static enum err
backup_run(struct backup *b, enum err (*write)(struct backup *))
{
	enum err	 e;

	b->part = arena_new();
	str_init(&b->sums, b->w->mem);
	*b->sum = (struct backup_sum){ 0 };
	e = write(b);
	arena_free(b->part);
	return e;
}

enum err
backup_write(struct work *w,
    enum err (*put)(void *arg, const void *data, size_t n), void *arg,
    struct backup_sum *sum)
{
	struct backup	 b = {
		.w = w, .zip = zip_new(w->mem, put, arg), .sum = sum
	};
	enum err	 e = backup_run(&b, all_write);

	if (e == OK)
		e = zip_file(b.zip, BACKUP_SUMS);
	if (e == OK)
		e = zip_put(b.zip, b.sums.s, b.sums.n);
	return e == OK ? zip_end(b.zip) : e;
}

enum err
backup_sums(struct work *w, const char **sums, struct backup_sum *sum)
{
	struct backup	 b = { .w = w, .sum = sum };
	enum err	 e = backup_run(&b, base_write);

	*sums = b.sums.s;
	return e;
}
