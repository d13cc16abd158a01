/* What base/zip promises; python3's zipfile reads the archives back. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/zip.h"
#include "tests/unit/tap.h"

static enum err
to_file(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? OK : ERR_IO;
}

static enum err
full(void *arg, const void *data, size_t n)
{
	(void)arg;
	(void)data;
	return n > 100 ? ERR_IO : OK;
}

/* An archive of files small texts and one of big bytes. */
static enum err
make(const char *path, unsigned files, size_t big)
{
	static unsigned char	 block[100000];
	struct arena		*a = arena_new();
	FILE			*f = fopen(path, "wb");
	struct zip		*z = zip_new(a, to_file, f);
	enum err		 e;
	unsigned		 i;
	uint32_t		 noise = 1;

	for (i = 0; i < files; i++) {
		zip_file(z, arena_fmt(a, "рахунки/%u.xml", i));
		zip_put(z, "<a/>", 4);
	}
	zip_file(z, "big.bin");
	while (big > 0) {
		size_t	 n = big < sizeof(block) ? big : sizeof(block);

		for (i = 0; i < n; i++)
			block[i] = (unsigned char)((noise = noise * 1664525u +
			    1013904223u) >> 24);
		zip_put(z, block, n);
		big -= n;
	}
	e = zip_end(z);
	fclose(f);
	arena_free(a);
	return e;
}

static const char	 reader[] =
    "import sys,zipfile\n"
    "z=zipfile.ZipFile(sys.argv[1]);n=int(sys.argv[2]);l=z.infolist()\n"
    "assert z.testzip() is None\n"
    "assert len(l)==n+1, len(l)\n"
    "assert l[0].filename=='рахунки/0.xml' and z.read(l[0])==b'<a/>'\n"
    "assert l[0].date_time==(1980,1,1,0,0,0)\n"
    "assert l[-1].file_size==int(sys.argv[3])\n";

static int
reads(const char *dir, const char *name, unsigned files, size_t big)
{
	char	 command[400];

	snprintf(command, sizeof(command), "python3 %s/r.py %s/%s %u %zu",
	    dir, dir, name, files, big);
	return system(command) == 0;
}

static int
same(const char *dir)
{
	char	 command[200];

	snprintf(command, sizeof(command), "cmp -s %s/a.zip %s/b.zip", dir,
	    dir);
	return system(command) == 0;
}

int
main(void)
{
	char		 dir[] = "/tmp/zip-test-XXXXXX", path[100];
	struct arena	*a = arena_new();
	struct zip	*z;
	FILE		*f;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/r.py", dir);
	f = fopen(path, "w");
	fputs(reader, f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/a.zip", dir);
	check(make(path, 3, 300000) == OK, "an archive is written");
	check(reads(dir, "a.zip", 3, 300000),
	    "another reader finds names, times and contents");
	snprintf(path, sizeof(path), "%s/b.zip", dir);
	make(path, 3, 300000);
	check(same(dir), "the same files give the same bytes");
	make(path, 70000, 10);
	check(reads(dir, "b.zip", 70000, 10),
	    "70,000 files are counted by ZIP64");
	z = zip_new(a, full, NULL);
	zip_file(z, "x");
	zip_put(z, dir, sizeof(dir));
	check(zip_end(z) == OK, "a small archive fits a small receiver");
	z = zip_new(a, full, NULL);
	zip_file(z, arena_fmt(a, "%0200d", 1));
	check(zip_end(z) == ERR_IO, "the receiver's error is the outcome");
	snprintf(path, sizeof(path), "rm -r %s", dir);
	check(system(path) == 0, "the test cleans up");
	arena_free(a);
	return done();
}
