#ifndef CORE_TALLY_PARTS_H
#define CORE_TALLY_PARTS_H

#include "core/tally.h"

/* What core/tally.c and core/tally_fill.c share, and nobody else. */

/* Values of tally.span. */
enum { SPAN_NONE, SPAN_DAY, SPAN_MONTH, SPAN_YEAR };

/*
 * The tally number *at of all modules, and one further; NULL behind the last.
 */
const struct tally *tally_next(size_t *at);

/*
 * A count from columns c ... of a row: day, a, b, owner_id, team_id, currency,
 * code, n, amount.
 */
void		 tally_row(const struct db_rows *r, size_t i, size_t c,
		    struct count *out);

/*
 * The first day of the span that a day is in.
 */
int32_t		 span_start(int span, int32_t day);

/*
 * The spans that are kept of a tally, rising; ends with -1.
 */
const int	*tally_spans(const struct tally *t);

/*
 * Add counts to what is kept of this span.
 */
enum err	 tally_store(struct work *w, const struct tally *t, int span,
		    const struct counts *list);

/*
 * Add counts to what is kept, of all spans that the tally has; their days
 * are those of the last span afterwards.
 */
enum err	 tally_add(struct work *w, const struct tally *t,
		    struct counts *list);

#endif
