#ifndef CORE_QUERY_TEXT_H
#define CORE_QUERY_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/gate.h"
#include "core/query.h"

/*
 * How a list's text is found in the search index (core/search.h).  Every word
 * must stand in a record: as the beginning of one of its words, or, of three
 * digits or more, anywhere within its numbers.
 *
 * Without a plan (struct query.match NULL) the list is read as ever and each
 * record's words are looked at: all of it is found, at any cost.  A plan
 * leads through postings of its rarest word instead:
 *
 *	few postings	all of them are collected, and sorted as the list is
 *	very many	they are read in their own order, the exact word first,
 *			and only as far as a page needs; so the order of the
 *			list is that of words, unless another is asked for
 */

/* One word that is looked for. */
struct seek {
	const char	*word;		/* folded */
	bool		 number;	/* three digits or more */
	bool		 kept;		/* misspelt or not: itself is meant too */
	const char	**spellings;	/* whole words instead of it, or NULL */
	size_t		 nspellings;
	const char	*first, *last;	/* words of postings it finds; or NULL;
					   last NULL: there, no more is known */
	int64_t		 size;		/* how many postings, estimated */
	bool		 many;		/* more than are collected */
	const char	*edge_word;	/* where a page ends to look */
	int64_t		 edge_id;
};

#define SEEKS_MOST	8	/* words of a text; more are passed over */

struct match {
	int64_t		 kind;
	struct seek	 seeks[SEEKS_MOST];
	size_t		 n;
	size_t		 lead;		/* n: no posting leads, rows do */
	bool		 stream;	/* in the order of postings */
	bool		 capped;	/* not all postings are collected */
	int		 most;		/* but so many; 0: COLLECT_MOST; streamed:
					   all */
	bool		 plenty;	/* all is found, surely COLLECT_MOST */
	bool		 nothing;	/* a word that nobody has */
	const char	*fact;		/* what "fills" is remembered by; or NULL */
	bool		 fills;		/* a page was filled a moment ago */
};

/*
 * Plan how q->text is found: q->match, and whether the list is bounded
 * (q->upto) by a place among postings.  Two statements, three where a word
 * is misspelt.  Does nothing where there is no text or no index.
 */
enum err	 text_plan(struct work *w, struct query *q);

/*
 * Remember that a first page of q was filled, by n rows: for a minute it is
 * read without asking where it should end to look.
 */
void		 text_filled(struct work *w, const struct query *q,
		    size_t n);

#define COLLECT_MOST	2000	/* postings that are collected and sorted, or
				   passed over by a page in their order */

/*
 * The words of a text into m, with no lead yet.
 */
void		 text_seeks(struct arena *mem, const char *text,
		    struct match *m);

/*
 * Instead of each word that was not found (first NULL) the nearest that are
 * there; m->nothing where one has none.  A statement.
 */
enum err	 text_spell(struct work *w, struct match *m);

/*
 * Whether s is a word that another may have been meant by.
 */
bool		 seek_may_be_misspelt(const struct seek *s);

/*
 * The same of one text in several kinds: a word that none of them has is
 * spelt as in any of them; a kind without another word has nothing.  A
 * statement.
 */
enum err	 text_spell_all(struct work *w, struct match *const *list,
		    size_t n);

/*
 * The condition on posting p of what s finds.
 */
void		 text_postings(struct arena *mem, int64_t kind,
		    const struct seek *s, struct sql *q);

/*
 * Rows of "number, first word, last word" of the postings that each seek of m
 * finds, numbered from base; more is further columns.  Put behind what out has.
 */
void		 text_ends(struct arena *mem, const struct match *m,
		    size_t base, const char *more, struct sql *out);

/*
 * The tables that q's text needs beside f's own, and its conditions.
 */
void		 text_add(struct from *f, const struct query *q,
		    struct sql *where);

/*
 * Whether postings alone say how many records q has: then "(SELECT COUNT(*)
 * ...)" of them up to most + 1 is added.
 */
bool		 text_count_add(struct work *w, const struct query *q,
		    int most, struct sql *out);

#endif
