/* joint.c: several records from one row. */
#include <string.h>

#include "base/str.h"
#include "core/field.h"
#include "core/rights.h"
#include "mod/transfer/joint.h"

static const struct joint_kind contact_kinds[] = {
	{ "organisation", "contact", "organisation", N_("Organisation"),
	  { { NULL } } },
	{ "", "contact", NULL, NULL,
	  { { "organisation_id", "organisation" } } },
	{ "deal", "deal", NULL, N_("Deal"),
	  { { "contact_id", "organisation" }, { "contact_id", "" },
	    { "person_id", "" } } },
	{ "line", "deal_line", NULL, N_("Product"),
	  { { "deal_id", "deal" } } },
	{ 0 }
};

static const struct joint_kind deal_kinds[] = {
	{ "organisation", "contact", "organisation", N_("Organisation"),
	  { { NULL } } },
	{ "person", "contact", "person", N_("Contact person"),
	  { { "organisation_id", "organisation" } } },
	{ "", "deal", NULL, NULL,
	  { { "contact_id", "organisation" }, { "contact_id", "person" },
	    { "person_id", "person" } } },
	{ "line", "deal_line", NULL, N_("Product"), { { "deal_id", "" } } },
	{ 0 }
};

static const struct joint_kind *
kinds_of(const struct entity *e)
{
	return strcmp(e->name, "contact") == 0 ? contact_kinds :
	    strcmp(e->name, "deal") == 0 ? deal_kinds : NULL;
}

const struct joint_kind *
joint_kind(const struct entity *e, size_t i)
{
	const struct joint_kind	*k = kinds_of(e);

	for (; k != NULL && k->prefix != NULL; k++)
		if (*k->prefix != '\0' && entity_find(k->entity) != NULL &&
		    i-- == 0)
			return k;
	return NULL;
}

const struct joint_kind *
joint_find(const struct entity *e, const char *name, const char **field)
{
	const char			*dot = strchr(name, '.');
	const struct joint_kind		*k;

	for (size_t i = 0; dot != NULL && (k = joint_kind(e, i)) != NULL; i++)
		if (strlen(k->prefix) == (size_t)(dot - name) &&
		    strncmp(k->prefix, name, (size_t)(dot - name)) == 0) {
			*field = dot + 1;
			return k;
		}
	return NULL;
}

/* ---- plans */

/* Move the rules of a part from map to its own. */
static struct map
rules_take(struct work *w, const struct entity *e,
    const struct joint_kind *kind, const struct map *map)
{
	struct map	 out = { NULL, 0 };
	const char	*field;

	for (size_t i = 0; i < map->n; i++) {
		struct map_rule	*r;

		if (joint_find(e, map->rules[i].field, &field) != kind)
			continue;
		r = map_add(w->mem, &out, field);
		*r = map->rules[i];
		r->field = field;
	}
	return out;
}

/* "organisation" by its name belongs to the part, where there is one. */
static void
names_turn(struct work *w, const struct entity *e, struct map *map)
{
	const char	*field;

	for (size_t i = 0; i < map->n; i++) {
		const struct joint_kind	*k;

		for (size_t n = 0; (k = joint_kind(e, n)) != NULL; n++)
			if (strcmp(map->rules[i].field, k->prefix) == 0)
				break;
		for (size_t n = 0; k != NULL && n < map->n; n++)
			if (joint_find(e, map->rules[n].field, &field) == k) {
				map->rules[i].field = arena_fmt(w->mem,
				    "%s.%s", k->prefix,
				    entity_find(k->entity)->title);
				break;
			}
	}
}

static void
kind_add(struct work *w, struct map *map, const char *kind)
{
	const struct map_part	 part = { .text = kind, .constant = true,
					  .col = MAP_NONE };

	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->rules[i].field, "kind") == 0)
			return;
	map_add_part(w->mem, map_add(w->mem, map, "kind"), &part);
}

static enum err
part_make(struct work *w, const struct joint_kind *kind, struct map *map,
    const char *const *header, size_t ncols, const struct plan_options *o,
    struct joint_part *p)
{
	const struct plan_options	 own = { .missing = o->missing };
	enum err			 e;

	if (kind->kind != NULL)
		kind_add(w, map, kind->kind);
	p->kind = kind;
	if (rights_scope(w, entity_find(kind->entity), VERB_IMPORT) ==
	    SCOPE_NONE)
		return work_refuse(w, 0, NULL, arena_fmt(w->mem,
		    t("you may not import this with it: %s"),
		    t(kind->label)));
	e = plan_make(w, entity_find(kind->entity), map, header, ncols, &own,
	    &p->plan);
	p->plan.joined = true;
	p->plan.mode = str_eq(o->mode, "create") ? MODE_CREATE :
	    str_eq(o->mode, "update") ? MODE_UPDATE : MODE_BOTH;
	return e;
}

enum err
joint_split(struct work *w, const struct entity *e, struct map *map,
    const char *const *header, size_t ncols, const struct plan_options *o,
    struct joint **out)
{
	const struct joint_kind	*k = kinds_of(e);
	struct joint		*j = arena_alloc(w->mem, sizeof(*j));
	struct map		 rest = { NULL, 0 };
	const char		*field;
	enum err		 err = OK;

	*out = NULL;
	names_turn(w, e, map);
	for (; k != NULL && k->prefix != NULL && err == OK; k++) {
		struct map	 own = rules_take(w, e, k, map);

		if (*k->prefix == '\0') {
			j->main = j->n;
			j->parts[j->n++].kind = k;
		} else if (own.n > 0)
			err = part_make(w, k, &own, header, ncols, o,
			    &j->parts[j->n++]);
	}
	if (err != OK || j->n < 2)
		return err;
	for (size_t i = 0; i < map->n; i++)
		if (joint_find(e, map->rules[i].field, &field) == NULL)
			*map_add(w->mem, &rest, map->rules[i].field) =
			    map->rules[i];
	*map = rest;
	*out = j;
	return OK;
}

/* ---- references between parts, and how parts are found again */

static size_t
part_of(const struct joint *j, const char *prefix)
{
	for (size_t i = 0; prefix != NULL && i < j->n; i++)
		if (strcmp(j->parts[i].kind->prefix, prefix) == 0)
			return i;
	return PLAN_NONE;
}

static size_t
target_of(const struct plan *p, const char *field)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->targets[i].field->name, field) == 0)
			return i;
	return PLAN_NONE;
}

static struct target *
target_add(struct work *w, struct plan *p, const struct field *f)
{
	struct target	*list = arena_alloc(w->mem,
			    (p->n + 1) * sizeof(*list));
	struct map_rule	*rule = arena_alloc(w->mem, sizeof(*rule));

	memcpy(list, p->targets, p->n * sizeof(*list));
	p->targets = list;
	rule->field = f->name;
	list[p->n].rule = rule;
	list[p->n].field = f;
	return &list[p->n++];
}

/* A reference whose value is the record of another part of the row. */
static void
links_make(struct work *w, struct joint *j, struct joint_part *p)
{
	for (size_t i = 0; i < 4 && p->kind->links[i][0] != NULL; i++) {
		const struct field	*f = field_find(p->plan.e,
					    p->kind->links[i][0]);
		size_t			 from = part_of(j,
					    p->kind->links[i][1]);
		size_t			 at = target_of(&p->plan, f->name);
		struct target		*tg;

		if (from == PLAN_NONE)
			continue;
		if (at != PLAN_NONE && p->plan.targets[at].nfrom == 0)
			continue;	/* the file has its own word on it */
		tg = at != PLAN_NONE ? &p->plan.targets[at] :
		    target_add(w, &p->plan, f);
		tg->from[tg->nfrom++] = from;
	}
}

static void
alt_add(struct joint_part *p, const char *one, const char *two)
{
	size_t	 a = target_of(&p->plan, one);
	size_t	 b = two != NULL ? target_of(&p->plan, two) : PLAN_NONE;

	if (a == PLAN_NONE || (two != NULL && b == PLAN_NONE) ||
	    p->n == JOINT_ALTS)
		return;
	p->alts[p->n][0] = a;
	p->alts[p->n][1] = b;
	p->nalts[p->n++] = two != NULL ? 2 : 1;
}

static void
alts_make(const struct joint *j, struct joint_part *p)
{
	const struct entity	*e = p->plan.e;

	if (p == &j->parts[j->main] && p->plan.nkeys > 0) {
		memcpy(p->alts[0], p->plan.keys, sizeof(p->alts[0]));
		p->nalts[0] = p->plan.nkeys;
		p->n = 1;
		return;
	}
	if (strcmp(e->name, "deal_line") == 0) {
		alt_add(p, "product_id", "deal_id");
		alt_add(p, "name", "deal_id");
		return;
	}
	alt_add(p, "ext_id", NULL);
	if (strcmp(e->name, "deal") == 0) {
		alt_add(p, "title", "contact_id");
		return;
	}
	if (p == &j->parts[j->main])
		return;		/* nothing chosen: every row is a new one */
	alt_add(p, "tax_no", NULL);
	alt_add(p, "reg_no", NULL);
	alt_add(p, "email", NULL);
	alt_add(p, "phone", NULL);
	alt_add(p, "name", "organisation_id");
	alt_add(p, "name", NULL);
}

void
joint_close(struct work *w, struct joint *j, const struct plan *main)
{
	j->parts[j->main].plan = *main;
	for (size_t i = 0; i < j->n; i++) {
		links_make(w, j, &j->parts[i]);
		alts_make(j, &j->parts[i]);
	}
	/* People stand on as many rows as they have deals. */
	if (part_of(j, "deal") != PLAN_NONE &&
	    j->parts[j->main].n == 0) {
		alt_add(&j->parts[j->main], "email", NULL);
		alt_add(&j->parts[j->main], "phone", NULL);
		alt_add(&j->parts[j->main], "name", "organisation_id");
		alt_add(&j->parts[j->main], "name", NULL);
		j->parts[j->main].plan.mode = MODE_BOTH;
		j->parts[j->main].plan.joined = true;
	}
}

/* ---- rows */

bool
joint_has(const struct joint *j, size_t k, struct arena *mem,
    const struct row *r)
{
	const struct plan	*p = &j->parts[k].plan;

	for (size_t i = 0; i < p->n && k != j->main; i++)
		if (p->targets[i].nfrom == 0 &&
		    !p->targets[i].rule->parts[0].constant &&
		    *row_text(mem, p->targets[i].rule, r) != '\0')
			return true;
	return k == j->main;
}

static bool
has_alt(const struct joint_part *p, size_t alt, struct arena *mem,
    const struct row *r)
{
	for (size_t i = 0; i < p->nalts[alt]; i++) {
		const struct target	*tg =
					    &p->plan.targets[p->alts[alt][i]];

		if (*(tg->nfrom > 0 ? row_given(mem, tg, r) :
		    row_text(mem, tg->rule, r)) == '\0')
			return false;
	}
	return true;
}

/* The first way by which the row's part may be found; p->n: none. */
static size_t
alt_of(const struct joint_part *p, struct arena *mem, const struct row *r)
{
	size_t	 alt = 0;

	while (alt < p->n && !has_alt(p, alt, mem, r))
		alt++;
	return alt;
}

/* What became of a row by what became of its parts. */
static void
outcome_join(struct batch *b, const struct joint *j, size_t k,
    struct row *to, const struct batch *part, struct row *from)
{
	const struct joint_kind	*kind = j->parts[k].kind;

	to->ids[k] = from->id;
	to->made |= from->made << k;
	to->named |= from->named;
	to->was = from->was != 0 ? from->was : to->was;
	if (from->outcome == ROW_REFUSED) {
		to->cols = row_columns(part, from);
		to->reason = kind->label == NULL ? from->reason :
		    arena_fmt(b->w->mem, "%s: %s", t(kind->label),
		    from->reason);
		to->outcome = ROW_REFUSED;
	} else if (from->outcome == ROW_CREATED)
		to->joined = ROW_CREATED;
	else if (from->outcome == ROW_CHANGED && to->joined != ROW_CREATED)
		to->joined = ROW_CHANGED;
}

/* Those rows of a part that are found again in one way. */
static enum err
alt_run(struct batch *b, struct joint *j, size_t k, size_t alt)
{
	struct joint_part	*p = &j->parts[k];
	struct plan		 plan = p->plan;
	struct batch		 part = { .w = b->w, .plan = &plan };
	struct arena		*mem = b->w->mem;
	size_t			*back = arena_alloc(mem,
				    b->n * sizeof(*back));
	enum err		 e;

	part.rows = arena_alloc(mem, b->n * sizeof(*part.rows));
	plan.nkeys = alt < p->n ? p->nalts[alt] : 0;
	memcpy(plan.keys, p->alts[alt < p->n ? alt : 0], sizeof(plan.keys));
	for (size_t i = 0; i < b->n; i++)
		if (b->rows[i].outcome == ROW_WAITS &&
		    joint_has(j, k, mem, &b->rows[i]) &&
		    alt_of(p, mem, &b->rows[i]) == alt) {
			back[part.n] = i;
			part.rows[part.n++] = b->rows[i];
		}
	if (part.n == 0)
		return OK;
	e = batch_save(&part);
	for (size_t i = 0; e == OK && i < part.n; i++)
		outcome_join(b, j, k, &b->rows[back[i]], &part,
		    &part.rows[i]);
	return e;
}

static size_t
refused_count(const struct batch *b)
{
	size_t	 n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->rows[i].outcome == ROW_REFUSED;
	return n;
}

/* All parts of all rows that are not refused yet. */
static enum err
parts_run(struct batch *b, struct joint *j)
{
	enum err	 e = OK;

	for (size_t i = 0; i < b->n; i++) {
		b->rows[i].ids = arena_alloc(b->w->mem,
		    j->n * sizeof(*b->rows[i].ids));
		b->rows[i].joined = ROW_SAME;
		b->rows[i].made = 0;
		b->rows[i].named = false;
		b->rows[i].was = 0;
	}
	for (size_t k = 0; k < j->n && e == OK; k++)
		for (size_t alt = 0; alt <= j->parts[k].n && e == OK; alt++)
			e = alt_run(b, j, k, alt);
	return e;
}

/*
 * A row with a part that is refused is written with none, so all is done anew
 * without it; what was refused is so at once the next time.
 */
enum err
joint_save(struct batch *b)
{
	struct work			*w = b->w;
	const struct change_set		 set = w->set;
	struct joint			*j = b->plan->joint;
	size_t				 before;
	enum err			 e;

	do {
		before = refused_count(b);
		e = db_exec(w->db, "SAVEPOINT transfer_joint", DB_NOARGS);
		if (e == OK)
			e = parts_run(b, j);
		if (e != OK || refused_count(b) == before)
			break;
		e = db_exec(w->db, "ROLLBACK TO SAVEPOINT transfer_joint",
		    DB_NOARGS);
		w->set = set;
	} while (e == OK);
	for (size_t i = 0; i < b->n && e == OK; i++)
		if (b->rows[i].outcome == ROW_WAITS)
			b->rows[i].outcome = b->rows[i].joined;
	return e;
}
