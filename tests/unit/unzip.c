/* What base/unzip promises: archives of zip.c and of python3, and damaged ones. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/unzip.h"
#include "base/zip.h"
#include "tests/unit/tap.h"
#include "tests/unit/zip_lie.h"

static enum err
to_file(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? OK : ERR_IO;
}

/* An archive of two files by our own writer. */
static void
make(const char *path)
{
	static char	 big[200000];
	struct arena	*a = arena_new();
	FILE		*f = fopen(path, "wb");
	struct zip	*z = zip_new(a, to_file, f);

	memset(big, 'x', sizeof(big));
	zip_file(z, "small.txt");
	zip_put(z, "hello", 5);
	zip_file(z, "folder/big.txt");
	zip_put(z, big, sizeof(big));
	check(zip_end(z) == OK, "an archive is made");
	fclose(f);
	arena_free(a);
}

/* Whether every member that can be read is one of the two put in. */
static bool
genuine(const char *path)
{
	struct arena			*a = arena_new();
	const struct unzip_file		*f = NULL;
	struct unzip			*z;
	char				*data;
	size_t				 n = 0, got;
	bool				 fine = true;

	if (unzip_open(a, path, 100, &z) == OK)
		f = unzip_files(z, &n);
	for (; n > 0; n--, f++)
		if (unzip_load(z, f, a, 1 << 20, &data, &got) == OK)
			fine = fine && (strcmp(data, "hello") == 0 ||
			    (got == 200000 &&
			    strspn(data, "x") == 200000));
	arena_free(a);
	return fine;
}

/* Open and read everything; the first error. */
static enum err
whole(const char *path)
{
	struct arena			*a = arena_new();
	const struct unzip_file		*f;
	struct unzip			*z;
	char				*data;
	size_t				 n, got;
	enum err			 e = unzip_open(a, path, 100, &z);

	if (e == OK) {
		f = unzip_files(z, &n);
		for (; e == OK && n > 0; n--, f++)
			e = unzip_load(z, f, a, 1 << 20, &data, &got);
	}
	arena_free(a);
	return e;
}

static void
reads(const char *path)
{
	struct arena		*a = arena_new();
	const struct unzip_file	*f;
	struct unzip		*z;
	char			*data;
	size_t			 n;

	check(unzip_open(a, path, 2, &z) == OK, "it opens");
	unzip_files(z, &n);
	check(n == 2, "it has two members");
	f = unzip_find(z, "small.txt");
	check(f != NULL && unzip_load(z, f, a, 5, &data, &n) == OK && n == 5 &&
	    strcmp(data, "hello") == 0, "a small one is what was put in");
	f = unzip_find(z, "folder/big.txt");
	check(f != NULL && f->size == 200000 && unzip_load(z, f, a, 200000,
	    &data, &n) == OK && n == 200000 && data[199999] == 'x',
	    "so is a large one");
	check(unzip_load(z, f, a, 199999, &data, &n) == ERR_TOOBIG,
	    "more than asked for is refused");
	check(unzip_find(z, "small") == NULL, "no other is found");
	arena_reset(a);
	check(unzip_open(a, path, 1, &z) == ERR_TOOBIG,
	    "more members than asked for are refused");
	arena_free(a);
}

/* The bytes of path, one of them changed, or fewer of them, at other. */
static void
spoil(const char *path, const char *other, long at, int cut)
{
	static char	 buf[1 << 16];
	FILE		*in = fopen(path, "rb"), *out = fopen(other, "wb");
	size_t		 n = fread(buf, 1, sizeof(buf), in);

	if (cut)
		n = (size_t)at;
	else
		buf[at] = (char)(buf[at] ^ 0x41);
	fwrite(buf, 1, n, out);
	fclose(in);
	fclose(out);
}

/*
 * Whatever byte is changed or cut off, the reader ends with a word, and never
 * gives other content than was put in (a name may be another).
 */
static void
damage(const char *path, const char *other)
{
	FILE	*f = fopen(path, "rb");
	long	 size, at, other_content = 0, cut = 0;

	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	for (at = 0; at < size; at++) {
		spoil(path, other, at, 1);
		cut += whole(other) == OK;
		spoil(path, other, at, 0);
		other_content += !genuine(other);
	}
	check(cut == 0, "an archive cut off at any byte is refused");
	check(other_content == 0, "no changed byte gives other content");
}

static int
python(const char *path, const char *script)
{
	char	 command[600];

	snprintf(command, sizeof(command), "python3 -c \"import zipfile,sys\n"
	    "p='%s'\n%s\"", path, script);
	return system(command);
}

static enum err
add(void *sum, const void *data, size_t n)
{
	(void)data;
	*(size_t *)sum += n;
	return OK;
}

/* A member may be less than its directory tells, and is never more. */
static void
lies(const char *path, const char *other)
{
	struct arena		*a = arena_new();
	const struct unzip_file	*f = NULL;
	struct unzip		*z = NULL;
	char			*data;
	size_t			 n, sum = 0;

	zip_lie(path, other, 20000);
	if (unzip_open(a, other, 2, &z) == OK)
		f = unzip_find(z, "folder/big.txt");
	check(f != NULL && f->size == 20000 &&
	    unzip_read(z, f, 1 << 30, add, &sum) == ERR_INVALID,
	    "a member that is more than its directory tells is damaged");
	check(sum > 0 && sum <= 20000, "nothing beyond that is handed over");
	check(unzip_load(z, f, a, 1 << 20, &data, &n) == ERR_INVALID,
	    "nor is such a member loaded");
	zip_lie(path, other, 200001);
	check(whole(other) == ERR_INVALID, "nor one that is less");
	arena_free(a);
}

static void
others(const char *path)
{
	check(python(path, "z=zipfile.ZipFile(p,'w')\n"
	    "z.writestr('stored','abc')\nz.comment=b'PK\\x05\\x06'*9\n"
	    "z.close()") == 0 && whole(path) == OK,
	    "a stored member and a comment full of signatures are read");
	check(python(path, "z=zipfile.ZipFile(p,'w',zipfile.ZIP_DEFLATED)\n"
	    "f=z.open('a','w',force_zip64=True)\nf.write(b'a'*1000)\n"
	    "f.close()\nz.close()") == 0 && whole(path) == OK,
	    "a member with 64-bit sizes is read");
	check(python(path, "z=zipfile.ZipFile(p,'w',zipfile.ZIP_BZIP2)\n"
	    "z.writestr('a','abc')\nz.close()") == 0 &&
	    whole(path) == ERR_INVALID, "one packed otherwise is refused");
	check(python(path, "z=zipfile.ZipFile(p,'w',zipfile.ZIP_DEFLATED)\n"
	    "z.writestr('a',b'a'*(3<<20))\nz.close()") == 0 &&
	    whole(path) == ERR_TOOBIG, "one too large is refused");
	check(python(path, "open(p,'w').write('no archive at all')") == 0 &&
	    whole(path) == ERR_INVALID, "what is no archive is refused");
	check(python(path, "open(p,'w')") == 0 && whole(path) == ERR_INVALID,
	    "so is nothing");
}

int
main(void)
{
	char	 dir[] = "/tmp/unzip-XXXXXX", path[64], other[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/a.zip", dir);
	snprintf(other, sizeof(other), "%s/b.zip", dir);
	make(path);
	reads(path);
	damage(path, other);
	lies(path, other);
	others(other);
	check(whole("/nowhere/a.zip") == ERR_IO, "a file that is not there");
	unlink(path);
	unlink(other);
	rmdir(dir);
	return done();
}
