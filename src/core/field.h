#ifndef CORE_FIELD_H
#define CORE_FIELD_H

#include <stdbool.h>

#include "base/err.h"
#include "core/db.h"
#include "core/module.h"
#include "core/work.h"

/*
 * Fields as text and back: what forms, imports, filters, lists and exports
 * share.
 */

/* id, rev, owner_id, team_id, created_by, created_at, deleted_at, ext_id. */
extern const struct field common_fields[];

/*
 * The field of this name, e's own or a common one that e's table has; NULL
 * if there is none.
 */
const struct field *field_find(const struct entity *e, const char *name);

/*
 * Read a value that somebody typed or a file holds.
 *
 * currency  for F_MONEY, ISO 4217; else ignored, may be NULL
 * text      valid UTF-8 or NULL; blanks at the ends vanish; empty is NULL
 * out       untouched on failure
 * why       on ERR_INVALID what is wrong and what is expected, translated
 *
 * F_REF takes the number; whether the record exists is the gate's question.
 * F_CHOICE takes a code or a label in any of our languages.  F_BOOL takes 1 0
 * yes no on off true false and the words of our languages.  F_TIME takes an
 * ISO date and time in the work's zone.
 */
enum err	 field_parse(struct work *w, const struct field *f,
		    const char *currency, const char *text, struct db_val *out,
		    const char **why);

/*
 * Why a text may not stand in f (characters, lines, length), translated; NULL
 * if it may.  Length is counted in characters, as f->max is, and in bytes too
 * where the column's room is in bytes: FIELD_LONG_BYTES of an F_LONG.
 */
const char	*field_text_wrong(struct arena *mem, const struct field *f,
		    const char *s);

/*
 * A value as people read it, in the language and zone of the work; "" when
 * empty.  A reference is its number: callers join the title.
 */
const char	*field_show(struct work *w, const struct field *f,
		    const char *currency, const struct db_val *v);

/*
 * A value as programs read it: decimals with a point, ISO dates, codes.  ""
 * when empty.  field_parse() takes it back.
 */
const char	*field_plain(struct work *w, const struct field *f,
		    const char *currency, const struct db_val *v);

/*
 * A value as people type it, for a form's input: 21.11.2026 and 1250,50 where
 * the language of the work writes so.  "" when empty.  field_parse() takes it
 * back.
 */
const char	*field_typed(struct work *w, const struct field *f,
		    const char *currency, const struct db_val *v);

/*
 * An ISO date as people read it; "" for NULL and for what is no date.
 */
const char	*day_show(struct work *w, const char *iso);

/*
 * An ISO date as people type it into an input.
 */
const char	*day_typed(struct work *w, const char *iso);

/*
 * True when a and b are the same value of f (an empty text and NULL are).
 */
bool		 field_same(const struct field *f, const struct db_val *a,
		    const struct db_val *b);

#endif
