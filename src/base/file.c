/* file.c: whole files and folders. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
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

enum err
file_read(struct arena *mem, const char *path, size_t max, char **data,
    size_t *n)
{
	struct stat	 st;
	FILE		*f = fopen(path, "rbe");
	enum err	 e;

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
	DIR		*dir = opendir(path);
	struct dirent	*d;
	const char	**list;
	size_t		 n = 0, cap = 1;

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
