/* search_rows.c: rows of the search index that come and go. */
#include <stdlib.h>
#include <string.h>

#include "core/gate.h"
#include "core/search_parts.h"

#define ADD_MOST	12000	/* rows of one statement */
#define ROW_BYTES	30	/* of one, besides its texts, as it is sent */
#define TAKE_MOST	200	/* postings taken away by one: a range each */

/* One row of posting; with doc the one that has all words. */
struct key {
	int64_t			 kind, id;
	const char		*word;
	int64_t			 sign;
	const struct search_doc	*doc;
};

struct keys {
	struct key	*list;
	size_t		 n;
};

static int
by_key(const void *a, const void *b)
{
	const struct key	*x = a, *y = b;
	int			 c;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	c = strcmp(x->word, y->word);
	return c != 0 ? c : x->id < y->id ? -1 : x->id > y->id;
}

/* The words of a that b has not, or has with another sign. */
static void
keys_without(struct keys *out, const struct search_item *item,
    const struct search_doc *a, const struct search_doc *b, bool taken)
{
	size_t	 j = 0;

	for (size_t i = 0; a != NULL && i < a->nkeys; i++) {
		int	 c = -1;

		while (b != NULL && j < b->nkeys &&
		    (c = strcmp(a->keys[i], b->keys[j])) > 0)
			j++;
		if (b != NULL && j < b->nkeys && c == 0 &&
		    (taken || a->sign == b->sign))
			continue;
		out->list[out->n++] = (struct key){ .kind = item->kind,
		    .id = item->id, .word = a->keys[i], .sign = a->sign };
	}
}

/* The row of all words: gone with the record, else new or another. */
static void
key_of_all(struct keys *out, const struct search_item *item, bool taken)
{
	if (taken ? item->now == NULL : item->now != NULL)
		out->list[out->n++] = (struct key){ .kind = item->kind,
		    .id = item->id, .word = "",
		    .sign = taken ? 0 : item->now->sign,
		    .doc = taken ? NULL : item->now };
}

/* What goes (taken) or comes, in the order of the table. */
static void
keys_collect(struct work *w, const struct search_item *items, size_t n,
    bool taken, struct keys *out)
{
	size_t	 most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct search_doc	*d = taken ? items[i].old :
					    items[i].now;

		most += d != NULL ? d->nkeys + 1 : 1;
	}
	out->n = 0;
	out->list = arena_alloc(w->mem, (most + 1) * sizeof(*out->list));
	for (size_t i = 0; i < n; i++) {
		if (taken)
			keys_without(out, &items[i], items[i].old,
			    items[i].now, true);
		else
			keys_without(out, &items[i], items[i].now,
			    items[i].old, false);
		key_of_all(out, &items[i], taken);
	}
	if (out->n > 1)
		qsort(out->list, out->n, sizeof(*out->list), by_key);
}

static enum err
postings_add(struct work *w, const struct key *list, size_t n)
{
	struct sql	 q;

	sql_init(&q, w->mem);
	sql_add(&q, "INSERT INTO posting (kind, word, id, sign, words, numbers) "
	    "VALUES ");
	for (size_t i = 0; i < n; i++) {
		str_fmt(&q.s, "%s(%d,", i > 0 ? "," : "", (int)list[i].kind);
		sql_text(&q, list[i].word);
		sql_add(&q, ",");
		sql_int(&q, list[i].id);
		str_fmt(&q.s, ",%lld", (long long)list[i].sign);
		if (list[i].doc != NULL) {
			sql_add(&q, ",");
			sql_text(&q, list[i].doc->words);
			sql_add(&q, ",");
			sql_text(&q, list[i].doc->numbers);
			sql_add(&q, ")");
		} else {
			sql_add(&q, ",NULL,NULL)");
		}
	}
	sql_add(&q, " ON DUPLICATE KEY UPDATE sign = VALUES(sign), "
	    "words = VALUES(words), numbers = VALUES(numbers)");
	return db_exec_once(w->db, q.s.s, q.vals, q.n);
}

static enum err
postings_take(struct work *w, const struct key *list, size_t n)
{
	struct sql	 q;

	sql_init(&q, w->mem);
	sql_add(&q, "DELETE FROM posting WHERE ");
	for (size_t i = 0; i < n; i++) {
		str_fmt(&q.s, "%s(kind = %d AND word = ", i > 0 ? " OR " : "",
		    (int)list[i].kind);
		sql_text(&q, list[i].word);
		sql_add(&q, " AND id = ");
		sql_int(&q, list[i].id);
		sql_add(&q, ")");
	}
	return db_exec_once(w->db, q.s.s, q.vals, q.n);
}

/* How many of n rows one statement takes. */
static size_t
keys_fit(const struct key *list, size_t n, size_t most)
{
	size_t	 k = 0;

	for (size_t bytes = 0; k < n && k < most && bytes < SQL_BYTES; k++) {
		bytes += strlen(list[k].word) + ROW_BYTES;
		if (list[k].doc != NULL)
			bytes += strlen(list[k].doc->words) +
			    strlen(list[k].doc->numbers);
	}
	return k;
}

static enum err
keys_write(struct work *w, const struct keys *keys, size_t most,
    enum err (*fn)(struct work *, const struct key *, size_t))
{
	enum err	 e = OK;
	size_t		 k;

	for (size_t i = 0; i < keys->n && e == OK; i += k) {
		k = keys_fit(keys->list + i, keys->n - i, most);
		e = fn(w, keys->list + i, k);
	}
	return e;
}

/* Whether the words of an item are as they were. */
static bool
item_same(const struct search_item *i)
{
	if (i->old == NULL || i->now == NULL)
		return i->old == i->now;
	return strcmp(i->old->words, i->now->words) == 0 &&
	    strcmp(i->old->numbers, i->now->numbers) == 0;
}

enum err
search_items_write(struct work *w, const struct search_item *items, size_t n)
{
	struct search_item	*live = arena_alloc(w->mem,
				    (n + 1) * sizeof(*live));
	struct keys		 gone, come;
	size_t			 k = 0;
	enum err		 e;

	for (size_t i = 0; i < n; i++)
		if (!item_same(&items[i]))
			live[k++] = items[i];
	if (k == 0)
		return OK;
	keys_collect(w, live, k, true, &gone);
	keys_collect(w, live, k, false, &come);
	e = keys_write(w, &gone, TAKE_MOST, postings_take);
	return e == OK ? keys_write(w, &come, ADD_MOST, postings_add) : e;
}
