#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/i18n.h"

struct command;	/* core/tool.h */
struct draft;
struct event;
struct job_kind;	/* core/job.h */
struct crud_row;
struct out;
struct query;
struct request;
struct tally;		/* core/tally.h */
struct work;

enum method { M_END, GET, POST };

/*
 * One page or action.  A row that leaves out a column does not compile, so a
 * page without a permission cannot be written: "public" is spelled PUBLIC, and
 * SIGNED is any signed-in user, for what is his own; HALFWAY also one who has
 * yet to turn on the second step that his role asks for.  Before a handler runs
 * the dispatcher has checked sign-in, permission, and the form token of a POST.
 *
 * A permission is ENTITY.VERB, the verb one of
 *   see create edit delete export import bulk assign
 *
 * Two routes may share a path if their methods differ.  A literal segment
 * wins over :id and :name, wherever it stands in the tables.
 */
#define PUBLIC	"-"
#define SIGNED	"+"
#define HALFWAY	"~"
struct route {
	enum method	 method;
	const char	*path;		/* "/deals/:id"; :id is a positive integer,
					   :name a word [a-z0-9_-]{1,40} */
	enum err	(*handler)(struct request *);
	const char	*perm;		/* "deal.edit", SIGNED or PUBLIC */
	const void	*arg;		/* for shared handlers, e.g. an entity */
};

enum ftype {
	F_END,
	F_TEXT,		/* one line; max characters */
	F_LONG,		/* several lines; max characters, and at most
			   FIELD_LONG_BYTES */
	F_INT,		/* whole number of 32 bits, 0 or more unless
			   FIELD_SIGNED */
	F_DECIMAL,	/* quantity, unit price, percent: scaled by 1,000,000 */
	F_MONEY,	/* minor units of the record's "currency" or the firm's */
	F_DATE,		/* calendar date; bound as "2026-11-21" */
	F_TIME,		/* moment; bound and stored as UTC seconds (BIGINT) */
	F_BOOL,		/* 1 or 0 */
	F_CHOICE,	/* code of a struct choice */
	F_REF		/* id of a record of .of; NULL when empty */
};

/* One value of a closed list.  The end is {0}. */
struct choice {
	const char	*code;
	const char	*label;		/* N_("...") */
	const char	*state;		/* look: ok warn late info hold none, or NULL */
};

/* One column as the user meets it: form, list, filter, import, export, API. */
struct field {
	const char		*name;	/* column and parameter name */
	enum ftype		 type;
	unsigned int		 flags;	/* FIELD_... */
	int			 max;	/* text: longest, in characters */
	const char		*of;	/* reference: name of the entity */
	const struct choice	*choices;
	const char		*label;	/* N_("..."); NULL: never shown */
	const char		*hint;	/* N_("..."), below the field of a form */
	const char		*group;	/* N_("..."): part of the form it opens */
	int			 width;	/* columns of 12 in a form; 0: by type */
	const char		*place;	/* in a list on a phone: title sub sum st,
					   NULL: dropped there */
	const char		*sort_as;	/* another field that its column is
					   sorted by: sort_name for name */
};
#define FIELD_LONG_BYTES	65535	/* what a column of type TEXT holds */
#define FIELD_REQUIRED	0x001u	/* a new record must have it */
#define FIELD_SEARCH	0x002u	/* found by the quick filter of a list */
#define FIELD_LIST	0x004u	/* a column of the list unless a view says else */
#define FIELD_SORT	0x008u	/* the list may be sorted by it: indexed */
#define FIELD_FILTER	0x010u	/* offered as a filter */
#define FIELD_RULE	0x020u	/* set by rules only: no form, import or bulk */
#define FIELD_SECRET	0x040u	/* never shown, logged, exported */
#define FIELD_SIGNED	0x080u	/* a number that may be below 0 */
#define FIELD_CREATE	0x100u	/* asked when made, never changed by a form */
#define FIELD_IMPORT	0x200u	/* import and export know it, forms do not */
#define FIELD_UPPER	0x400u	/* text kept in capitals: codes */
#define FIELD_OTHER	0x800u	/* F_CHOICE: codes that are not listed are taken
				   too (up to max characters, in capitals);
				   the entity's check() judges them */
#define FIELD_PHONE	0x1000u	/* text that is a telephone number */
#define FIELD_EMAIL	0x2000u	/* text that is an e-mail address */
#define FIELD_LINK	0x4000u	/* text that is a web address */
#define FIELD_KEYED	0x10000u /* an index begins with it; a text is looked
				   up by how it begins */
#define FIELD_JUDGED	0x20000u /* reference: the entity's check() looks it up
				   and refuses it, the gate need not */
#define FIELD_DERIVED	0x8000u	/* follows from other records (sums, debts): a
				   listener writes it, so it is not logged and
				   an undo leaves it to the listener */
#define FIELD_HEAD	0x40000u	/* told in the card's head, not among its
				   facts */
#define FIELD_SUMMED	0x80000u /* reference: rules add up the records of one,
				   so what becomes of a record hangs on those
				   before it */

/*
 * A kind of record.  Its table has the columns id, rev, created_by,
 * created_at (UTC seconds), deleted_at (UTC seconds or NULL) and ext_id
 * (VARCHAR(64) or NULL, the id in the system it came from); and owner_id and
 * team_id unless .parent or ENTITY_SHARED is set.  These are fields of every
 * entity without being written down (common_fields of core/field.h).
 *
 * A record is seen by its owner, its team and observers, as far as the role's
 * scope reaches.  One with .parent is seen by whoever sees the record that
 * the field points to, and needs that record's verb edit to be written.
 */
struct entity {
	const char		*name;	/* "deal": permissions, change log */
	const char		*table;	/* created by this module; a literal */
	const struct field	*fields;
	const char		*title;	/* field that names a record: "name" */
	const char		*key;	/* unique code to look it up by, or NULL */
	const char		*parent;	/* reference that carries the rights */
	const char		*sort;	/* field a list is sorted by; "-date" down */
	const char *const	*orders;	/* indexes that order its list
					   after equalities: "state due_at",
					   "owner_id state due_at"; or NULL */
	const char		*path;	/* "/deals"; NULL: has no pages */
	const char		*icon;	/* of the sprite */
	const char		*label;	/* N_("Deals") */
	const char		*label_one;	/* N_("Deal") */
	const char		*label_new;	/* N_("New deal") */
	const char		*plural;	/* "deals": import, export, the tool */
	unsigned int		 flags;	/* ENTITY_... */

	/*
	 * The module's rules for a batch before it is written: complete what
	 * follows from other fields (draft_set_...), refuse (draft_refuse),
	 * freeze.  Runs inside the transaction, after the gate's own checks.
	 */
	enum err		(*check)(struct work *, struct draft *, size_t n);

	/* Screens; NULL: the general one of core/tpl. */
	const char		*list_tpl;
	const char		*card_tpl;
	const char		*form_tpl;
	/* What the module's list shows besides its rows; may be NULL. */
	enum err		(*list)(struct request *, struct out *page);
	/* What a row shows other than its fields say; may be NULL. */
	void			(*list_row)(struct work *,
				    const struct crud_row *);
	/* Values that list_row() wants besides the columns: paths,
	   NULL-terminated; it finds them in row.more.  NULL: none. */
	const char *const	*list_more;
	/* What the module's card shows besides facts and panels; may be NULL. */
	enum err		(*card)(struct request *, int64_t id,
				    struct out *page);
	/* What the module's form shows besides fields; id 0 for a new one. */
	enum err		(*form)(struct request *, int64_t id,
				    struct out *page);
	/* Takes what form() showed, in the same transaction, after the save. */
	enum err		(*form_save)(struct request *, int64_t id);
};
#define ENTITY_NOIMPORT	0x1u
#define ENTITY_NOEXPORT	0x2u
#define ENTITY_SHARED	0x4u	/* seen by all who have "see": no owner or team
				   columns (products, stages, users) */
#define ENTITY_ANCHORED	0x8u	/* hangs on a record whose owner and team are
				   copied into see_owner_id and see_team_id;
				   seen by them and by its own owner */
#define ENTITY_OWN	0x20u	/* everybody's own (views): no role gives rights,
				   its owner has them and administrators */
#define ENTITY_KEPT	0x40u	/* workers keep its titles: whoever writes a
				   record of it raises rev (site_touch) */
#define ENTITY_SMALL	0x10u	/* a handful of records (stages, users): a
				   reference is chosen from a list, not looked up */

/* Calls fn after the gate has written a batch of entity's records. */
struct listener {
	const char	*entity;
	enum err	(*fn)(struct work *, const struct event *);
};

#define PANEL_LISTS	2

/*
 * A part of a card: deals on the contact's.  fn fills one of panels.N as the
 * head of core/tpl/card_parts.cst describes (title, links, form, place ...);
 * its id is name.
 *
 * ask, which may be NULL, tells the lists that fn shows, at most PANEL_LISTS:
 * how many, with cols and where in the memory of the request.  Those of all
 * panels of a card are read in one statement; fn has them by panel_rows().
 *
 * number, which may be NULL, is an expression of SQL where each ? is the
 * record's id; read in the same statement, fn has it by panel_number().
 */
struct panel {
	const char	*entity;	/* whose card */
	const char	*perm;		/* shown to those who have it */
	enum err	(*fn)(struct request *, int64_t id, struct out *panel);
	const char	*name;
	size_t		(*ask)(struct request *, int64_t id,
			    struct query *lists);
	const char	*number;
};

/*
 * Looks over an entity's form, new or edited, that another module asks about:
 * is this client there already?
 */
struct asker {
	const char	*entity;
	/* The form is shown; id 0 for a new one. */
	enum err	(*show)(struct request *, int64_t id);
	/* It has been saved, in the same transaction: ERR_INVALID, with what
	   is asked in work_refuse(), takes that back and shows it again. */
	enum err	(*save)(struct request *, int64_t id);
};

/* A place of the main menu, or of the create menu. */
struct place {
	const char	*label;		/* N_("Deals") */
	const char	*path;		/* "/deals/board" */
	const char	*icon;
	const char	*perm;		/* shown to those who have it; or SIGNED */
	const char	*where;		/* "menu", "end" (below), "create";
					   "settings": beside the firm's;
					   "/contacts": in that list's menu */
};

/* What doctor looks at: numbers that must agree with other rows. */
struct sound {
	const char	*label;		/* N_("the counts of deals") */
	/* How many are *wrong; with repair those that can be are made anew, and
	   only what stays wrong is counted.  Inside a transaction. */
	enum err	(*look)(struct work *, bool repair, int64_t *wrong);
};

/* What a folder under src/mod adds to the system.  Ends of lists are {0}. */
struct module {
	const char			*name;
	const char			*needs;		/* other modules, by name */
	const struct entity *const	*entities;	/* ends with NULL */
	const struct route		*routes;
	const struct listener		*listens;
	const struct panel		*panels;
	const struct asker		*askers;
	const struct place		*places;
	const struct command		*commands;	/* of the tool */
	const struct sound		*sounds;	/* for doctor */
	const struct tally *const	*tallies;	/* ends with NULL */
	const struct job_kind		*jobs;		/* core/job.h */
	/* Rows a new firm starts with (stages, series, roles); once. */
	enum err			(*seed)(struct work *);
	/* Made-up data for `setup --demo`. */
	enum err			(*demo)(struct work *);
};

/* Every module in src/modules.def, in that order, then NULL (prog/modules.c). */
extern const struct module *const modules[];

/*
 * Tell core which modules there are, once at start-up: modules, or a test's
 * own list.  Core itself links without them.
 */
void		 modules_use(const struct module *const *list);

/*
 * The list in use, ends with NULL; empty before modules_use().
 */
const struct module *const *modules_all(void);

/*
 * The entity of this name ("deal") or plural ("deals"), or NULL.
 */
const struct entity *entity_find(const char *name);

#endif
