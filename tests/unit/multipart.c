/* What core/multipart promises; above all: how a body is cut is no matter. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "core/multipart.h"
#include "tests/unit/tap.h"

#define TYPE	"multipart/form-data; boundary=AaB"

/* ---- the parts as one text: <name|filename>data. */

static enum err
note_begin(void *arg, const struct part *p)
{
	str_fmt(arg, "<%s|%s>", p->name, p->filename ? p->filename : "-");
	return OK;
}

static enum err
note_data(void *arg, const char *s, size_t n)
{
	str_addn(arg, s, n);
	return OK;
}

static enum err
note_end(void *arg)
{
	str_add(arg, ".");
	return OK;
}

/* Read body in pieces of first, then of step bytes; the parts into s. */
static enum err
read_parts(struct arena *mem, const char *body, size_t n, size_t first,
    size_t step, struct str *s)
{
	struct part_sink	 sink = { s, note_begin, note_data, note_end };
	struct multipart	*m;
	enum err		 e;
	size_t			 k;

	str_init(s, mem);
	if ((e = multipart_new(mem, TYPE, &sink, &m)) != OK)
		return e;
	for (k = first; e == OK && n > 0; k = step) {
		k = k < n ? k : n;
		e = multipart_feed(m, body, k);
		body += k;
		n -= k;
	}
	return e != OK ? e : multipart_end(m);
}

struct sample {
	const char	*body;
	const char	*want;		/* NULL: malformed */
	const char	*fact;
};

#define HEAD(rest)	"Content-Disposition: form-data; " rest "\r\n\r\n"

static const struct sample samples[] = {
	{ "--AaB--\r\n", "", "a form without fields" },
	{ "--AaB--", "", "the last line end may be missing" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "1\r\n--AaB--\r\n", "<a|->1.",
	    "a value" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "\r\n--AaB--\r\n", "<a|->.",
	    "an empty value" },
	{ "--AaB\r\n" HEAD("name=a") "1\r\n--AaB\r\n" HEAD("name=b")
	    "2\r\n--AaB--", "<a|->1.<b|->2.", "two values, names without quotes" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "x\r\n--Aa\r\n-AaB\r\n\r\n--AaB--",
	    "<a|->x\r\n--Aa\r\n-AaB\r\n.", "what only looks like a boundary" },
	{ "--AaB\r\nX-Any: 1\r\ncontent-disposition:form-data;name=\"ім’я\";"
	    "filename=\"звіт \\\"1\\\" %22.pdf\"\r\nContent-Type: a/b\r\n\r\n"
	    "\x01\xff\r\n\r\n--AaB--", "<ім’я|звіт \"1\" \".pdf>\x01\xff\r\n.",
	    "a file of any bytes, quotes in its name" },
	{ "--AaB\r\n" HEAD("name=\"f\"; filename=\"C:\\dir\\x.csv\"")
	    "1\r\n--AaB--", "<f|x.csv>1.", "a folder of Windows is cut off" },
	{ "--AaB\r\n" HEAD("name=\"f\"; filename=\"../../etc/passwd\"")
	    "1\r\n--AaB--", "<f|passwd>1.", "a folder of Unix is cut off" },
	{ "--AaB\r\n" HEAD("name=\"f\"; filename=\"\"") "\r\n--AaB--",
	    "<f|>.", "no file chosen" },
	{ "preamble\r\n--AaB\r\n" HEAD("name=a") "1\r\n--AaB--\r\nepilogue",
	    "<a|->1.", "what stands before and behind is passed over" },
	{ "", NULL, "nothing" },
	{ "--\r\n", NULL, "no boundary" },
	{ "--AaB\r\n", NULL, "cut off before a head" },
	{ "--AaB\r\nContent-Disposition: form-data; name=\"a\"\r\n", NULL,
	    "cut off in a head" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "cut off", NULL, "cut off in a value" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "1\r\n--AaB", NULL,
	    "cut off behind a boundary" },
	{ "--AaB\r\n" HEAD("name=\"a\"") "1\r\n--AaB-", NULL,
	    "cut off in the end mark" },
	{ "--AaBc\r\n" HEAD("name=\"a\"") "1\r\n--AaB--", NULL,
	    "a boundary with a tail" },
	{ "--AaB\r\n\r\n1\r\n--AaB--", NULL, "a part without a head" },
	{ "--AaB\r\nX: 1\r\n\r\n1\r\n--AaB--", NULL, "a part without a name" },
	{ "--AaB\r\n" HEAD("filename=\"a\"") "1\r\n--AaB--", NULL,
	    "a file without a field" },
	{ "--AaB\r\n" HEAD("name=\"a\"; name=\"b\"") "1\r\n--AaB--", NULL,
	    "two names" },
	{ "--AaB\r\n" HEAD("name=\"a") "1\r\n--AaB--", NULL,
	    "a quote without end" },
	{ "--AaB\r\n" HEAD("name") "1\r\n--AaB--", NULL,
	    "a parameter without value" },
	{ "--AaB\r\n" HEAD("name=\"a\x01\"") "1\r\n--AaB--", NULL,
	    "a control character in a name" },
	{ "--AaB\r\n" HEAD("name=\"a\xff\"") "1\r\n--AaB--", NULL,
	    "a name that is not UTF-8" },
	{ "--AaB\r\n" HEAD("name=\"a\rb\"") "1\r\n--AaB--", NULL,
	    "a lone CR in a head" },
	{ "--AaB\r\nno colon\r\n\r\n1\r\n--AaB--", NULL,
	    "a line that is no header" },
	{ "--AaB\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n"
	    "--AaB--", NULL, "another disposition" },
};

/* The sample whole, byte by byte, and cut at every place. */
static void
sample_check(const struct sample *t)
{
	struct arena	*mem = arena_new();
	size_t		 n = strlen(t->body), i;
	struct str	 s;
	enum err	 e;
	int		 good = 1;

	for (i = 0; i <= n; i++) {
		e = read_parts(mem, t->body, n, i == 0 ? 1 : i,
		    i == 0 ? 1 : n, &s);
		if (t->want == NULL)
			good &= e == ERR_MALFORMED;
		else
			good &= e == OK && strcmp(s.s, t->want) == 0;
	}
	if (!good)
		printf("# %d: %s\n", e, s.s);
	check(good, t->fact);
	arena_free(mem);
}

static void
types(struct arena *mem)
{
	static const struct {
		const char	*type;
		enum err	 want;
	} list[] = {
		{ "multipart/form-data; boundary=x", OK },
		{ "Multipart/Form-Data;charset=utf-8;BOUNDARY=\"a b\"", OK },
		{ "multipart/form-data", ERR_MALFORMED },
		{ "multipart/form-data; boundary=", ERR_MALFORMED },
		{ "multipart/form-data; boundary=\"\"", ERR_MALFORMED },
		{ "multipart/form-data; boundary=\"a", ERR_MALFORMED },
		{ "multipart/form-data; boundary=a; boundary=b", ERR_MALFORMED },
		{ "multipart/form-data; boundary=\"a \"", ERR_MALFORMED },
		{ "multipart/form-data; boundary=a\\b", ERR_MALFORMED },
		{ "multipart/form-datax; boundary=a", ERR_MALFORMED },
		{ "multipart/mixed; boundary=a", ERR_MALFORMED },
		{ "", ERR_MALFORMED },
	};
	struct part_sink	 sink = { 0 };
	struct multipart	*m;
	struct str		 s;
	size_t			 i;

	for (i = 0; i < sizeof(list) / sizeof(*list); i++)
		check(multipart_new(mem, list[i].type, &sink, &m) ==
		    list[i].want, list[i].type);
	str_init(&s, mem);
	str_add(&s, "multipart/form-data; boundary=");
	for (i = 0; i < 70; i++)
		str_addc(&s, 'b');
	check(multipart_new(mem, s.s, &sink, &m) == OK, "70 are a boundary");
	str_addc(&s, 'b');
	check(multipart_new(mem, s.s, &sink, &m) == ERR_MALFORMED, "71 not");
}

/* A big head is refused, whatever the pieces; a big body is not. */
static void
sizes(struct arena *mem)
{
	struct str	 body, s;
	size_t		 i;

	str_init(&body, mem);
	str_add(&body, "--AaB\r\nX: ");
	for (i = 0; i < 8300; i++)
		str_addc(&body, 'x');
	str_add(&body, "\r\n" HEAD("name=a") "1\r\n--AaB--");
	check(read_parts(mem, body.s, body.n, 1, 1, &s) == ERR_MALFORMED &&
	    read_parts(mem, body.s, body.n, body.n, 1, &s) == ERR_MALFORMED,
	    "a head over 8 KB is refused");
	str_cut(&body, 0);
	str_add(&body, "--AaB\r\n" HEAD("name=a"));
	for (i = 0; i < 200000; i++)
		str_add(&body, "\r\n--Aa");
	str_add(&body, "\r\n--AaB--");
	check(read_parts(mem, body.s, body.n, body.n, 1, &s) == OK &&
	    s.n == 200000 * 6 + 6, "a body full of near boundaries is read");
	str_cut(&body, 0);
	for (i = 0; i <= MULTIPART_PARTS_MAX; i++)
		str_add(&body, "--AaB\r\n" HEAD("name=a") "1\r\n");
	str_add(&body, "--AaB--");
	check(read_parts(mem, body.s, body.n, body.n, 1, &s) == ERR_TOOBIG,
	    "too many parts are refused");
}

static int
folder_count(const char *dir)
{
	DIR		*d = opendir(dir);
	struct dirent	*entry;
	int		 n = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return n;
}

static enum err
take(struct arena *mem, const char *dir, const char *body, size_t n,
    const struct param **list, const struct upload **files, size_t *nfiles)
{
	struct intake		*in = intake_new(mem, dir);
	struct part_sink	 sink = intake_sink(in);
	struct multipart	*m;
	enum err		 e = multipart_new(mem, TYPE, &sink, &m);

	if (e == OK)
		e = multipart_feed(m, body, n);
	if (e == OK)
		e = multipart_end(m);
	if (e == OK)
		intake_result(in, list, files, nfiles);
	return e;
}

/* Only what has lain for more than a day goes. */
static void
sweeping(const char *dir)
{
	struct timespec	 old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	char		 a[96], b[96];

	snprintf(a, sizeof(a), "%s/upload-old", dir);
	snprintf(b, sizeof(b), "%s/upload-new", dir);
	fclose(fopen(a, "w"));
	fclose(fopen(b, "w"));
	utimensat(AT_FDCWD, a, old, 0);
	intake_sweep(dir);
	check(access(a, F_OK) != 0 && access(b, F_OK) == 0,
	    "what a killed process left is swept away after a day");
	unlink(b);
}

static void
intakes(void)
{
	static const char	 body[] = "--AaB\r\n" HEAD("name=a") "1\r\n"
	    "--AaB\r\n" HEAD("name=f; filename=x") "data\r\n"
	    "--AaB\r\n" HEAD("name=g; filename=\"\"") "\r\n--AaB--";
	static const char	 bad[] = "--AaB\r\n" HEAD("name=a")
	    "\xff\r\n--AaB--";
	const struct param	*list = NULL;
	const struct upload	*files = NULL;
	struct arena		*mem = arena_new();
	char			 dir[64], got[8] = "";
	size_t			 nfiles = 0;
	FILE			*f;

	snprintf(dir, sizeof(dir), "/tmp/kartoteka-in-%d", (int)getpid());
	check(take(mem, dir, body, sizeof(body) - 1, &list, &files,
	    &nfiles) == OK, "a form with a file is taken");
	check(list != NULL && strcmp(list->value, "1") == 0 &&
	    list->next == NULL, "its values are a list");
	check(nfiles == 1 && strcmp(files[0].field, "f") == 0 &&
	    strcmp(files[0].name, "x") == 0 && files[0].size == 4,
	    "its files are those that were chosen");
	f = nfiles == 1 ? fopen(files[0].path, "r") : NULL;
	check(f != NULL && fgets(got, sizeof(got), f) != NULL &&
	    strcmp(got, "data") == 0, "the file holds what was sent");
	if (f != NULL)
		fclose(f);
	check(take(mem, dir, bad, sizeof(bad) - 1, &list, &files,
	    &nfiles) == ERR_MALFORMED, "a value that is not UTF-8 is refused");
	arena_free(mem);
	check(folder_count(dir) == 0, "files end with the arena");
	sweeping(dir);
	rmdir(dir);
}

int
main(void)
{
	struct arena	*mem = arena_new();
	size_t		 i;

	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		sample_check(&samples[i]);
	types(mem);
	sizes(mem);
	intakes();
	arena_free(mem);
	return done();
}
