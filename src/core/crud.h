#ifndef CORE_CRUD_H
#define CORE_CRUD_H

#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/site.h"

struct db_rows;
struct out;
struct request;

/* One value as it is shown; what is NULL is not there. */
struct crud_cell {
	const struct field	*field;
	const char		*text;
	const char		*href;	/* of ours, that it opens */
	const char		*state;	/* kind of one: ok warn late ... */
	const char		*ava;	/* initials instead of the text */
	const char		*tel, *mail, *url;
};

/* A row of a list on its way to the page, for entity.list_row. */
struct crud_row {
	struct crud_cell	*cells;
	size_t			 n;
	const struct db_val	*more;	/* values of entity.list_more */
};

/*
 * The row's cell of a field, by its name; NULL where the list does not show
 * it.
 */
struct crud_cell *crud_row_cell(const struct crud_row *row,
		    const char *field);

/*
 * Pages that every entity has, made from its fields; the entity is the
 * route's arg.  What the templates see is written at the head of
 * core/tpl/list.cst, card.cst, form.cst, history.cst, merge.cst.
 *
 *	{ GET,  "/deals",               crud_list,    "deal.see",    &deal_entity },
 *	{ GET,  "/deals/new",           crud_new,     "deal.create", &deal_entity },
 *	{ POST, "/deals/new",           crud_create,  "deal.create", &deal_entity },
 *	{ GET,  "/deals/:id",           crud_card,    "deal.see",    &deal_entity },
 *	{ GET,  "/deals/:id/edit",      crud_edit,    "deal.edit",   &deal_entity },
 *	{ POST, "/deals/:id/edit",      crud_save,    "deal.edit",   &deal_entity },
 *	{ GET,  "/deals/:id/delete",    crud_confirm, "deal.delete", &deal_entity },
 *	{ POST, "/deals/:id/delete",    crud_delete,  "deal.delete", &deal_entity },
 *	{ GET,  "/deals/:id/history",   crud_history, "deal.see",    &deal_entity },
 */

/* The list: filters (column=value, q=), sort, keyset page, one query. */
enum err	 crud_list(struct request *rq);

/* The form for a new record; parameters of the query fill it in. */
enum err	 crud_new(struct request *rq);

/* Take it: the record is made, then its card. */
enum err	 crud_create(struct request *rq);

/* The card of record :id with its panels. */
enum err	 crud_card(struct request *rq);

/* The form of record :id. */
enum err	 crud_edit(struct request *rq);

/*
 * The same for a record without a card, of which the caller has asked whether
 * the actor may: its history and its deletion are among the page's actions.
 */
enum err	 crud_edit_alone(struct request *rq);

/* Take it; a stale one opens the merge page. */
enum err	 crud_save(struct request *rq);

/* Ask whether record :id shall go to the bin. */
enum err	 crud_confirm(struct request *rq);

/* Put it there. */
enum err	 crud_delete(struct request *rq);

/*
 * Keep the list as it is now (its query) under a name:
 *	{ POST, "/deals/views",         crud_view_save, "deal.see",  &deal_entity },
 */
enum err	 crud_view_save(struct request *rq);

/*
 * One value of record :id of the entity called :name, edited where it stands:
 * the input of its form, or once it is saved the value as it is shown.  Parts
 * of pages, for app.js; without it there is the form.
 *	{ GET,  "/cell/:name/:id",      crud_cell_form, SIGNED,      NULL },
 *	{ POST, "/cell/:name/:id",      crud_cell_save, SIGNED,      NULL },
 */
enum err	 crud_cell_form(struct request *rq);

/* Take it. */
enum err	 crud_cell_save(struct request *rq);

/* Who changed what in record :id, with Undo. */
enum err	 crud_history(struct request *rq);

/*
 * Through what a change was made, in words: "form", "import".
 */
const char	*crud_channel(int64_t channel);

/*
 * Records of entity :name that fit what is typed (q), for a reference field:
 *	{ GET,  "/lookup/:name",        crud_lookup,  SIGNED,        NULL },
 */
enum err	 crud_lookup(struct request *rq);

/*
 * One more record of entity :name by its title, and what the create menu sets
 * for its kind, answered as crud_lookup() would find it:
 *	{ POST, "/lookup/:name",        crud_lookup_new, SIGNED,     NULL },
 * 422 with "refused" where it may not be so.
 */
enum err	 crud_lookup_new(struct request *rq);

/*
 * What other modules show on the card of record :id of e (struct panel), as
 * panels.N, and its star (seen_card()): for a card that a module draws itself.
 * One statement, and those of the panels.
 */
enum err	 crud_panels(struct request *rq, const struct entity *e);

/*
 * The rows of list k that the panel being filled asked for, as query_list()
 * gives them.
 */
const struct db_rows *panel_rows(const struct request *rq, size_t k);

/*
 * The number that it asked for.
 */
int64_t		 panel_number(const struct request *rq);

/*
 * A value of the record whose card is being shown: for an entity's card() and
 * for panels, which so need not ask for it again.  field is one that cards
 * show, the entity's title, or owner_id; NULL for any other and outside of
 * cards.
 */
const struct db_val *crud_loaded(const struct request *rq, const char *field);

/*
 * For forms that are not an entity's: show fields (ends with {0}) below
 * page.fields with what was typed, else with what values (ends with {0}; NULL:
 * none) has by their names, and what is wrong below page.form.
 */
enum err	 crud_fields(struct request *rq, const struct field *fields,
		    const struct setting *values);

/*
 * The node of a field that stands on a form's page (fields.N), for what an
 * entity's form() changes about it; NULL if the form does not ask for it.
 */
struct out	*crud_field(struct out *page, const char *name);

/*
 * Add a choice to field's options.N, chosen when its value is the one chosen
 * (NULL: none is).
 */
void		 crud_option(struct out *field, const char *value,
		    const char *label, const char *chosen);

/*
 * Give the field name of a form a value where it has none, and choose it
 * among the options.
 */
void		 crud_preset(struct out *page, const char *name,
		    const char *value);

#endif
