/* file.c: whole files and folders. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/str.h"

static enum err
failed(const char *path)
{
	log_error("file: cannot read %s: %s", path, strerror(errno));
	return ERR_IO;
}

/* size bytes of f, or fewer when it was cut meanwhile. */
static enum err
stream_read(struct arena *mem, FILE *f, const char *path, size_t size,
    char **data, size_t *n)
{
	char	*buf = arena_alloc(mem, size + 1);
	size_t	 got = fread(buf, 1, size, f);

	if (ferror(f))
		return failed(path);
	buf[got] = '\0';
	*data = buf;
	*n = got;
	return OK;
}

/* A copy: what is packed cannot be written to. */
static enum err
packed_read(struct arena *mem, const char *name, size_t max, char **data,
    size_t *n)
{
	const struct pack_file	*f = pack_find(name);

	if (f == NULL)
		return ERR_NOTFOUND;
	if (f->n > max)
		return ERR_TOOBIG;
	*data = memcpy(arena_alloc(mem, f->n + 1), f->data, f->n);
	*n = f->n;
	return OK;
}

/* What lies in a packed folder itself, not below it. */
static void
packed_list(struct arena *mem, const char *folder, const char *suffix,
    const char *const **names)
{
	const struct pack_file	*f;
	const char		**list;
	size_t			 n = 0, len = strlen(folder);

	while (pack_files[n].name != NULL)
		n++;
	list = arena_alloc(mem, (n + 1) * sizeof(*list));
	n = 0;
	for (f = pack_files; f->name != NULL; f++)
		if (strncmp(f->name, folder, len) == 0 &&
		    f->name[len] == '/' && str_ends(f->name, suffix) &&
		    strchr(f->name + len + 1, '/') == NULL)
			list[n++] = f->name + len + 1;
	*names = list;
}

enum err
file_read(struct arena *mem, const char *path, size_t max, char **data,
    size_t *n)
{
	const char	*packed = pack_name(path);
	struct stat	 st;
	FILE		*f;
	enum err	 e;

	if (packed != NULL)
		return packed_read(mem, packed, max, data, n);
	f = fopen(path, "rbe");
	if (f == NULL)
		return errno == ENOENT ? ERR_NOTFOUND : failed(path);
	if (fstat(fileno(f), &st) != 0)
		e = failed(path);
	else if (st.st_size < 0 || (size_t)st.st_size > max)
		e = ERR_TOOBIG;
	else
		e = stream_read(mem, f, path, (size_t)st.st_size, data, n);
	fclose(f);
	return e;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err
file_list(struct arena *mem, const char *path, const char *suffix,
    const char *const **names)
{
	const char	*packed = pack_name(path), **list;
	DIR		*dir;
	struct dirent	*d;
	size_t		 n = 0, cap = 1;

	if (packed != NULL) {
		packed_list(mem, packed, suffix, names);
		return OK;
	}
	dir = opendir(path);
	if (dir == NULL)
		return failed(path);
	while (readdir(dir) != NULL)
		cap++;
	rewinddir(dir);
	list = arena_alloc(mem, cap * sizeof(*list));
	while (n + 1 < cap && (d = readdir(dir)) != NULL)
		if (d->d_name[0] != '.' && str_ends(d->d_name, suffix))
			list[n++] = arena_strdup(mem, d->d_name);
	closedir(dir);
	qsort(list, n, sizeof(*list), by_name);
	*names = list;
	return OK;
}

const char *
file_program(struct arena *mem)
{
	char		 exe[PATH_MAX];
	const char	*slash;
	ssize_t		 n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0)
		n = snprintf(exe, sizeof(exe), "%s",
		    (const char *)getauxval(AT_EXECFN));
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	return slash == NULL ? "." :
	    arena_fmt(mem, "%.*s", (int)(slash - exe), exe);
}
