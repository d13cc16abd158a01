/* restore.c: brings back what backup.c wrote. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/unzip.h"
#include "core/backup_parts.h"
#include "core/migrate.h"

#define SUM_BYTES	32
#define SUM_HEX		(2 * SUM_BYTES)
#define MEMBERS_MAX	2000000
#define NOTE_BYTES	(4u << 20)
#define SUMS_BYTES	(400u << 20)
#define PART_BYTES	(1u << 30)

/* A restore being made. */
struct restore {
	struct work			*w;
	struct unzip			*zip;
	struct arena			*part;	/* ends with each part */
	const char			*sums;	/* SHA256SUMS of the archive */
	const char			**lines;	/* of it, by member */
	struct restore_files		*files;
	const struct backup_table	*tables;
	size_t				 ntables;
	struct migrate_hold		 hold;
};

static enum err
refuse(struct work *w, enum err e, const char *text)
{
	work_refuse(w, 0, NULL, text);
	return e;
}

static enum err
damaged(struct work *w, const char *name)
{
	return refuse(w, ERR_INVALID, arena_fmt(w->mem,
	    t("The archive is damaged at %s."), name));
}

/* ---- the archive */

/* Names of what we write: a-z 0-9 and "._-/", no way out of the folder. */
static bool
name_fits(const char *name)
{
	return strstr(name, "..") == NULL && *name != '/' &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")] == '\0';
}

static enum err
sum_add(void *sum, const void *data, size_t n)
{
	crypto_sum_add(sum, data, n);
	return OK;
}

/* Whether member f has the sum that the line beginning at line tells. */
static enum err
member_check(struct restore *r, const struct unzip_file *f, const char *line)
{
	struct crypto_sum	*sum;
	uint8_t			 got[SUM_BYTES], want[SUM_BYTES];
	enum err		 e;

	arena_reset(r->part);
	sum = crypto_sum_new(r->part);
	e = unzip_read(r->zip, f, BACKUP_FILE_BYTES, sum_add, sum);
	crypto_sum_end(sum, got);
	if (e == ERR_IO)
		return e;
	if (e != OK || crypto_unhex(arena_fmt(r->part, "%.*s", SUM_HEX, line),
	    want, SUM_BYTES) != OK || memcmp(got, want, SUM_BYTES) != 0)
		return damaged(r->w, f->name);
	return OK;
}

/*
 * Every member is there with its sum, in the order of SHA256SUMS, which is
 * itself the last.
 */
static enum err
members_check(struct restore *r)
{
	const struct unzip_file	*f;
	const char		*line = r->sums, *end;
	size_t			 n, i;
	enum err		 e = OK;

	f = unzip_files(r->zip, &n);
	r->lines = arena_alloc(r->w->mem, n * sizeof(*r->lines));
	for (i = 0; e == OK && i + 1 < n; i++, line = end + 1) {
		r->lines[i] = line;
		end = strchr(line, '\n');
		if (end == NULL || (size_t)(end - line) != SUM_HEX + 2 +
		    strlen(f[i].name) || strncmp(line + SUM_HEX + 2, f[i].name,
		    strlen(f[i].name)) != 0 || !name_fits(f[i].name))
			return damaged(r->w, BACKUP_SUMS);
		e = member_check(r, &f[i], line);
	}
	return e == OK && *line != '\0' ? damaged(r->w, BACKUP_SUMS) : e;
}

static enum err
archive_open(struct restore *r, FILE *archive)
{
	const struct unzip_file	*f = NULL;
	char			*text;
	size_t			 n;
	enum err		 e;

	e = unzip_take(r->w->mem, archive, MEMBERS_MAX, &r->zip);
	if (e == OK)
		f = unzip_find(r->zip, BACKUP_SUMS);
	if (e == ERR_IO)
		return e;
	if (f == NULL || unzip_find(r->zip, BACKUP_NOTE) == NULL)
		return refuse(r->w, ERR_INVALID,
		    t("This is not a whole backup of Kartoteka."));
	e = unzip_load(r->zip, f, r->w->mem, SUMS_BYTES, &text, &n);
	if (e != OK)
		return damaged(r->w, BACKUP_SUMS);
	r->sums = text;
	return members_check(r);
}

/* "contacts_001_contact.sql 3 HEX", in place. */
static bool
step_take(char *line, struct migrate_step *m)
{
	char	*step = strchr(line, ' ');
	char	*sum = step == NULL ? NULL : strchr(step + 1, ' ');

	if (sum == NULL)
		return false;
	*step++ = '\0';
	*sum++ = '\0';
	m->file = line;
	m->sum = sum;
	return str_int64(step, &m->step) == OK;
}

static enum err
steps_read(struct restore *r, const struct migrate_step **out)
{
	const struct unzip_file	*f = unzip_find(r->zip, BACKUP_NOTE);
	struct migrate_step	*list;
	char			*line, *end;
	size_t			 n, nlines = 0;
	enum err		 e;

	e = unzip_load(r->zip, f, r->w->mem, NOTE_BYTES, &line, &n);
	if (e != OK)
		return damaged(r->w, BACKUP_NOTE);
	if (!str_starts(line, BACKUP_MARK "\n"))
		return refuse(r->w, ERR_INVALID, t("The backup has a form that"
		    " is not known here: a newer version made it."));
	list = arena_alloc(r->w->mem, (n / 4 + 1) * sizeof(*list));
	for (line = strchr(line, '\n') + 1; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		if (end == NULL)
			return damaged(r->w, BACKUP_NOTE);
		*end = '\0';
		if (!step_take(line, &list[nlines++]))
			return damaged(r->w, BACKUP_NOTE);
	}
	list[nlines] = (struct migrate_step){ 0 };
	*out = list;
	return OK;
}

/* ---- the base */

/* The base holds nothing: only then is it ours to fill. */
static enum err
base_is_empty(struct restore *r)
{
	bool		 empty;
	enum err	 e = backup_tables(r->w, &r->tables, &r->ntables);

	for (size_t i = 0; e == OK && i < r->ntables; i++) {
		e = backup_table_empty(r->w->db, r->w->mem,
		    r->tables[i].name, &empty);
		if (e == OK && !empty)
			return refuse(r->w, ERR_CONFLICT, arena_fmt(r->w->mem,
			    t("The database already holds records (table %s):"
			    " a backup is restored into an empty one."),
			    r->tables[i].name));
	}
	return e;
}

/* All our tables, which hold nothing, or what a failure left. */
static enum err
base_clear(struct work *w)
{
	const char *const	*list;
	enum err		 e = migrate_tables(w, &list);

	for (; e == OK && *list != NULL; list++)
		e = backup_table_drop(w->db, w->mem, *list);
	return e == OK ? db_exec(w->db,
	    "DELETE FROM migration WHERE file <> ''", DB_NOARGS) : e;
}

/* The table of "table/contact/000001.tsv"; NULL if there is none. */
static const struct backup_table *
table_of(const struct restore *r, const char *member)
{
	const char	*name = member + strlen("table/");
	size_t		 n = strcspn(name, "/");

	return backup_table_find(r->tables, r->ntables,
	    arena_fmt(r->part, "%.*s", (int)n, name));
}

static enum err
part_insert(struct restore *r, const struct unzip_file *f)
{
	const struct backup_table	*table;
	char				*text;
	size_t				 n;
	int64_t				 rows = 0;
	enum err			 e;

	arena_reset(r->part);
	table = table_of(r, f->name);
	if (table == NULL)
		return damaged(r->w, f->name);
	e = unzip_load(r->zip, f, r->part, PART_BYTES, &text, &n);
	if (e != OK)
		return e;
	e = backup_rows_insert(r->w->db, r->part, table, text, n, &rows);
	return e == ERR_INVALID ? damaged(r->w, f->name) : e;
}

static enum err
part_load(struct restore *r, const struct unzip_file *f)
{
	enum err	 e = db_begin(r->w->db);

	if (e != OK)
		return e;
	e = part_insert(r, f);
	if (e == OK)
		return db_commit(r->w->db);
	db_rollback(r->w->db);
	return e;
}

/*
 * Without settings there is no firm: nobody signs in and no job is done before
 * they are there, so they come last.
 */
static bool
is_setting(const struct unzip_file *f)
{
	return str_starts(f->name, "table/setting/");
}

static enum err
members_load(struct restore *r)
{
	const struct unzip_file	*f;
	size_t			 n;
	enum err		 e = OK;

	f = unzip_files(r->zip, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = migrate_held(r->w, &r->hold);
		if (e != OK || is_setting(&f[i]))
			continue;
		if (str_starts(f[i].name, "table/"))
			e = part_load(r, &f[i]);
		else if (str_starts(f[i].name, "file/"))
			e = restore_file_unpack(r->files, r->zip, &f[i],
			    r->lines[i]);
	}
	return e;
}

static enum err
settings_load(struct restore *r)
{
	const struct unzip_file	*f;
	size_t			 n;
	enum err		 e = OK;

	f = unzip_files(r->zip, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (is_setting(&f[i]))
			e = part_insert(r, &f[i]);
	return e;
}

/* ---- the whole */

/*
 * Whether each line of part is a line of all, files aside; both are in one
 * order.
 */
static bool
lines_within(const char *part, const char *all)
{
	size_t	 n;

	for (; *part != '\0'; part += n) {
		n = strcspn(part, "\n") + 1;
		if (n > SUM_HEX + 2 && str_starts(part + SUM_HEX + 2, "file/"))
			continue;
		while (*all != '\0' && strncmp(all, part, n) != 0)
			all += strcspn(all, "\n") + 1;
		if (*all == '\0')
			return false;
	}
	return true;
}

/* The base has, row by row, what the archive has. */
static enum err
base_check(struct restore *r, struct backup_sum *sum)
{
	const char	*now;
	enum err	 e = backup_sums(r->w, &now, sum);

	if (e != OK)
		return e;
	return lines_within(r->sums, now) ? OK : refuse(r->w, ERR_INVALID,
	    t("What was restored is not what the archive holds."));
}

/* The settings, and the firm is there: if all is right, in one transaction. */
static enum err
base_finish(struct restore *r, struct backup_sum *sum)
{
	enum err	 e = db_begin(r->w->db);

	if (e != OK)
		return e;
	e = settings_load(r);
	if (e == OK)
		e = base_check(r, sum);
	if (e == OK)
		e = migrate_held(r->w, &r->hold);
	if (e == OK)
		e = restore_files_place(r->files, &sum->files);
	if (e == OK)
		return db_commit(r->w->db);
	db_rollback(r->w->db);
	return e;
}

static enum err
base_fill(struct restore *r, const struct migrate_step *steps,
    struct backup_sum *sum)
{
	int		 n;
	enum err	 e = base_clear(r->w);

	r->files = restore_files_new(r->w);
	if (e == OK)
		e = migrate_to(r->w, steps, &n);
	if (e == OK)
		e = backup_tables(r->w, &r->tables, &r->ntables);
	if (e == OK)
		e = members_load(r);
	if (e == OK)
		e = base_finish(r, sum);
	if (e == OK)
		return migrate_to(r->w, NULL, &n);
	restore_files_drop(r->files);
	if (migrate_held(r->w, &r->hold) == OK)
		base_clear(r->w);
	return e;
}

/* The archive takes its time: the base is looked at again behind it. */
static enum err
restore_run(struct restore *r, FILE *archive, struct backup_sum *sum)
{
	const struct migrate_step	*steps;
	enum err			 e = base_is_empty(r);

	if (e != OK)
		fclose(archive);
	else
		e = archive_open(r, archive);
	if (e == OK)
		e = steps_read(r, &steps);
	if (e == OK)
		e = migrate_hold(r->w, &r->hold);
	if (e != OK)
		return e;
	e = base_is_empty(r);
	if (e == OK)
		e = base_fill(r, steps, sum);
	migrate_release(r->w, &r->hold);
	return e;
}

enum err
backup_restore(struct work *w, FILE *archive, struct backup_sum *sum)
{
	struct restore	 r = { .w = w, .part = arena_new() };
	enum err	 e;

	*sum = (struct backup_sum){ 0 };
	e = restore_run(&r, archive, sum);
	arena_free(r.part);
	return e;
}
