/* stages.c: pipelines and stages as rules and screens ask for them. */
#include <string.h>

#include "core/db.h"
#include "core/kept.h"
#include "core/memo.h"
#include "mod/deals/stages.h"

/* What stages are remembered under. */
static const char stages_known[] = "stages";
/* And that this transaction changes them. */
static const char stages_changed[] = "stages changed";

#define STAGES	"SELECT s.id, s.pipeline_id, p.name, s.name, s.kind, " \
	"s.chance, s.limit_minutes, s.warn_minutes, s.need_amount, " \
	"s.need_expected, s.need_person, s.guide, " \
	"s.deleted_at IS NOT NULL OR p.deleted_at IS NOT NULL " \
	"FROM stage s JOIN pipeline p ON p.id = s.pipeline_id " \
	"ORDER BY p.position, p.id, s.position, s.id LIMIT 1000"

/* A worker keeps them; a run of the tool may last longer than they do. */
static bool
stages_kept(const struct work *w)
{
	return (w->actor.channel == BY_FORM || w->actor.channel == BY_BOARD) &&
	    memo_get(w, stages_changed, 0) == NULL;
}

static enum err
rows_read(struct work *w, const struct db_rows **r)
{
	struct db_rows	*rows;
	enum err	 e;

	if (stages_kept(w))
		return kept_within(w, r, STAGES, DB_NOARGS);
	e = db_query(w->db, w->mem, &rows, STAGES, DB_NOARGS);
	*r = rows;
	return e;
}

static enum err
stages_read(struct work *w, struct stages *out)
{
	const struct db_rows	*r;
	struct stage		*s;
	enum err		 e = rows_read(w, &r);

	if (e != OK)
		return e;
	s = arena_alloc(w->mem, (r->n + 1) * sizeof(*s));
	for (size_t i = 0; i < r->n; i++)
		s[i] = (struct stage){ db_int(r, i, 0), db_int(r, i, 1),
		    db_text(r, i, 2), db_text(r, i, 3), db_text(r, i, 4),
		    db_int(r, i, 5), db_int(r, i, 6), db_int(r, i, 7),
		    db_int(r, i, 8) != 0, db_int(r, i, 9) != 0,
		    db_int(r, i, 10) != 0, db_text(r, i, 11),
		    db_int(r, i, 12) != 0 };
	out->list = s;
	out->n = r->n;
	return OK;
}

enum err
stages_load(struct work *w, struct stages *out)
{
	const struct stages	*had = memo_get(w, stages_known, 0);
	struct stages		*kept;
	enum err		 e;

	if (had != NULL) {
		*out = *had;
		return OK;
	}
	e = stages_read(w, out);
	if (e != OK)
		return e;
	kept = arena_alloc(w->mem, sizeof(*kept));
	*kept = *out;
	memo_put(w, stages_known, 0, kept);
	return OK;
}

void
stages_forget(struct work *w)
{
	memo_drop(w, stages_known, 0);
	memo_put(w, stages_changed, 0, stages_changed);
}

const struct stage *
stage_find(const struct stages *s, int64_t id)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].id == id)
			return &s->list[i];
	return NULL;
}

bool
stage_is(const struct stage *s, const char *kind)
{
	return strcmp(s->kind, kind) == 0;
}

const struct stage *
stage_first(const struct stages *s, int64_t pipeline_id, const char *kind)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct stage	*t = &s->list[i];

		if (t->gone)
			continue;
		if (pipeline_id == 0)
			pipeline_id = t->pipeline_id;
		if (t->pipeline_id == pipeline_id &&
		    (kind == NULL || stage_is(t, kind)))
			return t;
	}
	return NULL;
}

const struct stage *
stage_pipeline(const struct stages *s, int64_t id)
{
	return id == 0 ? NULL : stage_first(s, id, NULL);
}

int64_t
stage_due(const struct stage *s, int64_t since_s)
{
	return s->limit_minutes == 0 ? 0 : since_s + s->limit_minutes * 60;
}
