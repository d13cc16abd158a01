/* index.c: a table of texts. */
#include <string.h>

#include "base/hash.h"
#include "mod/transfer/index.h"

/* Where key is, or where it would go. */
static struct entry *
place(struct entry *slots, size_t cap, const char *key)
{
	size_t	 i = (size_t)hash64(HASH64, key) & (cap - 1);

	while (slots[i].key != NULL && strcmp(slots[i].key, key) != 0)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

void
index_init(struct index *ix, struct arena *mem)
{
	ix->mem = mem;
	ix->n = 0;
	ix->cap = 64;
	ix->slots = arena_alloc(mem, ix->cap * sizeof(*ix->slots));
}

struct entry *
index_find(const struct index *ix, const char *key)
{
	struct entry	*e = place(ix->slots, ix->cap, key);

	return e->key != NULL ? e : NULL;
}

static void
grow(struct index *ix)
{
	size_t		 cap = ix->cap * 2;
	struct entry	*slots = arena_alloc(ix->mem, cap * sizeof(*slots));

	for (size_t i = 0; i < ix->cap; i++)
		if (ix->slots[i].key != NULL)
			*place(slots, cap, ix->slots[i].key) = ix->slots[i];
	ix->slots = slots;
	ix->cap = cap;
}

struct entry *
index_add(struct index *ix, const char *key)
{
	struct entry	*e;

	if (ix->n * 2 >= ix->cap)
		grow(ix);
	e = place(ix->slots, ix->cap, key);
	if (e->key == NULL) {
		e->key = key;
		ix->n++;
	}
	return e;
}
