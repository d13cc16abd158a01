/* batch.c: rows of a file on their way to records. */
#include <string.h>

#include "base/str.h"
#include "core/field.h"
#include "core/record.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/match.h"
#include "mod/transfer/refer.h"

void
row_refuse(struct batch *b, struct row *r, size_t i, const char *text)
{
	struct arena		*mem = b->w->mem;
	const struct field	*f = i == PLAN_NONE ? NULL :
				    b->plan->targets[i].field;
	const char		*said = text;

	if (f != NULL)
		said = arena_fmt(mem, "%s: %s",
		    f->label != NULL ? t(f->label) : f->name, text);
	r->reason = r->reason == NULL ? said :
	    arena_fmt(mem, "%s; %s", r->reason, said);
	r->outcome = ROW_REFUSED;
	if (i != PLAN_NONE && r->wrong[i] == NULL)
		r->wrong[i] = text;
}

const char *
row_columns(const struct batch *b, const struct row *r)
{
	struct str	 out;

	if (r->cols != NULL)
		return r->cols;
	str_init(&out, b->w->mem);
	str_add(&out, "");
	for (size_t i = 0; i < b->plan->n; i++) {
		const struct map_rule	*rule = b->plan->targets[i].rule;

		for (size_t k = 0; r->wrong[i] != NULL && k < rule->nparts;
		    k++)
			if (!rule->parts[k].constant)
				str_fmt(&out, "%s%zu", out.n > 0 ? " " : "",
				    rule->parts[k].col);
	}
	return out.s;
}

/* ---- columns to texts */

void
row_copy(struct arena *mem, const struct csv_row *from, struct row *to)
{
	const char	**cells = arena_alloc(mem, from->n * sizeof(*cells));

	memset(to, 0, sizeof(*to));
	for (size_t i = 0; i < from->n; i++)
		cells[i] = *from->cells[i] == '\0' ? "" :
		    arena_strdup(mem, from->cells[i]);
	to->line = from->line;
	to->cells = cells;
	to->ncells = from->n;
	to->flawed = from->flawed;
}

/* Blanks at the ends and doubled ones vanish; line ends stay. */
static const char *
squeeze(struct arena *mem, const char *s)
{
	struct str	 out;
	bool		 blank = true;

	str_init(&out, mem);
	str_add(&out, "");
	for (; *s != '\0'; s++) {
		if (*s == ' ' && blank)
			continue;
		blank = *s == ' ';
		str_addc(&out, *s);
	}
	return str_trim(mem, out.s);
}

static const char *
cell(const struct row *r, size_t col)
{
	return col < r->ncells ? r->cells[col] : "";
}

/* The parts of a rule; all empty columns are an empty value. */
const char *
row_text(struct arena *mem, const struct map_rule *rule, const struct row *r)
{
	struct str	 out;
	bool		 any = false, columns = false;

	if (rule->nparts == 1 && !rule->parts[0].constant)
		return str_trim(mem, cell(r, rule->parts[0].col));
	str_init(&out, mem);
	str_add(&out, "");
	for (size_t i = 0; i < rule->nparts; i++) {
		const struct map_part	*p = &rule->parts[i];
		const char		*s = p->constant ? p->text :
					    cell(r, p->col);

		columns = columns || !p->constant;
		any = any || (!p->constant && *s != '\0');
		str_add(&out, s);
	}
	return columns && !any ? "" : squeeze(mem, out.s);
}

static int64_t
given_id(const struct target *tg, const struct row *r)
{
	for (size_t i = 0; r->ids != NULL && i < tg->nfrom; i++)
		if (r->ids[tg->from[i]] != 0)
			return r->ids[tg->from[i]];
	return 0;
}

/* A deal whose client is a person names no other beside him. */
static bool
is_client(const struct batch *b, const struct row *r, size_t i)
{
	const struct plan	*p = b->plan;

	if (strcmp(p->targets[i].field->name, "person_id") != 0)
		return false;
	for (size_t k = 0; k < p->n; k++)
		if (k != i && p->targets[k].nfrom > 0 &&
		    given_id(&p->targets[k], r) ==
		    given_id(&p->targets[i], r))
			return true;
	return false;
}

const char *
row_given(struct arena *mem, const struct target *tg, const struct row *r)
{
	int64_t	 id = given_id(tg, r);

	return id != 0 ? arena_fmt(mem, "%lld", (long long)id) : "";
}

static void
given_read(struct batch *b, struct row *r, size_t i)
{
	const struct target	*tg = &b->plan->targets[i];
	int64_t			 id = is_client(b, r, i) ? 0 :
				    given_id(tg, r);

	r->texts[i] = row_given(b->w->mem, tg, r);
	r->vals[i] = id != 0 ? (struct db_val)DB_I(id) : (struct db_val)DB_N;
	r->known[i] = true;
}

bool
row_doing(const struct row *r)
{
	return r->now && r->outcome == ROW_WAITS;
}

const char *
row_said(struct arena *mem, const struct map_rule *rule, const struct row *r)
{
	const char	*s = row_text(mem, rule, r);

	if (!rule->mapped || *s == '\0')
		return s;
	for (size_t k = 0; k < rule->npairs; k++)
		if (strcmp(rule->pairs[k].from, s) == 0)
			return rule->pairs[k].to;
	return NULL;
}

static void
text_read(struct batch *b, struct row *r, size_t i)
{
	const struct map_rule	*rule = b->plan->targets[i].rule;
	const char		*s = row_said(b->w->mem, rule, r);

	r->texts[i] = s;
	if (s != NULL)
		return;
	r->texts[i] = row_text(b->w->mem, rule, r);
	row_refuse(b, r, i, arena_fmt(b->w->mem,
	    t("“%s” is not a value of the mapping"), r->texts[i]));
}

static void
row_read(struct batch *b, struct row *r)
{
	struct arena	*mem = b->w->mem;
	size_t		 n = b->plan->n;

	r->texts = arena_alloc(mem, n * sizeof(*r->texts));
	r->wrong = arena_alloc(mem, n * sizeof(*r->wrong));
	r->vals = arena_alloc(mem, n * sizeof(*r->vals));
	r->known = arena_alloc(mem, n * sizeof(*r->known));
	r->outcome = ROW_WAITS;
	r->reason = NULL;
	r->id = 0;
	r->made = 0;
	r->named = false;
	r->was = 0;
	for (size_t i = 0; i < n; i++)
		if (b->plan->targets[i].nfrom > 0)
			given_read(b, r, i);
		else
			text_read(b, r, i);
	if (r->flawed)
		row_refuse(b, r, PLAN_NONE, t("the row's quotes do not pair"));
}

void
batch_read(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		row_read(b, &b->rows[i]);
	match_keys(b);
}

/* ---- texts to values */

/*
 * A file speaks no language: its numbers are read as everywhere but on an
 * English page, where a comma sets thousands apart.
 */
static enum err
parse(struct work *w, const struct field *f, const char *currency,
    const char *text, struct db_val *v, const char **why)
{
	enum lang	 lang = w->lang;
	enum err	 e;

	w->lang = LANG_UK;
	e = field_parse(w, f, currency, text, v, why);
	w->lang = lang;
	return e;
}

static const char *
currency_of(const struct plan *p, const struct row *r)
{
	if (p->currency != PLAN_NONE && *r->texts[p->currency] != '\0')
		return r->texts[p->currency];
	return r->currency;
}

/* Values of a choice repeat: each is read once. */
static enum err
choice_read(struct batch *b, struct index *seen, const struct field *f,
    const char *text, struct db_val *v, const char **why)
{
	struct entry	*e = index_add(seen, text);
	enum err	 err = OK;

	if (e->n == 0) {
		err = parse(b->w, f, NULL, text, v, why);
		if (err != OK)
			return err;
		e->n = 1;
		e->text = v->s;
	}
	v->type = e->text == NULL ? DB_NULL : DB_TEXT;
	v->s = e->text;
	return OK;
}

static void
value_read(struct batch *b, struct row *r, size_t i, struct index *seen)
{
	const struct field	*f = b->plan->targets[i].field;
	const char		*why = NULL;
	enum err		 e;

	if (f->type == F_CHOICE)
		e = choice_read(b, seen, f, r->texts[i], &r->vals[i], &why);
	else
		e = parse(b->w, f, f->type == F_MONEY ?
		    currency_of(b->plan, r) : NULL, r->texts[i],
		    &r->vals[i], &why);
	if (e != OK)
		row_refuse(b, r, i, why);
	r->known[i] = true;
}

/* All values of a kind: what is matched by is read before what is not. */
static void
values_read(struct batch *b, bool money)
{
	const struct plan	*p = b->plan;
	struct index		 seen;

	for (size_t i = 0; i < p->n; i++) {
		if (p->targets[i].of != NULL ||
		    (p->targets[i].field->type == F_MONEY) != money)
			continue;
		index_init(&seen, b->w->mem);
		for (size_t r = 0; r < b->n; r++)
			if (b->rows[r].now && !b->rows[r].known[i] &&
			    b->rows[r].wrong[i] == NULL)
				value_read(b, &b->rows[r], i, &seen);
	}
}

enum err
batch_resolve(struct batch *b)
{
	enum err	 e;

	values_read(b, false);
	e = refer_find(b);
	if (e == OK)
		e = match_records(b);
	if (e == OK)
		values_read(b, true);
	return e;
}

/* ---- saving */

/* Records of a pass and the rows they are made of. */
struct pass {
	struct batch	 *b;
	struct record	 *recs;
	struct row	**rows;
	size_t		  n;
};

static bool
is_ownership(const struct field *f)
{
	return strcmp(f->name, "owner_id") == 0 ||
	    strcmp(f->name, "team_id") == 0;
}

static const struct change *
row_changes(const struct batch *b, const struct row *r)
{
	const struct plan	*p = b->plan;
	struct change		*list = arena_alloc(b->w->mem,
				    (p->n + 1) * sizeof(*list)), *c = list;

	for (size_t i = 0; i < p->n; i++) {
		const struct field	*f = p->targets[i].field;

		if (strcmp(f->name, "id") == 0)
			continue;
		/* Whoever makes a record owns it unless the file says else. */
		if (r->id == 0 && r->vals[i].type == DB_NULL &&
		    is_ownership(f))
			continue;
		if (r->id != 0 && r->vals[i].type == DB_NULL &&
		    (p->joined || p->targets[i].nfrom > 0))
			continue;
		c->field = f->name;
		c->type = f->type;
		c->value = r->vals[i];
		c++;
	}
	return list;
}

/* Add a refusal of the gate before those that are known already. */
static void
reason_take(struct batch *b, struct row *r, const struct problem *q)
{
	const struct plan	*p = b->plan;
	const struct field	*f = q->field == NULL ? NULL :
				    field_find(p->e, q->field);
	const char		*later = r->reason, *text = q->text;
	size_t			 i = 0;

	while (f != NULL && i < p->n && p->targets[i].field != f)
		i++;
	if (f == NULL || i == p->n)
		i = PLAN_NONE;
	if (f != NULL && i == PLAN_NONE)
		text = arena_fmt(b->w->mem, "%s: %s",
		    f->label != NULL ? t(f->label) : f->name, text);
	r->reason = NULL;
	row_refuse(b, r, i, text);
	if (later != NULL)
		r->reason = arena_fmt(b->w->mem, "%s; %s", r->reason, later);
}

/* The refusals of n records of a pass, from the first; newest first. */
static void
reasons_take(struct pass *p, size_t first, size_t n)
{
	for (const struct problem *q = p->b->w->problems; q; q = q->next)
		if (q->row < n)
			reason_take(p->b, p->rows[first + q->row], q);
	p->b->w->problems = NULL;
}

static void
outcome_take(struct pass *p, size_t i)
{
	const struct record	*rec = &p->recs[i];
	struct row		*r = p->rows[i];

	if (rec->err == OK) {
		r->outcome = r->id == 0 ? ROW_CREATED :
		    rec->same ? ROW_SAME : ROW_CHANGED;
		r->made = r->outcome != ROW_SAME;
		r->id = rec->id;
		return;
	}
	r->outcome = ROW_REFUSED;
	if (r->reason == NULL)
		r->reason = rec->err == ERR_CONFLICT ?
		    t("such a record is there already") :
		    t("you may not write this record");
}

/*
 * Save some records.  One that breaks a unique key fails all of its
 * statement, so the lot is halved until it is alone.
 */
static enum err
pass_save(struct pass *p, size_t first, size_t n)
{
	struct work			*w = p->b->w;
	const struct change_set		 set = w->set;
	enum err			 e;

	e = db_exec(w->db, "SAVEPOINT transfer_pass", DB_NOARGS);
	if (e == OK)
		e = record_save_many(w, p->b->plan->e, p->recs + first, n);
	if (e == ERR_CONFLICT) {
		e = db_exec(w->db, "ROLLBACK TO SAVEPOINT transfer_pass",
		    DB_NOARGS);
		if (e != OK)
			return e;
		w->set = set;
		w->problems = NULL;
		for (size_t i = first; i < first + n; i++) {
			p->recs[i].id = p->rows[i]->id;
			p->recs[i].err = ERR_CONFLICT;
		}
		if (n == 1)
			return OK;
		e = pass_save(p, first, n / 2);
		return e != OK ? e :
		    pass_save(p, first + n / 2, n - n / 2);
	}
	if (e == OK || e == ERR_INVALID) {
		reasons_take(p, first, n);
		return OK;
	}
	return e;
}

/* Rows that a mode passes over are left as they are. */
static bool
is_passed_over(const struct plan *p, const struct row *r)
{
	return (p->mode == MODE_CREATE && r->id != 0) ||
	    (p->mode == MODE_UPDATE && r->id == 0);
}

static enum err
pass_run(struct batch *b)
{
	struct pass	 p = { .b = b };
	enum err	 e = OK;

	p.recs = arena_alloc(b->w->mem, b->n * sizeof(*p.recs));
	p.rows = arena_alloc(b->w->mem, b->n * sizeof(*p.rows));
	for (size_t i = 0; i < b->n; i++) {
		struct row	*r = &b->rows[i];

		if (!row_doing(r))
			continue;
		if (is_passed_over(b->plan, r)) {
			r->outcome = ROW_SAME;
			continue;
		}
		p.recs[p.n].id = r->id;
		p.recs[p.n].changes = row_changes(b, r);
		p.rows[p.n++] = r;
	}
	if (p.n > 0)
		e = pass_save(&p, 0, p.n);
	for (size_t i = 0; i < p.n && e == OK; i++)
		outcome_take(&p, i);
	return e;
}

enum err
batch_save(struct batch *b)
{
	size_t		 left = 1;
	enum err	 e = OK;

	batch_read(b);
	while (e == OK && left > 0) {
		left = 0;
		match_pick(b);
		e = batch_resolve(b);
		if (e == OK)
			e = refer_make(b);
		if (e == OK)
			e = pass_run(b);
		for (size_t i = 0; i < b->n; i++)
			left += b->rows[i].outcome == ROW_WAITS;
	}
	return e;
}
