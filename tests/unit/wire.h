#ifndef UNIT_WIRE_H
#define UNIT_WIRE_H

#include <string.h>

#include "base/str.h"
#include "core/wire.h"

/* A web server made of an array: names and values by turns, then NULL. */
struct test_wire {
	struct wire		 wire;	/* first: the two are cast */
	const char *const	*vars;
	const char		*body;
	struct str		 sent;
	int			 broken;	/* takes nothing more */
};

static inline const char *
test_env(struct wire *w, const char *name)
{
	const char *const	*v = ((struct test_wire *)w)->vars;

	for (; *v != NULL; v += 2)
		if (strcmp(v[0], name) == 0)
			return v[1];
	return NULL;
}

/* A byte at a time, so that nobody relies on more. */
static inline size_t
test_read(struct wire *w, char *buf, size_t n)
{
	struct test_wire	*t = (struct test_wire *)w;

	if (n == 0 || w->left == 0 || *t->body == '\0')
		return 0;
	*buf = *t->body++;
	w->left--;
	return 1;
}

static inline enum err
test_write(struct wire *w, const char *s, size_t n)
{
	struct test_wire	*t = (struct test_wire *)w;

	if (t->broken)
		return ERR_IO;
	str_addn(&t->sent, s, n);
	return OK;
}

static inline void
wire_make(struct test_wire *t, struct arena *mem, const char *const *vars,
    const char *body)
{
	memset(t, 0, sizeof(*t));
	t->wire.env = test_env;
	t->wire.read = test_read;
	t->wire.write = test_write;
	t->vars = vars;
	t->body = body;
	str_init(&t->sent, mem);
}

#endif
