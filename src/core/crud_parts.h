#ifndef CORE_CRUD_PARTS_H
#define CORE_CRUD_PARTS_H

#include <stdbool.h>

#include "core/crud.h"
#include "core/crud_scope.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/request.h"
#include "core/view.h"

/*
 * What the files of crud share.
 */

/*
 * What e's form_save() and other modules (struct asker) have to say to record
 * id, which was saved: ERR_INVALID with their words takes it back.
 */
enum err	 crud_saved(struct request *rq, const struct entity *e,
		    int64_t id);

/* The most columns of a list and fields of a form. */
#define CRUD_COLS	60

/* Columns of one query, with the titles of references beside their ids. */
struct crud_cols {
	const struct entity	*e;
	const char		*path[CRUD_COLS * 2 + 2];	/* for query.cols */
	const struct field	*field[CRUD_COLS];
	size_t			 at[CRUD_COLS];		/* column of the result */
	size_t			 n;
	size_t			 npath;
	size_t			 currency;	/* its column; 0: the firm's */
};

/*
 * No columns yet; the record's currency is among them where e has one.
 */
void		 crud_cols_init(struct crud_cols *c, const struct entity *e);

/*
 * Add a field, and for a reference its title.
 */
void		 crud_cols_add(struct crud_cols *c, struct arena *mem,
		    const struct field *f);

/*
 * Add a path that no field is shown for; its column of the result.
 */
size_t		 crud_cols_path(struct crud_cols *c, const char *path);

/*
 * The currency of row r: the record's, else NULL.
 */
const char	*crud_currency(const struct crud_cols *c,
		    const struct db_rows *rows, size_t r);

/*
 * The i-th column of row r as it is shown; without a value only the field.
 *
 * narrow  in a list: dates and money short, people as initials
 */
struct crud_cell crud_cell_of(struct request *rq, const struct crud_cols *c,
		    const struct db_rows *rows, size_t r, size_t i,
		    bool narrow);

/*
 * Show a cell as value() of parts.cst wants it: text, href, state, tel, mail,
 * url, ava.
 */
void		 crud_cell_show(const struct crud_cell *cell,
		    struct out *to);

/*
 * "ОК" for "Олена Кравчук".
 */
const char	*crud_initials(struct arena *mem, const char *name);

/*
 * What the record of row 0 is called: its title, which stands in column col,
 * else "Invoice #7".
 */
const char	*crud_name(struct work *w, const struct entity *e,
		    const struct db_rows *rows, size_t col);

/*
 * The title of record id of e as the actor may see it, "" if he may not.  Of
 * several at once: crud_titles_load().
 */
const char	*crud_title(struct work *w, const struct entity *e, int64_t id);

/* Titles of many records, read at once. */
struct crud_titles {
	struct work	*w;
	struct wanted	*list;
	size_t		 n, cap;
};

/*
 * No titles yet.
 */
void		 crud_titles_init(struct crud_titles *t, struct work *w);

/*
 * The title of the record that reference f names by id will be asked for.
 */
void		 crud_titles_want(struct crud_titles *t, const struct field *f,
		    int64_t id);

/*
 * Read what is wanted: a statement or two, none where nothing is.
 */
enum err	 crud_titles_load(struct crud_titles *t);

/*
 * The title that the actor may see, "" if he may not.
 */
const char	*crud_titles_get(const struct crud_titles *t,
		    const struct field *f, int64_t id);

/*
 * Add {value,label,selected} to list "options" below f: the records of a small
 * entity.
 */
enum err	 crud_options(struct work *w, const struct entity *e,
		    const char *chosen, struct out *f);

/*
 * Show what a list is filtered by (chips), what it can be filtered by and the
 * box for words; scope is what the address asked for.  See list_parts.cst.
 */
enum err	 crud_filters_show(struct request *rq, const struct entity *e,
		    const struct crud_scope *scope);

/*
 * Whether lists of e may be grouped by f: a field of few values, or a date by
 * its months.
 */
bool		 crud_group_offers(const struct entity *e,
		    const struct field *f);

/*
 * Show the groups of a list by scope->group: how many records each has, and
 * the sums of the list's money, each currency by itself (groups of
 * list_parts.cst); with groups=csv as a file.  q is the list as it was bounded
 * and read, total what query_page() said.  A list with more records than some
 * ten thousand is not grouped, and says so.  Two statements, three where words
 * are looked for.
 */
enum err	 crud_group_show(struct request *rq, const struct entity *e,
		    const struct crud_scope *scope, const struct query *q,
		    int64_t total);

/*
 * Whether the address is what the panel sends: conditions and columns.
 */
bool		 crud_filter_typed(const struct request *rq);

/*
 * Lead to the list that has them.
 */
enum err	 crud_filter_add(struct request *rq, const struct entity *e,
		    const struct crud_scope *scope);

/*
 * The type that field() of form_parts.cst draws f with.
 */
const char	*crud_input_type(const struct field *f);

/*
 * Show the form of e: record id with its values (0: a new one), what was
 * typed before all else, what is wrong beside each field.
 */
enum err	 crud_form_show(struct request *rq, const struct entity *e,
		    int64_t id);

/*
 * Whether the form of e, of a new record or of one there is, asks for f.
 */
bool		 crud_form_asks(struct request *rq, const struct entity *e,
		    const struct field *f, bool is_new);

/*
 * Add a field to fields.N of a form: value as it is typed, title what a
 * reference's number stands for (or NULL), currency of money; and what is
 * wrong with it.
 */
enum err	 crud_field_put(struct request *rq, const struct field *f,
		    const char *value, const char *title,
		    const char *currency);

/*
 * The fields that the form of e asks for: of a new record, or of one there is.
 */
void		 crud_form_cols(struct request *rq, const struct entity *e,
		    bool is_new, struct crud_cols *c);

/*
 * The page for a form that somebody overtook: who, when, and field by field
 * what it was, mine and theirs.  What only one of us changed joins by itself.
 * mine is what was posted; rq->rev the revision that the form was made of.
 */
enum err	 crud_merge_show(struct request *rq, const struct entity *e,
		    const struct change *mine);

/*
 * The changes of one record, the latest first: entries.N below page.
 */
enum err	 crud_history_show(struct request *rq, const struct entity *e,
		    int64_t id, struct out *page);

#endif
