/*
 * restore_files.c: an archive's files lie in the folder of temporary files
 * until everything else is right, and then go to their places at once.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "core/backup_parts.h"

#define SUM_BYTES	32
#define PIECE		(64 * 1024)

struct restore_file {
	const char		*aside;		/* where it was unpacked to */
	const char		*path;		/* its place */
	bool			 made;		/* nothing was there */
	struct restore_file	*next;
};

struct restore_files {
	struct work		*w;
	struct arena		*part;		/* ends with each file */
	struct restore_file	*first, **last;
	int64_t			 n;
};

static void
part_free(void *part)
{
	arena_free(part);
}

struct restore_files *
restore_files_new(struct work *w)
{
	struct restore_files	*fs = arena_alloc(w->mem, sizeof(*fs));

	*fs = (struct restore_files){ .w = w, .part = arena_new() };
	fs->last = &fs->first;
	arena_defer(w->mem, part_free, fs->part);
	return fs;
}

static enum err
failed(const char *path)
{
	log_error("restore: %s: %s", path, strerror(errno));
	return ERR_IO;
}

/* The folders that a path below the first from bytes of it needs. */
static enum err
folders_make(struct arena *mem, const char *path, size_t from)
{
	char	*s = arena_strdup(mem, path), *slash = s + from;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(s, 0700) != 0 && errno != EEXIST)
			return failed(s);
		*slash = '/';
	}
	return OK;
}

/* ---- unpacking */

static enum err
file_put(void *f, const void *data, size_t n)
{
	return fwrite(data, 1, n, f) == n ? OK : failed("a file");
}

static enum err
file_write(struct unzip *zip, const struct unzip_file *f, const char *path)
{
	FILE		*out = fopen(path, "wbe");
	enum err	 e;

	if (out == NULL)
		return failed(path);
	e = unzip_read(zip, f, BACKUP_FILE_BYTES, file_put, out);
	return fclose(out) != 0 && e == OK ? failed(path) : e;
}

/* Whether what lies at path has the sum that the line tells. */
static enum err
file_check(struct restore_files *fs, const char *path, const char *line,
    bool *fits)
{
	struct crypto_sum	*sum;
	uint8_t			 got[SUM_BYTES], want[SUM_BYTES];
	char			*buf = arena_alloc(fs->part, PIECE);
	FILE			*f = fopen(path, "rbe");
	size_t			 n;
	bool			 bad;

	if (f == NULL)
		return failed(path);
	sum = crypto_sum_new(fs->part);
	while ((n = fread(buf, 1, PIECE, f)) > 0)
		crypto_sum_add(sum, buf, n);
	bad = ferror(f) != 0;
	fclose(f);
	crypto_sum_end(sum, got);
	if (bad)
		return failed(path);
	*fits = crypto_unhex(arena_fmt(fs->part, "%.*s", 2 * SUM_BYTES, line),
	    want, SUM_BYTES) == OK && memcmp(got, want, SUM_BYTES) == 0;
	return OK;
}

enum err
restore_file_unpack(struct restore_files *fs, struct unzip *zip,
    const struct unzip_file *f, const char *line)
{
	struct arena		*mem = fs->w->mem;
	const char		*dir = fs->w->conf->data_dir;
	struct restore_file	*file = arena_alloc(mem, sizeof(*file));
	bool			 fits = false;
	enum err		 e;

	arena_reset(fs->part);
	*file = (struct restore_file){
		.aside = arena_fmt(mem, "%s/tmp/restore-%06lld", dir,
		    (long long)++fs->n),
		.path = arena_fmt(mem, "%s/%s", dir, f->name +
		    strlen("file/"))
	};
	*fs->last = file;
	fs->last = &file->next;
	e = folders_make(fs->part, file->aside, strlen(dir));
	if (e == OK)
		e = file_write(zip, f, file->aside);
	if (e == OK)
		e = file_check(fs, file->aside, line, &fits);
	return e == OK && !fits ? work_refuse(fs->w, 0, NULL,
	    t("What was restored is not what the archive holds.")) : e;
}

/* ---- and what becomes of them */

static enum err
file_place(struct restore_files *fs, struct restore_file *file)
{
	enum err	 e;

	arena_reset(fs->part);
	e = folders_make(fs->part, file->path,
	    strlen(fs->w->conf->data_dir));
	if (e != OK)
		return e;
	file->made = access(file->path, F_OK) != 0;
	if (rename(file->aside, file->path) == 0)
		return OK;
	file->made = false;
	return failed(file->path);
}

enum err
restore_files_place(struct restore_files *fs, int64_t *n)
{
	struct restore_file	*file = fs->first;
	enum err		 e = OK;

	for (; e == OK && file != NULL; file = file->next)
		e = file_place(fs, file);
	*n = fs->n;
	return e;
}

void
restore_files_drop(struct restore_files *fs)
{
	for (struct restore_file *file = fs->first; file != NULL;
	    file = file->next) {
		unlink(file->aside);
		if (file->made)
			unlink(file->path);
	}
}
