/* intake.c: keeps the parts of a multipart form, files in temporary files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/multipart.h"

struct intake {
	struct arena		*mem;
	const char		*dir;
	struct part		 part;		/* being read */
	struct str		 value;		/* of it, when no file */
	size_t			 nvalues;	/* bytes of all values */
	const struct param	*first;
	const struct param	**last;
	struct upload		 files[INTAKE_FILES_MAX];
	size_t			 nfiles;
	FILE			*f;		/* being written */
};

#define FILE_PREFIX	"upload-"
#define STALE_S		86400

/* A temporary file, and what ends it. */
struct spool {
	char	*path;
	FILE	*f;
};

static void
spool_end(void *arg)
{
	struct spool	*s = arg;

	if (s->f != NULL)
		fclose(s->f);
	unlink(s->path);
}

/* Open the file of the part being read. */
static enum err
file_open(struct intake *in)
{
	struct upload	*u = &in->files[in->nfiles];
	struct spool	*s = arena_alloc(in->mem, sizeof(*s));
	int		 fd;

	if (in->nfiles == INTAKE_FILES_MAX)
		return ERR_TOOBIG;
	if (mkdir(in->dir, 0700) != 0 && errno != EEXIST) {
		log_error("%s: %s", in->dir, strerror(errno));
		return ERR_IO;
	}
	s->path = arena_fmt(in->mem, "%s/" FILE_PREFIX "XXXXXX", in->dir);
	fd = mkstemp(s->path);
	s->f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (s->f == NULL) {
		log_error("%s: %s", s->path, strerror(errno));
		return ERR_IO;
	}
	arena_defer(in->mem, spool_end, s);
	u->field = in->part.name;
	u->name = in->part.filename;
	u->path = s->path;
	u->size = 0;
	in->f = s->f;
	return OK;
}

static enum err
intake_begin(void *arg, const struct part *part)
{
	struct intake	*in = arg;

	in->part = *part;
	if (part->filename != NULL)
		return file_open(in);
	str_init(&in->value, in->mem);
	return OK;
}

static enum err
intake_data(void *arg, const char *s, size_t n)
{
	struct intake	*in = arg;

	if (in->part.filename == NULL) {
		in->nvalues += n;
		if (in->nvalues > INTAKE_VALUES_MAX)
			return ERR_TOOBIG;
		str_addn(&in->value, s, n);
		return OK;
	}
	if (fwrite(s, 1, n, in->f) != n) {
		log_error("%s: %s", in->files[in->nfiles].path,
		    strerror(errno));
		return ERR_IO;
	}
	in->files[in->nfiles].size += (int64_t)n;
	return OK;
}

/* A file without name and content is a field in which none was chosen. */
static enum err
file_end(struct intake *in)
{
	struct upload	*u = &in->files[in->nfiles];

	if (fflush(in->f) != 0) {
		log_error("%s: %s", u->path, strerror(errno));
		return ERR_IO;
	}
	if (u->size > 0 || *u->name != '\0')
		in->nfiles++;
	return OK;
}

static enum err
intake_end(void *arg)
{
	struct intake	*in = arg;
	struct param	*p;

	if (in->part.filename != NULL)
		return file_end(in);
	if (!utf8_valid(in->value.s, in->value.n) ||
	    utf8_has_control(in->value.s))
		return ERR_MALFORMED;
	p = arena_alloc(in->mem, sizeof(*p));
	p->name = in->part.name;
	p->value = in->value.s;
	*in->last = p;
	in->last = &p->next;
	return OK;
}

struct intake *
intake_new(struct arena *mem, const char *dir)
{
	struct intake	*in = arena_alloc(mem, sizeof(*in));

	in->mem = mem;
	in->dir = dir;
	in->last = &in->first;
	return in;
}

struct part_sink
intake_sink(struct intake *in)
{
	return (struct part_sink){ .arg = in, .begin = intake_begin,
	    .data = intake_data, .end = intake_end };
}

void
intake_result(struct intake *in, const struct param **list,
    const struct upload **files, size_t *nfiles)
{
	*in->last = *list;
	*list = in->first;
	*files = in->files;
	*nfiles = in->nfiles;
}

void
intake_sweep(const char *dir)
{
	DIR		*d = opendir(dir);
	struct dirent	*entry;
	struct stat	 st;

	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL)
		if (str_starts(entry->d_name, FILE_PREFIX) &&
		    fstatat(dirfd(d), entry->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_mtime < time(NULL) - STALE_S)
			unlinkat(dirfd(d), entry->d_name, 0);
	closedir(d);
}
