/* search.c: by what a record is found, kept with every save. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/alike.h"
#include "base/hash.h"
#include "base/str.h"
#include "core/field.h"
#include "core/search_parts.h"

#define WORDS_MOST	48	/* of a record */
#define NUMBERS_MOST	12
#define NUMBER_MOST	20	/* digits */
#define PENDING_MOST	500	/* records that wait to be written */
#define SIGN_BITS	63

/* ---- kinds and fields */

static bool
is_searched(const struct field *f)
{
	return (f->flags & FIELD_SEARCH) && !(f->flags & FIELD_SECRET) &&
	    f->type == F_TEXT;
}

/* Folded to 16 bits, and never 0. */
static int64_t
name_hash(const char *s)
{
	uint32_t	 h = hash32(s);

	h = (h >> 16 ^ h) & 0xffff;
	return h == 0 ? 1 : (int64_t)h;
}

int64_t
search_kind(const struct entity *e)
{
	const struct field	*f = e->fields;

	if (e->flags & ENTITY_SMALL)
		return 0;
	while (f->type != F_END && !is_searched(f))
		f++;
	return f->type == F_END ? 0 : name_hash(e->name);
}

const struct field **
search_fields(struct arena *mem, const struct entity *e)
{
	const struct field	**list;
	size_t			 n = 0;

	for (const struct field *f = e->fields; f->type != F_END; f++)
		n += is_searched(f);
	list = arena_alloc(mem, (n + 1) * sizeof(*list));
	n = 0;
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (is_searched(f))
			list[n++] = f;
	list[n] = NULL;
	return list;
}

/* ---- what a record is found by */

struct parts {
	struct arena	*mem;
	const char	*words[WORDS_MOST + 1];
	size_t		 nwords;
	const char	*numbers[NUMBERS_MOST];
	size_t		 nnumbers;
};

static void
number_add(struct parts *p, const char *digits, size_t n)
{
	if (n < SEARCH_DIGITS || p->nnumbers == NUMBERS_MOST)
		return;
	p->numbers[p->nnumbers++] = arena_fmt(p->mem, "%.*s",
	    (int)(n > NUMBER_MOST ? NUMBER_MOST : n), digits);
}

/* All digits of a telephone are one number. */
static void
phone_add(struct parts *p, const char *s)
{
	char	 digits[NUMBER_MOST];
	size_t	 n = 0;

	for (; *s != '\0' && n < NUMBER_MOST; s++)
		if (*s >= '0' && *s <= '9')
			digits[n++] = *s;
	number_add(p, digits, n);
}

/* Runs of digits of a code: what holds no blank and is no address. */
static void
code_add(struct parts *p, const char *s)
{
	size_t	 n;

	if (strpbrk(s, " @") != NULL)
		return;
	for (; *s != '\0'; s += n > 0 ? n : 1) {
		n = strspn(s, "0123456789");
		number_add(p, s, n);
	}
}

/* Of an address its last word, "ua" or "com", finds nothing. */
static void
words_add(struct parts *p, const struct field *f, const char *s)
{
	struct alike_words	 w;

	alike_text(p->mem, s, &w);
	if ((f->flags & FIELD_EMAIL) && w.n > 1)
		w.n--;
	for (size_t i = 0; i < w.n && p->nwords < WORDS_MOST; i++)
		p->words[p->nwords++] = w.list[i];
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In order, each once; how many are left. */
static size_t
sorted_once(const char **list, size_t n)
{
	size_t	 k = 0;

	if (n > 1)
		qsort(list, n, sizeof(*list), by_code);
	for (size_t i = 0; i < n; i++)
		if (k == 0 || strcmp(list[k - 1], list[i]) != 0)
			list[k++] = list[i];
	return k;
}

static const char *
joined(struct arena *mem, const char *const *list, size_t n)
{
	struct str	 s;

	str_init(&s, mem);
	for (size_t i = 0; i < n; i++)
		str_fmt(&s, " %s", list[i]);
	if (n > 0)
		str_addc(&s, ' ');
	return s.s != NULL ? s.s : "";
}

/* "#345.21": the end of a number from digit i on. */
static const char *
number_end(struct arena *mem, const char *number, size_t i)
{
	struct str	 s;

	str_init(&s, mem);
	str_fmt(&s, "#%s.", number + i);
	while (i-- > 0)
		str_addc(&s, number[i]);
	return s.s;
}

static void
keys_make(struct parts *p, struct search_doc *out)
{
	size_t	 n = p->nwords;

	out->keys = arena_alloc(p->mem, (p->nwords + 1 + p->nnumbers *
	    NUMBER_MOST / 2) * sizeof(*out->keys));
	memcpy(out->keys, p->words, n * sizeof(*out->keys));
	for (size_t k = 0; k < p->nnumbers; k++)
		for (size_t i = 0; i + SEARCH_DIGITS - 1 <=
		    strlen(p->numbers[k]); i += 2)
			out->keys[n++] = number_end(p->mem, p->numbers[k], i);
	out->nkeys = sorted_once(out->keys, n);
}

static int64_t
sign_bit(const char *s, size_t n)
{
	return (int64_t)1 << crc32(0, (const unsigned char *)s,
	    (unsigned int)n) % SIGN_BITS;
}

int64_t
search_sign(const char *word)
{
	size_t	 n = strlen(word);

	return (n >= 2 ? sign_bit(word, 2) : 0) |
	    (n >= 3 ? sign_bit(word, 3) : 0);
}

bool
search_doc(struct arena *mem, const struct field *const *fields,
    const char *const *values, struct search_doc *out)
{
	struct parts	 p = { .mem = mem };

	for (size_t i = 0; fields[i] != NULL; i++) {
		if (values[i] == NULL)
			continue;
		if (fields[i]->flags & FIELD_PHONE) {
			phone_add(&p, values[i]);
			continue;
		}
		words_add(&p, fields[i], values[i]);
		code_add(&p, values[i]);
	}
	p.nwords = sorted_once(p.words, p.nwords);
	p.nnumbers = sorted_once(p.numbers, p.nnumbers);
	out->words = joined(mem, p.words, p.nwords);
	out->numbers = joined(mem, p.numbers, p.nnumbers);
	out->sign = 0;
	for (size_t i = 0; i < p.nwords; i++)
		out->sign |= search_sign(p.words[i]);
	keys_make(&p, out);
	return out->nkeys > 0;
}

/* ---- from drafts */

/* Records of a transaction whose docs change. */
struct search_pending {
	struct search_item	 items[PENDING_MOST];
	size_t			 n;
};

static struct search_doc *
draft_doc(const struct draft *d, const struct field *const *fields, bool old)
{
	struct search_doc	*doc = arena_alloc(d->w->mem, sizeof(*doc));
	const char		**values;
	size_t			 n = 0;

	while (fields[n] != NULL)
		n++;
	values = arena_alloc(d->w->mem, (n + 1) * sizeof(*values));
	for (size_t i = 0; i < n; i++)
		values[i] = old ? draft_old_text(d, fields[i]->name) :
		    draft_text(d, fields[i]->name);
	return search_doc(d->w->mem, fields, values, doc) ? doc : NULL;
}

/* Whether the index has to follow what happens to d. */
static bool
draft_concerns(const struct draft *d, const struct field *const *fields)
{
	if (d->is_new || draft_changed(d, "deleted_at"))
		return true;
	while (*fields != NULL && !draft_changed(d, (*fields)->name))
		fields++;
	return *fields != NULL;
}

/* The item of d; one that this transaction has changed before goes on. */
static struct search_item *
item_of(struct search_pending *p, const struct draft *d, int64_t kind)
{
	struct search_item	*item;

	for (size_t i = 0; i < p->n && !d->is_new; i++)
		if (p->items[i].id == d->r->id && p->items[i].kind == kind)
			return &p->items[i];
	item = &p->items[p->n++];
	*item = (struct search_item){ .kind = kind, .id = d->r->id };
	return item;
}

static void
draft_note(struct search_pending *p, const struct draft *d, int64_t kind,
    const struct field *const *fields)
{
	size_t			 before = p->n;
	struct search_item	*item = item_of(p, d, kind);

	if (p->n > before && !d->is_new && d->found &&
	    d->slots[slot_find(d->shape, "deleted_at")].old.type == DB_NULL)
		item->old = draft_doc(d, fields, true);
	item->now = draft_int(d, "deleted_at") == 0 ?
	    draft_doc(d, fields, false) : NULL;
}

enum err
search_write(struct work *w, const struct draft *drafts, size_t n)
{
	int64_t			 kind = search_kind(drafts[0].e);
	const struct field	**fields;
	enum err		 e = OK;

	if (kind == 0)
		return OK;
	fields = search_fields(w->mem, drafts[0].e);
	for (size_t i = 0; i < n && e == OK; i++) {
		if (draft_skipped(&drafts[i]) ||
		    !draft_concerns(&drafts[i], fields))
			continue;
		if (w->found == NULL)
			w->found = arena_alloc(w->mem, sizeof(*w->found));
		draft_note(w->found, &drafts[i], kind, fields);
		if (w->found->n == PENDING_MOST)
			e = search_close(w);
	}
	return e == OK && w->memo == NULL ? search_close(w) : e;
}

enum err
search_close(struct work *w)
{
	struct search_pending	*p = w->found;

	w->found = NULL;
	return p == NULL ? OK : search_items_write(w, p->items, p->n);
}
