/* scan.c: who is there twice, among all of them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "core/query.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/scan.h"

#define READ		1000	/* contacts of a slice whose signs are read */
#define SIGNS		1500	/* signs of a slice that are compared */
#define SWEPT		5000	/* old pairs, or signs, of a slice */

enum { STAGE_NONE, STAGE_READ, STAGE_COMPARE, STAGE_SWEEP };

/* ---- how far it is */

enum err
scan_read(struct work *w, bool for_update, struct scan *out)
{
	struct db_rows	*r;
	enum err	 e;

	if (for_update)
		e = db_query(w->db, w->mem, &r, "SELECT number, stage, at, "
		    "last_id, contacts, pairs, began_at, ended_at "
		    "FROM dup_scan WHERE id = 1 FOR UPDATE", DB_NOARGS);
	else
		e = db_query(w->db, w->mem, &r, "SELECT number, stage, at, "
		    "last_id, contacts, pairs, began_at, ended_at "
		    "FROM dup_scan WHERE id = 1", DB_NOARGS);
	if (e != OK)
		return e;
	*out = (struct scan){ 0 };
	if (r->n == 0)
		return OK;
	*out = (struct scan){ .number = db_int(r, 0, 0),
	    .stage = (int)db_int(r, 0, 1), .at = db_int(r, 0, 2),
	    .last_id = db_int(r, 0, 3), .contacts = db_int(r, 0, 4),
	    .pairs = db_int(r, 0, 5), .began_at = db_int(r, 0, 6),
	    .ended_at = db_int(r, 0, 7) };
	return OK;
}

static enum err
scan_write(struct work *w, const struct scan *s)
{
	return db_exec(w->db, "REPLACE INTO dup_scan (id, number, stage, at, "
	    "last_id, contacts, pairs, began_at, ended_at) "
	    "VALUES (1, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0))",
	    DB_ARGS(DB_I(s->number), DB_I(s->stage), DB_I(s->at),
	    DB_I(s->last_id), DB_I(s->contacts), DB_I(s->pairs),
	    DB_I(s->began_at), DB_I(s->ended_at)));
}

int
scan_percent(const struct scan *s)
{
	double	 part;

	if (s->stage == STAGE_NONE)
		return 100;
	if (s->stage == STAGE_READ)
		return s->last_id > 0 ? (int)(s->at * 50 / s->last_id) : 0;
	if (s->stage == STAGE_SWEEP)
		return 99;
	part = (double)s->at / 9.3e18;		/* -1 to 1 */
	return 50 + (int)((part + 1) * 24);
}

/* ---- signs */

/* What kind of sign it is, its texts. */
static int64_t
sign_hash(char kind, const char *a, const char *b)
{
	const char	 of[] = { kind, '\0' };
	uint64_t	 h = hash64(hash64(HASH64, of), a);

	h = hash64(hash64(h, "\x1f"), b);
	h ^= h >> 32;
	return (int64_t)h;
}

static void
sign_add(struct str *out, int64_t id, char kind, const char *a,
    const char *b)
{
	if (a == NULL || *a == '\0' || b == NULL)
		return;
	str_fmt(out, "%s[%" PRId64 ",%" PRId64 "]", out->n > 1 ? "," : "",
	    sign_hash(kind, a, b), id);
}

/* A name of one word says too little, but of a firm. */
static void
signs_add(struct arena *mem, struct str *out, int64_t id,
    const struct likeness *l)
{
	const char	*name = l->firm || l->nwords > 1 ? l->name : NULL;

	sign_add(out, id, 'n', name, "");
	sign_add(out, id, 'c', l->tax_no, "");
	sign_add(out, id, 'c', l->reg_no, "");
	sign_add(out, id, 'i', l->iban, "");
	sign_add(out, id, 'b', name, l->birthday);
	if (l->organisation_id != 0)
		sign_add(out, id, 'o', name, arena_fmt(mem, "%" PRId64,
		    l->organisation_id));
	for (size_t i = 0; i < l->nphones; i++)
		sign_add(out, id, 'p', l->phones[i], "");
	for (size_t i = 0; i < l->nemails; i++)
		sign_add(out, id, 'e', l->emails[i], "");
}

static enum err
slice_read(struct work *w, struct scan *s)
{
	struct facts	 f;
	struct str	 json;
	enum err	 e = facts_read(w, NULL, 0, s->at, READ, &f);

	if (e != OK)
		return e;
	str_init(&json, w->mem);
	str_addc(&json, '[');
	for (size_t i = 0; i < f.rows->n; i++) {
		struct likeness	 l;

		facts_likeness(&f, i, &l);
		signs_add(w->mem, &json, db_int(f.rows, i, FACT_ID), &l);
	}
	str_addc(&json, ']');
	s->contacts += (int64_t)f.rows->n;
	if (f.rows->n < READ) {
		s->stage = STAGE_COMPARE;
		s->at = INT64_MIN;
	} else {
		s->at = db_int(f.rows, f.rows->n - 1, FACT_ID);
	}
	return json.n <= 2 ? OK : db_exec(w->db, "INSERT IGNORE INTO dup_key "
	    "(k, id) SELECT j.k, j.id FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(k BIGINT PATH '$[0]', id BIGINT PATH '$[1]')) j",
	    DB_ARGS(DB_S(json.s)));
}

/* ---- pairs */

/* A block of contacts that share a sign, and the pairs found in a slice. */
struct finds {
	struct work	*w;
	struct facts	 facts;
	struct likeness	*like;		/* by rows of facts */
	struct str	 json;		/* of the pairs */
	int64_t		 n;
};

static void
pair_add(struct finds *f, size_t a, size_t b, int score, unsigned int why)
{
	const struct db_rows	*rows = f->facts.rows;

	str_fmt(&f->json, "%s[%" PRId64 ",%" PRId64 ",%d,%u,%" PRId64 ",%"
	    PRId64 "]", f->n++ > 0 ? "," : "", db_int(rows, a, FACT_ID),
	    db_int(rows, b, FACT_ID), score, why, db_int(rows, a, FACT_OWNER),
	    db_int(rows, a, FACT_TEAM));
}

/* Compare all with all; where many share the sign it needs a second one. */
static void
block_compare(struct finds *f, const size_t *rows, size_t n)
{
	int	 least = n > BLOCK_ASK ? PAIR_SURE : PAIR_ASK;
	int64_t	 most = f->n + BLOCK_PAIRS;

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && f->n < most; k++) {
			unsigned int	 why;
			int		 score = likeness_score(
					    &f->like[rows[i]],
					    &f->like[rows[k]], &why);

			if (score >= least)
				pair_add(f, rows[i], rows[k], score, why);
		}
}

/* Blocks of "sign, id" rows in order; gone contacts are passed over. */
static void
blocks_compare(struct finds *f, const struct db_rows *signs)
{
	size_t	 rows[BLOCK_MOST], n = 0;

	for (size_t i = 0; i < signs->n; i++) {
		size_t	 r = facts_find(&f->facts, db_int(signs, i, 1));

		if (i > 0 && db_int(signs, i, 0) != db_int(signs, i - 1, 0)) {
			block_compare(f, rows, n);
			n = 0;
		}
		if (r < f->facts.rows->n && n < BLOCK_MOST)
			rows[n++] = r;
	}
	block_compare(f, rows, n);
}

static int
by_number(const void *a, const void *b)
{
	int64_t	 x = ((const struct db_val *)a)->i;
	int64_t	 y = ((const struct db_val *)b)->i;

	return (x > y) - (x < y);
}

/* Read those of the signs, each once, and put them in order. */
static enum err
finds_load(struct finds *f, const struct db_rows *signs)
{
	struct arena	*mem = f->w->mem;
	struct db_val	*ids = arena_alloc(mem,
			    (signs->n + 1) * sizeof(*ids));
	size_t		 n = 0;
	enum err	 e;

	for (size_t i = 0; i < signs->n; i++)
		ids[i] = (struct db_val)DB_I(db_int(signs, i, 1));
	qsort(ids, signs->n, sizeof(*ids), by_number);
	for (size_t i = 0; i < signs->n; i++)
		if (n == 0 || ids[n - 1].i != ids[i].i)
			ids[n++] = ids[i];
	e = facts_read(f->w, ids, n, 0, (int)n, &f->facts);
	if (e != OK)
		return e;
	f->like = arena_alloc(mem, (f->facts.rows->n + 1) *
	    sizeof(*f->like));
	for (size_t i = 0; i < f->facts.rows->n; i++)
		facts_likeness(&f->facts, i, &f->like[i]);
	return OK;
}

static enum err
pairs_write(struct finds *f, const struct scan *s)
{
	if (f->n == 0)
		return OK;
	str_addc(&f->json, ']');
	return db_exec(f->w->db, "INSERT INTO dup_pair (a_id, b_id, score, "
	    "why, owner_id, team_id, scan) SELECT j.a, j.b, j.score, j.why, "
	    "NULLIF(j.o, 0), NULLIF(j.g, 0), ? FROM JSON_TABLE(?, "
	    "'$[*]' COLUMNS (a BIGINT PATH '$[0]', b BIGINT PATH '$[1]', "
	    "score INT PATH '$[2]', why INT PATH '$[3]', "
	    "o BIGINT PATH '$[4]', g BIGINT PATH '$[5]')) j "
	    "ON DUPLICATE KEY UPDATE score = VALUES(score), "
	    "why = VALUES(why), owner_id = VALUES(owner_id), "
	    "team_id = VALUES(team_id), scan = VALUES(scan)",
	    DB_ARGS(DB_I(s->number), DB_S(f->json.s)));
}

/*
 * The signs up to end that several have, but not all the world; of the last
 * no more is read than tells which it is.
 */
static enum err
signs_shared(struct work *w, int64_t after, int64_t end,
    struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows, "SELECT STRAIGHT_JOIN d.k, d.id "
	    "FROM (SELECT s.k FROM (SELECT k FROM dup_key WHERE k > ? "
	    "AND k <= ? ORDER BY k LIMIT ?) s GROUP BY s.k "
	    "HAVING COUNT(*) BETWEEN 2 AND ?) g JOIN dup_key d ON d.k = g.k "
	    "ORDER BY d.k, d.id LIMIT 10000", DB_ARGS(DB_I(after), DB_I(end),
	    DB_I(SIGNS + 1 + BLOCK_MOST), DB_I(BLOCK_MOST)));
}

/*
 * Signs that were compared go, in some slices where all the world has one;
 * *more of them may be left.  From the beginning: signs that came by mistake,
 * too.
 */
static enum err
signs_drop(struct work *w, int64_t upto, bool *more)
{
	enum err	 e = db_exec(w->db, "DELETE FROM dup_key WHERE k <= ? "
			    "ORDER BY k LIMIT ?", DB_ARGS(DB_I(upto),
			    DB_I(SWEPT)));

	*more = e == OK && db_changed(w->db) == SWEPT;
	return e;
}

static enum err
slice_compare(struct work *w, struct scan *s)
{
	struct finds	 f = { .w = w };
	struct db_rows	*end, *signs;
	int64_t		 upto;
	bool		 more;
	enum err	 e = signs_drop(w, s->at, &more);

	if (e != OK || more)
		return e;
	if (s->at == INT64_MAX) {
		s->stage = STAGE_SWEEP;
		return OK;
	}
	e = db_query(w->db, w->mem, &end, "SELECT k FROM dup_key WHERE k > ? "
	    "ORDER BY k LIMIT 1 OFFSET ?", DB_ARGS(DB_I(s->at),
	    DB_I(SIGNS)));
	if (e != OK)
		return e;
	upto = end->n > 0 ? db_int(end, 0, 0) : INT64_MAX;
	e = signs_shared(w, s->at, upto, &signs);
	if (e == OK)
		e = finds_load(&f, signs);
	if (e != OK)
		return e;
	str_init(&f.json, w->mem);
	str_addc(&f.json, '[');
	blocks_compare(&f, signs);
	s->pairs += f.n;
	s->at = upto;
	return pairs_write(&f, s);
}

/* ---- the job */

static enum err
last_contact(struct work *w, int64_t *id)
{
	const struct query	 q = {
		.entity = &contact_entity, .sort = "-id", .limit = 1
	};
	struct db_rows		*rows;
	enum err		 e = query_list(w, &q, &rows);

	if (e == OK)
		*id = rows->n > 0 ? db_int(rows, 0, 0) : 0;
	return e;
}

static enum err
scan_begin(struct work *w, struct scan *s)
{
	*s = (struct scan){ .number = s->number + 1, .stage = STAGE_READ,
	    .began_at = w->now_s, .ended_at = s->ended_at };
	return last_contact(w, &s->last_id);
}

static enum err
slice_sweep(struct work *w, struct scan *s)
{
	enum err	 e = db_exec(w->db, "DELETE FROM dup_pair "
			    "WHERE scan < ? LIMIT ?", DB_ARGS(
			    DB_I(s->number), DB_I(SWEPT)));

	if (e == OK && db_changed(w->db) < SWEPT) {
		s->stage = STAGE_NONE;
		s->ended_at = w->now_s;
	}
	return e;
}

enum err
scan_slice(struct work *w, struct job *job)
{
	struct scan	 s;
	enum err	 e = scan_read(w, true, &s);

	if (e != OK)
		return e;
	switch (s.stage) {
	case STAGE_READ:
		e = slice_read(w, &s);
		break;
	case STAGE_COMPARE:
		e = slice_compare(w, &s);
		break;
	case STAGE_SWEEP:
		e = slice_sweep(w, &s);
		break;
	default:
		e = scan_begin(w, &s);
	}
	job->left = s.stage != STAGE_NONE;
	return e == OK ? scan_write(w, &s) : e;
}
