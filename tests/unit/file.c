/* What base/file promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static void
put(struct arena *a, const char *dir, const char *name, const char *text)
{
	FILE	*f = fopen(arena_fmt(a, "%s/%s", dir, name), "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

static void
test_read(struct arena *a, const char *dir)
{
	const char	*path = arena_fmt(a, "%s/b.sql", dir);
	char		*data = NULL;
	size_t		 n = 0;

	check(file_read(a, path, 100, &data, &n) == OK && n == 3 &&
	    str_eq(data, "two"), "a file is read whole, with a NUL behind it");
	check(file_read(a, path, 3, &data, &n) == OK &&
	    file_read(a, path, 2, &data, &n) == ERR_TOOBIG,
	    "one over its limit is refused");
	check(file_read(a, "/nonexistent/x", 9, &data, &n) == ERR_NOTFOUND,
	    "one that is not there is told apart");
	check(file_read(a, dir, 1 << 20, &data, &n) == ERR_IO,
	    "a folder is no file");
}

static void
test_list(struct arena *a, const char *dir)
{
	const char *const	*names;

	check(file_list(a, dir, ".sql", &names) == OK &&
	    str_eq(names[0], "a.sql") && str_eq(names[1], "b.sql") &&
	    names[2] == NULL, "names are sorted, chosen and not hidden");
	check(file_list(a, "/nonexistent", "", &names) == ERR_IO,
	    "a folder that is not there is ERR_IO");
}

int
main(void)
{
	struct arena	*a = arena_new();
	char		 dir[] = "/tmp/kartoteka-file-XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	put(a, dir, "b.sql", "two");
	put(a, dir, "a.sql", "one");
	put(a, dir, "c.txt", "three");
	put(a, dir, ".d.sql", "four");
	test_read(a, dir);
	test_list(a, dir);
	unlink(arena_fmt(a, "%s/a.sql", dir));
	unlink(arena_fmt(a, "%s/b.sql", dir));
	unlink(arena_fmt(a, "%s/c.txt", dir));
	unlink(arena_fmt(a, "%s/.d.sql", dir));
	rmdir(dir);
	arena_free(a);
	return done();
}
