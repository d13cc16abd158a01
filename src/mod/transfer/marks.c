/* marks.c: which rows of a file lean on which earlier ones. */
#include <errno.h>
#include <string.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/marks.h"
#include "mod/transfer/match.h"

/* What a mark does. */
#define ASKS	0x1u	/* the row looks for what bears it */
#define MAKES	0x2u	/* it is found by it, once it is made or changed */
#define FIRST	0x4u	/* it makes what is named, unless it is there */

#define BLOCK	4096	/* kept marks read at a time */

struct mark {
	uint64_t	 mark;
	unsigned int	 does;
	size_t		 part;	/* whose making counts */
};

/* As it is kept, of this program alone. */
struct kept {
	uint64_t	 mark;
	int64_t		 line;	/* twice, and 1 if it was made there */
	int64_t		 batch;
};

/* A text and its end: "a", "bc" are not "ab", "c".  Never 0. */
static uint64_t
mark_add(uint64_t mark, const char *s)
{
	mark = hash64(hash64(mark, s), "\xff");
	return mark != 0 ? mark : 1;
}

static uint64_t
mark_of(const char *kind, const char *what, const char *text)
{
	return mark_add(mark_add(mark_add(HASH64, kind), what), text);
}

uint64_t
marks_name(const struct entity *e, const char *field, const char *text)
{
	return mark_add(mark_of("name", e->name, field), text);
}

/* ---- a set of marks */

static struct mark_slot *
slot_place(struct mark_slot *slots, size_t cap, uint64_t mark)
{
	size_t	 i = (size_t)mark & (cap - 1);

	while (slots[i].mark != 0 && slots[i].mark != mark)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void
slot_add(struct marks *m, uint64_t mark)
{
	struct mark_slot	*s, *old = m->slots;
	size_t			 cap = m->cap;

	if (m->n * 2 >= m->cap) {
		m->cap = cap > 0 ? cap * 2 : 1024;
		m->slots = arena_alloc(m->mem, m->cap * sizeof(*m->slots));
		for (size_t i = 0; i < cap; i++)
			if (old[i].mark != 0)
				*slot_place(m->slots, m->cap, old[i].mark) =
				    old[i];
	}
	s = slot_place(m->slots, m->cap, mark);
	m->n += s->mark == 0;
	s->mark = mark;
}

/* ---- the marks of a row */

/* A row whose marks are being put together. */
struct marking {
	struct arena		*mem;		/* of the row's texts */
	struct arena		*kept;		/* of the marks */
	const struct joint	*joint;		/* or NULL */
	const struct plan	**plans;	/* of its parts */
	size_t			 nplans;
	const struct row	*row;
	struct mark_list	*to;
};

static void
mark_put(struct marking *x, uint64_t mark, unsigned int does, size_t part)
{
	struct mark_list	*l = x->to;

	if (l->n == l->cap) {
		struct mark	*list;

		l->cap = l->cap > 0 ? l->cap * 2 : 8;
		list = arena_alloc(x->kept, l->cap * sizeof(*list));
		if (l->n > 0)
			memcpy(list, l->list, l->n * sizeof(*list));
		l->list = list;
	}
	l->list[l->n++] = (struct mark){ mark, does, part };
}

/* What the row says for a target, as it is compared; "" for nothing. */
static const char *
said(struct marking *x, const struct plan *p, size_t i)
{
	const struct target	*tg = &p->targets[i];
	const char		*s = row_said(x->mem, tg->rule, x->row);

	return s == NULL ? "" : match_plain(x->mem, p->e, tg->field, s);
}

/* A field by which records of e are named, of one that a row makes. */
static void
name_marks(struct marking *x, const struct plan *p, size_t part,
    const struct plan *q, size_t i)
{
	const struct target	*ref = &q->targets[i];

	for (size_t k = 0; k < p->n; k++) {
		const struct field	*f = p->targets[k].field;
		const char		*s;

		if (p->targets[k].nfrom > 0 ||
		    (f != ref->by && f != ref->key))
			continue;
		s = said(x, p, k);
		if (*s == '\0')
			continue;
		mark_put(x, marks_name(p->e, f->name, s), MAKES, part);
		mark_put(x, mark_of("made", arena_fmt(x->mem, "%s.%zu",
		    q->e->name, i), s), ASKS, part);
	}
}

/* A record that the row names, which an earlier row may make. */
static void
ref_marks(struct marking *x, const struct plan *q, size_t part, size_t i)
{
	const struct target	*ref = &q->targets[i];
	const struct field	*by[] = { ref->by, ref->key };
	const char		*text = row_said(x->mem, ref->rule, x->row);

	if (text == NULL || *text == '\0')
		return;
	for (size_t k = 0; k < 2; k++)
		if (by[k] != NULL)
			mark_put(x, marks_name(ref->of, by[k]->name,
			    match_plain(x->mem, ref->of, by[k], text)), ASKS,
			    part);
	if (ref->named)
		mark_put(x, mark_of("made", arena_fmt(x->mem, "%s.%zu",
		    q->e->name, i), match_plain(x->mem, ref->of, ref->by,
		    text)), ASKS | FIRST, part);
}

/* References of one part to records that this or another part makes. */
static void
refs_mark(struct marking *x, const struct plan *q, size_t part)
{
	for (size_t i = 0; i < q->n; i++) {
		bool	 ours = false;

		if (q->targets[i].of == NULL || q->targets[i].nfrom > 0)
			continue;
		for (size_t k = 0; k < x->nplans; k++)
			if (x->plans[k]->e == q->targets[i].of) {
				name_marks(x, x->plans[k], k, q, i);
				ours = true;
			}
		if (ours)
			ref_marks(x, q, part, i);
	}
}

/* What the gate lets no two records share, or rules add records up by. */
static bool
is_shared(const struct entity *e, const struct field *f)
{
	return (f->flags & FIELD_SUMMED) || str_eq(f->name, e->key) ||
	    strcmp(f->name, "label") == 0 || strcmp(f->name, "number") == 0;
}

static void
shared_marks(struct marking *x, const struct plan *p, size_t part)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct field	*f = p->targets[i].field;
		const char		*s;

		if (p->targets[i].nfrom > 0 || !is_shared(p->e, f))
			continue;
		s = said(x, p, i);
		if (*s != '\0')
			mark_put(x, mark_of("one", arena_fmt(x->mem, "%s.%s",
			    p->e->name, f->name), s), ASKS | MAKES, part);
	}
}

/* ---- keys */

static const char *part_text(struct marking *x, size_t part);

/* The record of the row itself that a target takes, by what it is found by. */
static const char *
given_text(struct marking *x, const struct target *tg)
{
	const char	*s = "";

	for (size_t i = 0; i < tg->nfrom && *s == '\0'; i++)
		if (joint_has(x->joint, tg->from[i], x->mem, x->row))
			s = part_text(x, tg->from[i]);
	return s;
}

/* What tells which record a row speaks of; "" if some of it is empty. */
static const char *
key_text(struct marking *x, const struct plan *p, const size_t *keys,
    size_t n)
{
	struct str	 out;

	str_init(&out, x->mem);
	str_fmt(&out, "%s", p->e->name);
	for (size_t k = 0; k < n; k++) {
		const struct target	*tg = &p->targets[keys[k]];
		const char		*s = tg->nfrom > 0 ?
					    given_text(x, tg) :
					    said(x, p, keys[k]);

		if (*s == '\0')
			return "";
		str_fmt(&out, "\x1f%s=%s", tg->field->name, s);
	}
	return n > 0 ? out.s : "";
}

/* A part by the first way in which it may be found. */
static const char *
part_text(struct marking *x, size_t part)
{
	const struct joint_part	*p = &x->joint->parts[part];
	const char		*s = "";

	for (size_t a = 0; a < p->n && *s == '\0'; a++)
		s = key_text(x, &p->plan, p->alts[a], p->nalts[a]);
	return s;
}

static void
key_mark(struct marking *x, const char *text, size_t part)
{
	if (*text != '\0')
		mark_put(x, mark_of("key", "", text), ASKS | MAKES, part);
}

/* ---- all of them */

static void
plan_marks(struct marking *x, const struct plan *p, size_t part)
{
	shared_marks(x, p, part);
	refs_mark(x, p, part);
}

static void
row_marks(struct marking *x, const struct plan *p)
{
	const struct joint	*j = x->joint;

	if (j == NULL) {
		key_mark(x, key_text(x, p, p->keys, p->nkeys), 0);
		plan_marks(x, p, 0);
		return;
	}
	for (size_t k = 0; k < j->n; k++) {
		const struct joint_part	*part = &j->parts[k];

		if (!joint_has(j, k, x->mem, x->row))
			continue;
		for (size_t a = 0; a < part->n; a++)
			key_mark(x, key_text(x, &part->plan, part->alts[a],
			    part->nalts[a]), k);
		plan_marks(x, &part->plan, k);
		if (part->plan.title != PLAN_NONE)
			mark_put(x, marks_name(part->plan.e,
			    part->plan.e->title, said(x, &part->plan,
			    part->plan.title)), ASKS, k);
	}
}

/* ---- kept ones */

static enum err
kept_failed(void)
{
	log_error("import: marks: %s", strerror(errno));
	return ERR_IO;
}

static void
line_need(struct marks *m, const struct kept *k)
{
	struct mark_line	*more;

	if (m->nlines == m->lines_cap) {
		m->lines_cap = m->lines_cap > 0 ? m->lines_cap * 2 : 256;
		more = arena_alloc(m->mem, m->lines_cap * sizeof(*more));
		if (m->nlines > 0)
			memcpy(more, m->lines, m->nlines * sizeof(*more));
		m->lines = more;
	}
	m->lines[m->nlines++] = (struct mark_line){ k->line / 2, k->batch };
}

/* An earlier row: whether it has made what is asked for, and what it asked. */
static void
line_see(struct marks *m, const struct kept *list, size_t n)
{
	bool	 needed = false;

	for (size_t i = 0; i < n; i++) {
		struct mark_slot	*s = slot_place(m->slots, m->cap,
					    list[i].mark);

		if (s->mark == 0 || (list[i].line & 1) == 0)
			continue;
		s->made = needed = true;
	}
	for (size_t i = 0; needed && i < n; i++)
		slot_add(m, list[i].mark);
	if (needed)
		line_need(m, list);
}

/* The line that begins in a block whose end is at *n; *n goes before it. */
static void
block_line(struct marks *m, const struct kept *block, size_t *n)
{
	size_t	 end = *n;

	while (*n > 0 && block[*n - 1].line / 2 == block[end - 1].line / 2)
		(*n)--;
	line_see(m, block + *n, end - *n);
}

/* Backwards; a line that a block cuts in two is read with the next one. */
static enum err
kept_walk(struct marks *m, FILE *f, int64_t bytes)
{
	size_t		 cap = BLOCK, n, left = (size_t)bytes /
			    sizeof(struct kept);
	struct kept	*block = arena_alloc(m->mem, cap * sizeof(*block));

	while (left > 0 && m->nlines <= m->most) {
		n = left < cap ? left : cap;
		if (fseek(f, (long)((left - n) * sizeof(*block)),
		    SEEK_SET) != 0 || fread(block, sizeof(*block), n, f) != n)
			return kept_failed();
		left -= n;
		while (n > 0 && (left == 0 ||
		    block[n - 1].line / 2 != block[0].line / 2))
			block_line(m, block, &n);
		left += n;
		if (n == cap) {		/* one line fills it */
			cap *= 2;
			block = arena_alloc(m->mem, cap * sizeof(*block));
		}
	}
	return OK;
}

static void
lines_turn(struct marks *m)
{
	for (size_t i = 0; i < m->nlines / 2; i++) {
		struct mark_line	 line = m->lines[i];

		m->lines[i] = m->lines[m->nlines - 1 - i];
		m->lines[m->nlines - 1 - i] = line;
	}
}

static void
rows_mark(struct marks *m, const struct plan *plan, const struct row *rows,
    size_t n)
{
	struct marking	 x = {
		.mem = arena_new(), .kept = m->mem, .joint = plan->joint,
		.nplans = plan->joint != NULL ? plan->joint->n : 1
	};

	x.plans = arena_alloc(m->mem, x.nplans * sizeof(*x.plans));
	for (size_t k = 0; k < x.nplans; k++)
		x.plans[k] = x.joint != NULL ? &x.joint->parts[k].plan : plan;
	for (size_t i = 0; i < n; i++) {
		x.row = &rows[i];
		x.to = &m->rows[i];
		row_marks(&x, plan);
		for (size_t k = 0; k < x.to->n; k++)
			if (x.to->list[k].does & ASKS)
				slot_add(m, x.to->list[k].mark);
		arena_reset(x.mem);
	}
	arena_free(x.mem);
}

enum err
marks_find(struct arena *mem, const struct plan *plan, const struct row *rows,
    size_t n, FILE *kept, int64_t bytes, size_t most, struct marks *out)
{
	size_t		 before;
	enum err	 e;

	*out = (struct marks){ .mem = mem, .most = most };
	out->rows = arena_alloc(mem, (n + 1) * sizeof(*out->rows));
	slot_add(out, 1);
	rows_mark(out, plan, rows, n);
	/* Again while more is asked for: a later row may have changed what an
	   earlier one made. */
	do {
		before = out->n;
		out->nlines = 0;
		e = kept_walk(out, kept, bytes);
		out->many = out->nlines > most;
	} while (e == OK && out->n > before && !out->many);
	if (out->many)
		out->nlines = 0;
	lines_turn(out);
	return e;
}

/* Whether the row, done now, has made what the mark stands for. */
static bool
is_made(struct marks *m, const struct mark *k, const struct row *r)
{
	struct mark_slot	*s;

	if ((k->does & MAKES) && (r->made >> k->part & 1))
		return true;
	if (!(k->does & FIRST) || !r->named)
		return false;
	s = slot_place(m->slots, m->cap, k->mark);
	if (s->made)
		return false;
	s->made = true;
	return true;
}

void
marks_add(struct marks *m, const struct row *rows, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct mark_list	*l = &m->rows[i];
		struct kept		*list = arena_alloc(m->mem,
					    (l->n + 1) * sizeof(*list));
		size_t			 len = l->n;
		bool			 any = false;

		for (size_t k = 0; k < l->n; k++) {
			bool	 made = is_made(m, &l->list[k], &rows[i]);

			list[k].mark = l->list[k].mark;
			list[k].line = rows[i].line * 2 + made;
			list[k].batch = rows[i - i % BATCH_ROWS].line;
			any = any || made;
		}
		/* Nobody finds its record by the old title any more. */
		if (any && rows[i].made != 0 && rows[i].was != 0)
			list[len++] = (struct kept){ rows[i].was,
			    rows[i].line * 2 + 1,
			    rows[i - i % BATCH_ROWS].line };
		if (any)
			str_addn(out, (const char *)list,
			    len * sizeof(*list));
	}
}
