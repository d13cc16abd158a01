/*
 * request.c: variables of the web server, NAME=VALUE a line, an empty line,
 * then the body.
 */
#include "base/conf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/request.h"
#include "core/wire.h"
#include "tests/fuzz/fuzz.h"

struct fuzz_wire {
	struct wire	 wire;		/* first: the two are cast */
	const char	*lines;
	struct arena	*mem;
	const char	*body;
	size_t		 nbody;
};

static const char *
lines_env(struct wire *wire, const char *name)
{
	struct fuzz_wire	*f = (struct fuzz_wire *)wire;
	const char		*rest = f->lines, *line;
	size_t			 n, k = strlen(name);

	while (str_split(&rest, '\n', &line, &n))
		if (n > k && line[k] == '=' && memcmp(line, name, k) == 0)
			return arena_fmt(f->mem, "%.*s", (int)(n - k - 1),
			    line + k + 1);
	return NULL;
}

static size_t
body_read(struct wire *wire, char *buf, size_t n)
{
	struct fuzz_wire	*f = (struct fuzz_wire *)wire;

	n = n < wire->left ? n : wire->left;
	n = n < f->nbody ? n : f->nbody;
	memcpy(buf, f->body, n);
	f->body += n;
	f->nbody -= n;
	wire->left -= n;
	return n;
}

static void
look(const struct request *rq, enum err e)
{
	must(rq->path != NULL && *rq->path == '/', "a path begins with /");
	must(e != OK || (!utf8_has_control(rq->path) &&
	    strpbrk(rq->path, "\r\n\t\\") == NULL &&
	    strstr(rq->path, "/../") == NULL),
	    "a path is a plain text");
	must(rq->addr != NULL && strpbrk(rq->addr, " \n,%") == NULL,
	    "an address is one");
	for (const struct param *p = rq->params; p != NULL; p = p->next)
		must(utf8_valid(p->value, strlen(p->value)) &&
		    utf8_valid(p->name, strlen(p->name)),
		    "parameters are UTF-8");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct conf	 conf = { .base_path = "/crm",
					    .data_dir = "/dev/shm",
					    .trusted_proxies = "127.0.0.1" };
	struct arena		*mem = arena_new();
	char			*text = fuzz_text(mem, data, size);
	char			*body = strstr(text, "\n\n");
	struct fuzz_wire	 f = { { lines_env, body_read, NULL, 0 },
				    text, mem, text + size, 0 };
	struct work		 w = { .mem = mem, .conf = &conf };
	struct request		 rq = { .work = &w, .wire = &f.wire };
	enum err		 e;

	if (body != NULL) {
		*body = '\0';
		f.body = body + 2;
		f.nbody = size - (size_t)(f.body - text);
	}
	e = request_read(&rq);
	look(&rq, e);
	if (e == OK && request_read_body(&rq) == OK)
		look(&rq, e);
	(void)request_cookie(&rq, "ks");
	request_drain(&rq);
	arena_free(mem);
	return 0;
}
