/* kept.c: what a worker remembers while setting rev stands still. */
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "core/kept.h"
#include "core/site.h"

#define MOST	200	/* results, and facts, of one process */
#define BRIEF	256	/* facts that are kept for some seconds */

/* A result, or a fact where there are no rows. */
struct kept {
	const char		*what;	/* the statement's literal, the fact */
	struct db_val		*args;
	size_t			 nargs;
	struct db_rows		*rows;
};

static struct {
	struct arena	*mem;
	int64_t		 rev;
	size_t		 n;
	struct kept	 list[MOST];
	struct {
		uint64_t	 fact;		/* of its SHA-256 */
		int64_t		 until_s;
		int64_t		 n;
	}		 brief[BRIEF];	/* by the fact, the newer one stays */
} held;

/*
 * Whether anything may be kept for w, also within a transaction if told so;
 * forgets what is of another rev.
 */
static bool
usable(const struct work *w, bool within)
{
	if (w->site == NULL || w->site->rev <= 0 ||
	    (w->memo != NULL && !within))
		return false;
	if (held.mem != NULL && held.rev == w->site->rev)
		return true;
	if (held.mem == NULL)
		held.mem = arena_new();
	arena_reset(held.mem);
	held.n = 0;
	memset(held.brief, 0, sizeof(held.brief));
	held.rev = w->site->rev;
	return true;
}

static bool
value_same(const struct db_val *a, const struct db_val *b)
{
	if (a->type != b->type || a->type == DB_INT)
		return a->type == b->type && a->i == b->i;
	if (a->s == NULL || b->s == NULL)
		return a->s == b->s;
	return a->n == b->n &&
	    (a->n > 0 ? memcmp(a->s, b->s, a->n) : strcmp(a->s, b->s)) == 0;
}

static struct kept *
find(const char *what, const struct db_val *args, size_t nargs)
{
	for (size_t i = 0; i < held.n; i++) {
		struct kept	*k = &held.list[i];
		size_t		 a = 0;

		if (k->nargs != nargs || strcmp(k->what, what) != 0)
			continue;
		while (a < nargs && value_same(&k->args[a], &args[a]))
			a++;
		if (a == nargs)
			return k;
	}
	return NULL;
}

/* A place at the end, with copies of the values. */
static struct kept *
add(const char *what, const struct db_val *args, size_t nargs)
{
	struct kept	*k = &held.list[held.n++];

	k->what = arena_strdup(held.mem, what);
	k->nargs = nargs;
	k->rows = NULL;
	k->args = arena_alloc(held.mem, (nargs + 1) * sizeof(*k->args));
	for (size_t i = 0; i < nargs; i++) {
		char	*s;
		size_t	 n;

		k->args[i] = args[i];
		if (args[i].type == DB_INT || args[i].s == NULL)
			continue;
		n = args[i].n > 0 ? args[i].n : strlen(args[i].s) + 1;
		s = arena_alloc(held.mem, n);
		memcpy(s, args[i].s, n);
		k->args[i].s = s;
	}
	return k;
}

/* db_query_() or db_query_once(). */
typedef enum err asking(struct db *, struct arena *, struct db_rows **,
    const char *, const struct db_val *, size_t);

static enum err
ask(struct work *w, bool within, asking *how, const struct db_rows **out,
    const char *sql, const struct db_val *args, size_t nargs)
{
	bool		 keep = usable(w, within);
	struct kept	*k = keep ? find(sql, args, nargs) : NULL;
	struct db_rows	*rows;
	enum err	 e;

	if (k != NULL) {
		*out = k->rows;
		return OK;
	}
	keep = keep && held.n < MOST;
	e = how(w->db, keep ? held.mem : w->mem, &rows, sql, args, nargs);
	if (e == OK && keep)
		add(sql, args, nargs)->rows = rows;
	if (e == OK)
		*out = rows;
	return e;
}

enum err
kept_query_(struct work *w, const struct db_rows **out, const char *sql,
    const struct db_val *args, size_t nargs)
{
	return ask(w, false, db_query_, out, sql, args, nargs);
}

enum err
kept_query_once(struct work *w, const struct db_rows **out, const char *sql,
    const struct db_val *args, size_t nargs)
{
	return ask(w, false, db_query_once, out, sql, args, nargs);
}

enum err
kept_within_(struct work *w, const struct db_rows **out, const char *sql,
    const struct db_val *args, size_t nargs)
{
	return ask(w, true, db_query_, out, sql, args, nargs);
}

bool
kept_noted(const struct work *w, const char *fact)
{
	return usable(w, false) && find(fact, NULL, 0) != NULL;
}

void
kept_note(const struct work *w, const char *fact)
{
	if (usable(w, false) && held.n < MOST && find(fact, NULL, 0) == NULL)
		add(fact, NULL, 0);
}

static uint64_t
brief_hash(const char *fact)
{
	uint8_t		 sum[32];
	uint64_t	 h;

	crypto_sha256(fact, strlen(fact), sum);
	memcpy(&h, sum, sizeof(h));
	return h;
}

bool
kept_told_briefly(const struct work *w, const char *fact,
    int64_t *n)
{
	uint64_t	 h = brief_hash(fact);

	if (!usable(w, false) || held.brief[h % BRIEF].fact != h ||
	    held.brief[h % BRIEF].until_s <= w->now_s)
		return false;
	*n = held.brief[h % BRIEF].n;
	return true;
}

void
kept_tell_briefly(const struct work *w, const char *fact, int seconds,
    int64_t n)
{
	uint64_t	 h = brief_hash(fact);

	if (!usable(w, false))
		return;
	held.brief[h % BRIEF].fact = h;
	held.brief[h % BRIEF].until_s = w->now_s + seconds;
	held.brief[h % BRIEF].n = n;
}

bool
kept_noted_briefly(const struct work *w, const char *fact)
{
	int64_t	 n;

	return kept_told_briefly(w, fact, &n);
}

void
kept_note_briefly(const struct work *w, const char *fact, int seconds)
{
	kept_tell_briefly(w, fact, seconds, 0);
}
