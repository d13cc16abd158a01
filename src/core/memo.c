/* memo.c: what a transaction has found out already. */
#include <stddef.h>

#include "base/arena.h"
#include "core/memo.h"

#define NOTES	128

struct note_of {
	const void	*kind;
	int64_t		 id;
	const void	*what;
};

struct memo {
	size_t		 n;
	struct note_of	 notes[NOTES];
};

struct memo *
memo_new(struct arena *mem)
{
	return arena_alloc(mem, sizeof(struct memo));
}

static struct note_of *
find(struct memo *m, const void *kind, int64_t id)
{
	for (size_t i = 0; m != NULL && i < m->n; i++)
		if (m->notes[i].id == id && m->notes[i].kind == kind)
			return &m->notes[i];
	return NULL;
}

void
memo_put(struct work *w, const void *kind, int64_t id, const void *what)
{
	struct memo	*m = w->memo;
	struct note_of	*note = find(m, kind, id);

	if (note == NULL && (m == NULL || m->n == NOTES))
		return;
	if (note == NULL)
		note = &m->notes[m->n++];
	*note = (struct note_of){ kind, id, what };
}

const void *
memo_get(const struct work *w, const void *kind, int64_t id)
{
	const struct note_of	*note = find(w->memo, kind, id);

	return note != NULL ? note->what : NULL;
}

void
memo_drop(struct work *w, const void *kind, int64_t id)
{
	struct note_of	*note = find(w->memo, kind, id);

	if (note != NULL)
		*note = w->memo->notes[--w->memo->n];
}

void
memo_clear(struct work *w)
{
	if (w->memo != NULL)
		w->memo->n = 0;
}

void
memo_know(struct work *w, const struct entity *e, int64_t id, enum verb v,
    const char *title)
{
	const struct known	*before = memo_get(w, e, id);
	struct known		*k;

	if (w->memo == NULL || (v != VERB_SEE && v != VERB_EDIT))
		return;
	k = arena_alloc(w->mem, sizeof(*k));
	k->rights = w->actor.rights;
	k->see = v == VERB_SEE;
	k->edit = v == VERB_EDIT;
	k->title = title;
	if (before != NULL && before->rights == k->rights) {
		k->see |= before->see;
		k->edit |= before->edit;
		if (title == NULL)
			k->title = before->title;
	}
	memo_put(w, e, id, k);
}

const struct known *
memo_known(const struct work *w, const struct entity *e, int64_t id,
    enum verb v)
{
	const struct known	*k = memo_get(w, e, id);

	if (k == NULL || k->rights != w->actor.rights)
		return NULL;
	return (v == VERB_SEE && k->see) || (v == VERB_EDIT && k->edit) ? k :
	    NULL;
}
