/* route.c: from an address to its handler. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "core/route.h"

#define SEGMENTS	8
#define NAME_CHARS	"abcdefghijklmnopqrstuvwxyz0123456789_-"
#define NAME_LIMIT	40

/* In the order in which one wins over another. */
enum kind { SEG_NAME, SEG_ID, SEG_LITERAL };

struct segment {
	enum kind	 kind;
	const char	*text;		/* the literal, or what follows :id */
	size_t		 n;
};

struct entry {
	const struct route	*route;
	const struct module	*module;
	struct segment		 seg[SEGMENTS];
	size_t			 nseg;
	unsigned int		 rank;	/* kinds as digits: higher wins */
};

struct routes {
	struct entry	*entries;
	size_t		 n;
};

/* Cut a path at its slashes; false if there are too many. */
static bool
path_cut(const char *path, struct segment *seg, size_t *nseg)
{
	const char	*rest = path + 1;
	size_t		 n = 0;

	while (rest != NULL) {
		if (n == SEGMENTS)
			return false;
		str_split(&rest, '/', &seg[n].text, &seg[n].n);
		seg[n].kind = SEG_LITERAL;
		n++;
	}
	if (n > 1 && seg[n - 1].n == 0)
		n--;
	*nseg = n;
	return true;
}

/* ---- compiling */

static void
segment_compile(struct segment *s)
{
	static const struct {
		const char	*word;
		enum kind	 kind;
	} words[] = { { ":id", SEG_ID }, { ":name", SEG_NAME } };
	size_t	 i, k;

	for (i = 0; i < 2; i++) {
		k = strlen(words[i].word);
		if (s->n < k || memcmp(s->text, words[i].word, k) != 0)
			continue;
		s->kind = words[i].kind;
		s->text += k;
		s->n -= k;
	}
}

static void
entry_compile(struct entry *en, const struct module *m,
    const struct route *route)
{
	size_t	 i;

	en->route = route;
	en->module = m;
	if (route->path[0] != '/' ||
	    !path_cut(route->path, en->seg, &en->nseg)) {
		log_error("route %s: not a path", route->path);
		exit(70);
	}
	for (i = 0; i < SEGMENTS; i++) {
		if (i < en->nseg)
			segment_compile(&en->seg[i]);
		en->rank = en->rank * 3 +
		    (i < en->nseg ? (unsigned int)en->seg[i].kind : 0);
	}
}

static bool
segment_same(const struct segment *a, const struct segment *b)
{
	return a->kind == b->kind && a->n == b->n &&
	    memcmp(a->text, b->text, a->n) == 0;
}

static bool
entry_same(const struct entry *a, const struct entry *b)
{
	size_t	 i;

	if (a->nseg != b->nseg || a->route->method != b->route->method)
		return false;
	for (i = 0; i < a->nseg; i++)
		if (!segment_same(&a->seg[i], &b->seg[i]))
			return false;
	return true;
}

/* Whether a program serves a route; own: it is core's. */
static bool
program_serves(const char *program, const char *module, bool own,
    const struct route *route)
{
	static const struct {
		const char	*program;
		const char	*modules[2];
	} parts[] = {
		{ "contacts.fcgi", { "contacts", NULL } },
		{ "deals.fcgi", { "deals", NULL } },
		{ "invoices.fcgi", { "documents", "invoices" } },
		{ "reports.fcgi", { "reports", NULL } },
	};
	size_t	 i;

	if (strcmp(program, "public.fcgi") == 0)
		return strcmp(route->perm, PUBLIC) == 0;
	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strcmp(program, parts[i].program) == 0)
			return own || str_eq(module, parts[i].modules[0]) ||
			    str_eq(module, parts[i].modules[1]) ||
			    str_starts(route->path, "/sign-");
	return true;
}

static void
routes_add(struct routes *r, const struct module *m, bool own,
    const char *program)
{
	const struct route	*route = m->routes;
	size_t			 i;

	for (; route != NULL && route->method != M_END; route++) {
		if (!program_serves(program, m->name, own, route))
			continue;
		entry_compile(&r->entries[r->n], m, route);
		for (i = 0; i < r->n; i++)
			if (entry_same(&r->entries[i], &r->entries[r->n])) {
				log_error("route %s stands twice",
				    route->path);
				exit(70);
			}
		r->n++;
	}
}

struct routes *
routes_new(struct arena *mem, const struct module *const *mods,
    const char *program)
{
	struct routes			*r = arena_alloc(mem, sizeof(*r));
	const struct module *const	*m;
	const struct route		*route;
	size_t				 n = 0;

	for (m = mods; *m != NULL; m++)
		for (route = (*m)->routes; route != NULL &&
		    route->method != M_END; route++)
			n++;
	r->entries = arena_alloc(mem, n * sizeof(*r->entries));
	for (m = mods; *m != NULL; m++)
		routes_add(r, *m, m == mods, program);
	return r;
}

/* ---- finding */

/* The positive number that s begins with; its length, 0 if there is none. */
static size_t
id_read(const char *s, size_t n, int64_t *id)
{
	int64_t	 v = 0;
	size_t	 i;

	for (i = 0; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (v > (INT64_MAX - (s[i] - '0')) / 10)
			return 0;
		v = v * 10 + (s[i] - '0');
	}
	if (i == 0 || s[0] == '0')
		return 0;
	*id = v;
	return i;
}

/* Whether segment s of a route takes what stands in the address. */
static bool
segment_takes(const struct segment *s, const struct segment *is,
    struct arena *mem, struct match *m)
{
	size_t	 k = 0;

	if (s->kind == SEG_ID) {
		k = id_read(is->text, is->n, &m->id);
		if (k == 0)
			return false;
	} else if (s->kind == SEG_NAME) {
		if (is->n <= s->n)
			return false;
		k = is->n - s->n;
		if (k > NAME_LIMIT || strspn(is->text, NAME_CHARS) < k)
			return false;
		m->name = arena_fmt(mem, "%.*s", (int)k, is->text);
	}
	return is->n - k == s->n && memcmp(is->text + k, s->text, s->n) == 0;
}

static bool
entry_takes(const struct entry *en, const struct segment *seg, size_t nseg,
    struct arena *mem, struct match *m)
{
	size_t	 i;

	if (nseg != en->nseg)
		return false;
	for (i = 0; i < nseg; i++)
		if (!segment_takes(&en->seg[i], &seg[i], mem, m))
			return false;
	m->route = en->route;
	m->module = en->module;
	return true;
}

enum err
routes_find(const struct routes *r, struct arena *mem, enum method method,
    const char *path, struct match *out)
{
	struct segment	 seg[SEGMENTS] = { 0 };
	struct match	 best = { 0 }, m;
	unsigned int	 rank = 0;
	size_t		 i, nseg;

	assert(path[0] == '/');
	*out = best;
	if (!path_cut(path, seg, &nseg))
		return ERR_NOTFOUND;
	for (i = 0; i < r->n; i++) {
		m = (struct match){ 0 };
		if (!entry_takes(&r->entries[i], seg, nseg, mem, &m))
			continue;
		best.get |= m.route->method == GET;
		best.post |= m.route->method == POST;
		if (m.route->method != method ||
		    (best.route != NULL && r->entries[i].rank <= rank))
			continue;
		rank = r->entries[i].rank;
		best.route = m.route;
		best.module = m.module;
		best.id = m.id;
		best.name = m.name;
	}
	*out = best;
	if (best.route != NULL)
		return OK;
	return best.get || best.post ? ERR_METHOD : ERR_NOTFOUND;
}

bool
routes_have(const struct routes *r, const char *path)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		if (r->entries[i].route->method == GET &&
		    strcmp(r->entries[i].route->path, path) == 0)
			return true;
	return false;
}

const struct route *
routes_at(const struct routes *r, size_t i, const struct module **mod)
{
	if (i >= r->n)
		return NULL;
	*mod = r->entries[i].module;
	return r->entries[i].route;
}
