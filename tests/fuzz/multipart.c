/*
 * multipart.c: a Content-Type in the first line, then the body; it means the
 * same however it is cut.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "core/multipart.h"
#include "tests/fuzz/fuzz.h"

static enum err
part_begin(void *arg, const struct part *p)
{
	struct str	*s = arg;

	must(utf8_valid(p->name, strlen(p->name)), "a name is UTF-8");
	must(p->filename == NULL || strpbrk(p->filename, "/\\") == NULL,
	    "a file's name has no folder");
	str_fmt(s, "<%s|%s|", p->name, p->filename != NULL ? p->filename :
	    "-");
	return OK;
}

static enum err
part_data(void *arg, const char *bytes, size_t n)
{
	str_addn(arg, bytes, n);
	return OK;
}

static enum err
part_end(void *arg)
{
	str_addc(arg, '>');
	return OK;
}

static enum err
read_in_steps(struct arena *mem, const char *type, const char *body, size_t n,
    size_t step, struct str *out)
{
	struct part_sink	 sink = { out, part_begin, part_data,
				    part_end };
	struct multipart	*m;
	enum err		 e;
	size_t			 k;
	char			*piece;

	str_init(out, mem);
	e = multipart_new(mem, type, &sink, &m);
	for (; e == OK && n > 0; body += k, n -= k) {
		k = step < n ? step : n;
		piece = malloc(k);
		must(piece != NULL, "there is memory");
		memcpy(piece, body, k);
		e = multipart_feed(m, piece, k);
		free(piece);
	}
	return e == OK ? multipart_end(m) : e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	char		*text = fuzz_text(mem, data, size), *body;
	struct str	 one, two;
	size_t		 n;
	enum err	 e;

	body = memchr(text, '\n', size);
	if (body != NULL) {
		*body++ = '\0';
		n = size - (size_t)(body - text);
		e = read_in_steps(mem, text, body, n, n, &one);
		must(e == read_in_steps(mem, text, body, n, 1, &two),
		    "pieces of a byte give the same answer");
		must(e != OK || (one.n == two.n && (one.n == 0 ||
		    memcmp(one.s, two.s, one.n) == 0)),
		    "pieces of a byte give the same parts");
		must(e == read_in_steps(mem, text, body, n, 7, &two),
		    "and so do pieces of seven");
	}
	arena_free(mem);
	return 0;
}
