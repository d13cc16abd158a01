#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/module.h"
#include "core/record.h"
#include "core/request.h"

/* One name and value of the query or the form body; valid UTF-8, decoded. */
struct param {
	const char		*name;
	const char		*value;
	const struct param	*next;
};

/*
 * Names and values of an application/x-www-form-urlencoded text (WHATWG URL,
 * 5.1), in order, before *list which they are put in front of.
 *
 * ERR_MALFORMED for a bad escape, bytes that are not UTF-8, a NUL or another
 * control character but TAB LF CR; ERR_TOOBIG over 5,000 pairs.
 */
enum err	 form_parse(struct arena *mem, const char *s, size_t n,
		    const struct param **list);

/*
 * What was sent under name, the first if there are several; NULL if nothing.
 * The form body comes before the query.
 */
const char	*in_raw(const struct request *rq, const char *name);

/*
 * All values under name: NULL-terminated array, never NULL.
 */
const char	*const *in_all(const struct request *rq, const char *name);

/*
 * What somebody typed as field f: as field_parse(), but a reference may be
 * words, which find the one record that they fit or that is called so, among
 * those he may see.
 */
enum err	 in_value(struct work *w, const struct field *f,
		    const char *currency, const char *text, struct db_val *v,
		    const char **why);

/*
 * The typed input of one parameter, read by field_parse(): a refused value is
 * noted with work_refuse(w, 0, name, ...) and gives the empty value.  Absent
 * is empty.
 */
const char	*in_text(struct request *rq, const char *name, int max);

/* A whole number from min to max; absent or empty is 0. */
int64_t		 in_int(struct request *rq, const char *name, int64_t min,
		    int64_t max);

/* A date, days since 1970-01-01; 0 and a refusal when absent or wrong. */
int32_t		 in_date(struct request *rq, const char *name);

/* Minor units of currency; refused when absent or wrong. */
int64_t		 in_money(struct request *rq, const char *name,
		    const char *currency);

/* True for 1, on, yes. */
bool		 in_flag(const struct request *rq, const char *name);

/*
 * The id that the form holds under name, or of the record that it names in
 * words: a record of e that the user may see.
 * Otherwise 0, and the field is marked as wrong with a message.  Absent or
 * empty is 0 without a message.
 */
int64_t		 in_ref(struct request *rq, const char *name,
		    const struct entity *e);

/*
 * True when any value read so far was wrong.  The handler then returns
 * ERR_INVALID, and the form is shown again with its messages and what was
 * typed.
 */
bool		 in_failed(const struct request *rq);

/*
 * The changes that a form of e asks for: one per field of e (without
 * FIELD_RULE) that the form holds, ends with {0}.  A checkbox is held when
 * its hidden twin "NAME.shown" is.  ERR_INVALID when a value was refused.
 */
enum err	 in_changes(struct request *rq, const struct entity *e,
		    bool creates, struct change **changes);

#endif
