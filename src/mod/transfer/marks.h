#ifndef TRANSFER_MARKS_H
#define TRANSFER_MARKS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "core/work.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/plan.h"

/*
 * What a trial that goes on in pieces remembers.
 *
 * Each piece of a trial is taken back before it is committed, so it must be
 * known which earlier rows a row leans on: one of the same key, one whose
 * record it names, one that first named what was not there.  These are done
 * again before the piece, in its transaction and in their batches, so every
 * row finds what it will find when the file is written.
 *
 * A row bears marks, numbers made of the texts it may be found by or finds
 * others by.  Those of rows that have made or changed anything are kept in a
 * file, in the order of the lines.  A walk through it backwards finds the rows
 * that a piece leans on and those that these lean on; another one those that
 * have changed since what such a row has made.
 *
 * A piece that leans on more rows than anybody may wait for is tried without
 * them, and the trial says so.
 */

struct mark_slot {
	uint64_t	 mark;	/* 0: free */
	bool		 made;	/* an earlier row has made what it stands for */
};

/* An earlier row. */
struct mark_line {
	int64_t		 line;
	int64_t		 batch;	/* first line of the batch it was done in */
};

/* Marks of one row. */
struct mark_list {
	struct mark	*list;
	size_t		 n, cap;
};

struct marks {
	struct arena		*mem;
	struct mark_list	*rows;	/* by row of the piece */
	struct mark_slot	*slots;
	size_t			 n, cap;
	struct mark_line	*lines;	/* rising */
	size_t			 nlines, lines_cap;
	size_t			 most;
	bool			 many;	/* there are more: none is told */
};

/*
 * The marks of n rows of a plan, and the lines of the file, before theirs, of
 * the rows they lean on.  All in mem.
 *
 * kept   marks of the rows before; NULL: none
 * bytes  of it that count
 * most   lines that are told; when there are more, none is
 */
enum err	 marks_find(struct arena *mem, const struct plan *plan,
		    const struct row *rows, size_t n, FILE *kept,
		    int64_t bytes, size_t most, struct marks *out);

/*
 * The mark of a record of e that is found by a field's text, as that is
 * compared.
 */
uint64_t	 marks_name(const struct entity *e, const char *field,
		    const char *text);

/*
 * What is to be kept of rows that are done by now, behind what is there.
 */
void		 marks_add(struct marks *m, const struct row *rows, size_t n,
		    struct str *out);

#endif
