/* A change of all that fit leaves alone what does not fit any more. */
#include "core/field.h"
#include "core/record.h"
#include "mod/contacts/contacts.h"
#include "mod/lists/bulk.h"
#include "tests/unit/base.h"

static struct arena	*mem;

static int64_t
contact_make(struct work *w, const char *name)
{
	const struct change	 c[] = {
		SET_CHOICE("kind", "organisation"), SET_TEXT("name", name),
		SET_TEXT("city", "Lviv"), { 0 }
	};
	int64_t			 id = 0;

	check(record_create(w, &contact_entity, c, &id) == OK,
	    "a contact is made");
	return id;
}

/* What another connection does between looking and writing. */
struct turn {
	struct bulk	 b;
	struct work	*other;
	int64_t		 moves;
};

static enum err
turn_take(struct work *w, void *arg)
{
	struct turn		*t = arg;
	const struct change	 away[] = { SET_TEXT("city", "Kyiv"), { 0 } };
	struct crud_scope	*scope = arena_alloc(w->mem, sizeof(*scope));
	struct bulk_row		*rows;
	size_t			 n = 0;
	enum err		 e = bulk_scope(w, &t->b, scope);

	if (e == OK)
		e = bulk_rows(w, &t->b, scope, t->b.upto, BULK_NOW, &rows,
		    &n);
	check(e == OK && n == 2, "two fit");
	if (e == OK)
		e = record_save(t->other, &contact_entity, t->moves, REV_ANY,
		    away);
	check(e == OK, "one of them moves to another city meanwhile");
	return e == OK ? bulk_apply(w, &t->b, rows, n) : e;
}

static void
turn_check(struct work *w, struct work *other, struct bulk b,
    const char *left)
{
	struct turn	 t = { .b = b, .other = other };

	t.moves = contact_make(other, "Moves");
	contact_make(other, "Stays");
	t.b.e = &contact_entity;
	t.b.query = "city=Lviv";
	t.b.upto = INT64_MAX;
	check(work_run(w, turn_take, &t) == OK && t.b.changed == 1 &&
	    t.b.refused == 1, "one is changed, the other is refused");
	check(db_ask(w->db, left) == 0, "and is left as it is");
	check(db_ask(w->db, "SELECT COUNT(*) FROM bulk_bad WHERE reason = "
	    "'somebody changed it meanwhile'") == 1, "with the reason");
	db_exec(w->db, "DELETE FROM bulk_bad", DB_NOARGS);
	db_exec(w->db, "UPDATE contact SET city = NULL", DB_NOARGS);
}

int
main(void)
{
	struct work	 w, other;

	base_begin(&w, 1);
	mem = w.mem;
	other = w;
	other.db = db_open(w.conf);
	turn_check(&w, &other, (struct bulk){ .act = BULK_SET, .value = "West",
	    .field = field_find(&contact_entity, "region"), .id = 1 },
	    "SELECT COUNT(*) FROM contact WHERE region = 'West' AND "
	    "city = 'Kyiv'");
	w.set = (struct change_set){ 0 };
	turn_check(&w, &other, (struct bulk){ .act = BULK_TAG, .value = "west",
	    .id = 2 }, "SELECT COUNT(*) FROM contact_tag g JOIN contact c "
	    "ON c.id = g.contact_id WHERE c.city = 'Kyiv'");
	db_close(other.db);
	return base_end(&w);
}
