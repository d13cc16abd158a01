#ifndef TRANSFER_INDEX_H
#define TRANSFER_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * Texts and what is known of each, found at once however many there are.
 */
struct entry {
	const char	*key;
	int64_t		 id;		/* of a record; 0: not known yet */
	int64_t		 other;		/* a second number, the caller's */
	const char	*text;		/* or a text, the caller's */
	const char	*name;		/* and another one */
	size_t		 n;		/* how many records bear the key */
};

struct index {
	struct arena	*mem;
	struct entry	*slots;
	size_t		 cap;		/* a power of two */
	size_t		 n;
};

/*
 * An empty index; all it holds lives in mem.
 */
void		 index_init(struct index *ix, struct arena *mem);

/*
 * The entry of key, or NULL.  It stays where it is until the next index_add().
 */
struct entry	*index_find(const struct index *ix, const char *key);

/*
 * The entry of key, made if there is none (then n is 0).  key is kept as it
 * is, so it must live as long as the index.
 */
struct entry	*index_add(struct index *ix, const char *key);

#endif
