/* settings.c: pipelines, stages, sources, reasons; what a new firm has. */
#include <string.h>

#include "core/query.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

static const struct choice stage_kinds[] = {
	{ "open", N_("in work"), "info" },
	{ "won", N_("won"), "ok" },
	{ "lost", N_("lost"), "none" },
	{ 0 }
};

static const struct field named_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 80, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST,
	  .width = 8, .place = "title" },
	{ .name = "position", .type = F_INT, .label = N_("Place in the order"),
	  .flags = FIELD_LIST | FIELD_SORT, .width = 4,
	  .hint = N_("Smaller numbers come first") },
	{ 0 }
};

static const struct field stage_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 80, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .width = 8, .place = "title" },
	{ .name = "pipeline_id", .type = F_REF, .of = "pipeline",
	  .label = N_("Pipeline"), .width = 4, .place = "sub",
	  .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_FILTER },
	{ .name = "position", .type = F_INT, .label = N_("Place in the order"),
	  .flags = FIELD_LIST | FIELD_SORT, .width = 4,
	  .hint = N_("Smaller numbers come first") },
	{ .name = "kind", .type = F_CHOICE, .choices = stage_kinds, .max = 8,
	  .label = N_("A deal here is"), .width = 4, .place = "st",
	  .flags = FIELD_LIST | FIELD_FILTER },
	{ .name = "chance", .type = F_INT, .label = N_("Chance, %"),
	  .flags = FIELD_LIST, .width = 4 },
	{ .name = "limit_minutes", .type = F_INT,
	  .label = N_("Limit, minutes"), .flags = FIELD_LIST, .width = 4,
	  .hint = N_("A deal that stays longer is late; empty: no limit") },
	{ .name = "warn_minutes", .type = F_INT,
	  .label = N_("Warn before, minutes"), .width = 4 },
	{ .name = "need_amount", .type = F_BOOL,
	  .label = N_("A deal here must have an amount") },
	{ .name = "need_expected", .type = F_BOOL,
	  .label = N_("A deal here must have an expected date") },
	{ .name = "need_person", .type = F_BOOL,
	  .label = N_("A deal here must have a contact person") },
	{ .name = "guide", .type = F_LONG, .max = 5000,
	  .label = N_("What to do at this stage") },
	{ 0 }
};

const struct entity pipeline_entity = {
	.name = "pipeline", .table = "pipeline", .fields = named_fields,
	.title = "name", .sort = "position", .path = "/pipelines",
	.icon = "layout-kanban", .label = N_("Pipelines"),
	.label_one = N_("Pipeline"), .label_new = N_("New pipeline"),
	.plural = "pipelines", .flags = ENTITY_SHARED | ENTITY_SMALL
};

const struct entity stage_entity = {
	.name = "stage", .table = "stage", .fields = stage_fields,
	.title = "name", .sort = "position", .path = "/stages",
	.icon = "layout-kanban", .label = N_("Stages"),
	.label_one = N_("Stage"), .label_new = N_("New stage"),
	.plural = "stages", .flags = ENTITY_SHARED | ENTITY_SMALL | ENTITY_KEPT,
	.check = stage_check
};

const struct entity source_entity = {
	.name = "source", .table = "source", .fields = named_fields,
	.title = "name", .sort = "position", .path = "/sources",
	.icon = "target", .label = N_("Sources"), .label_one = N_("Source"),
	.label_new = N_("New source"), .plural = "sources",
	.flags = ENTITY_SHARED | ENTITY_SMALL
};

const struct entity loss_reason_entity = {
	.name = "loss_reason", .table = "loss_reason", .fields = named_fields,
	.title = "name", .sort = "position", .path = "/loss-reasons",
	.icon = "circle-x", .label = N_("Loss reasons"),
	.label_one = N_("Loss reason"), .label_new = N_("New loss reason"),
	.plural = "loss-reasons", .flags = ENTITY_SHARED | ENTITY_SMALL
};

/* A stage with deals does not go: they would stand nowhere. */
static enum err
stages_leave(struct work *w, struct draft *drafts, size_t n)
{
	static const char *const cols[] = { "stage_id", NULL };
	struct work	 all = *w;
	struct filter	 where[] = {
		WHERE_I("stage_id", OP_EQ, 0), WHERE_END
	};
	const struct query q = {
		.entity = &deal_entity, .cols = cols, .where = where,
		.sort = "stage_due", .limit = 1
	};
	struct db_rows	*rows;
	enum err	 e = OK;

	all.actor.rights = NULL;
	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (draft_skipped(d) || !draft_changed(d, "deleted_at") ||
		    draft_int(d, "deleted_at") == 0)
			continue;
		where[0].value.i = draft_id(d);
		e = query_list(&all, &q, &rows);
		if (e == OK && rows->n > 0)
			draft_refuse(d, NULL,
			    t("move its deals to another stage first"));
	}
	return e;
}

enum err
stage_check(struct work *w, struct draft *drafts, size_t n)
{
	stages_forget(w);
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);
		const char	*kind = draft_text(d, "kind");

		if (draft_skipped(d))
			continue;
		if (kind == NULL)
			draft_set_text(d, "kind", kind = "open");
		if (draft_is_new(d) && !draft_changed(d, "chance"))
			draft_set_int(d, "chance",
			    strcmp(kind, "won") == 0 ? 100 : 0);
		if (draft_int(d, "chance") > 100)
			draft_refuse(d, "chance",
			    t("must be from 0 to 100"));
		if (draft_int(d, "warn_minutes") >
		    draft_int(d, "limit_minutes"))
			draft_refuse(d, "warn_minutes", t("must not be more "
			    "than the limit"));
	}
	return stages_leave(w, drafts, n);
}

/* ---- what a new firm has */

#define HOUR	60
#define DAY	(24 * HOUR)

static const struct {
	const char	*name;
	const char	*kind;
	int		 chance;
	int		 limit;
} stages_new[] = {
	{ N_("New request"), "open", 10, DAY },
	{ N_("Qualification"), "open", 25, 3 * DAY },
	{ N_("Proposal"), "open", 50, 5 * DAY },
	{ N_("Negotiation"), "open", 70, 7 * DAY },
	{ N_("Contract"), "open", 90, 5 * DAY },
	{ N_("Won"), "won", 100, 0 },
	{ N_("Lost"), "lost", 0, 0 }
};

static const char *const reasons_new[] = {
	N_("Too expensive"), N_("Chose another supplier"),
	N_("Waited too long for our answer"),
	N_("Project cancelled or put off"),
	N_("We do not have what is needed"), N_("Could not be reached")
};

static const char *const sources_new[] = {
	N_("Form on the site"), N_("Telephone call"), N_("Recommendation"),
	N_("Repeat purchase"), N_("Advertising"), N_("Exhibition"),
	N_("Our own search")
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Make n records of name and position. */
static enum err
named_make(struct work *w, const struct entity *e, const char *const *names,
    size_t n)
{
	struct record	*rows = arena_alloc(w->mem, n * sizeof(*rows));

	for (size_t i = 0; i < n; i++) {
		struct change	*c = arena_alloc(w->mem, 3 * sizeof(*c));

		c[0] = (struct change)SET_TEXT("name",
		    t_in(w->site->lang, names[i]));
		c[1] = (struct change)SET_INT("position", (int64_t)i + 1);
		rows[i].changes = c;
	}
	return record_save_many(w, e, rows, n);
}

static enum err
stages_make(struct work *w, int64_t pipeline_id)
{
	struct record	 rows[COUNT(stages_new)] = { 0 };

	for (size_t i = 0; i < COUNT(stages_new); i++) {
		struct change	*c = arena_alloc(w->mem, 8 * sizeof(*c));
		int		 limit = stages_new[i].limit;

		c[0] = (struct change)SET_TEXT("name",
		    t_in(w->site->lang, stages_new[i].name));
		c[1] = (struct change)SET_REF("pipeline_id", pipeline_id);
		c[2] = (struct change)SET_INT("position", (int64_t)i + 1);
		c[3] = (struct change)SET_CHOICE("kind", stages_new[i].kind);
		c[4] = (struct change)SET_INT("chance", stages_new[i].chance);
		if (limit > 0) {
			c[5] = (struct change)SET_INT("limit_minutes", limit);
			c[6] = (struct change)SET_INT("warn_minutes",
			    limit / 4);
		}
		rows[i].changes = c;
	}
	return record_save_many(w, &stage_entity, rows, COUNT(stages_new));
}

enum err
deals_seed(struct work *w)
{
	const struct change	 c[] = {
		SET_TEXT("name", t_in(w->site->lang, N_("Sales"))),
		SET_INT("position", 1), { 0 }
	};
	int64_t			 pipeline = 0;
	enum err		 e;

	e = record_create(w, &pipeline_entity, c, &pipeline);
	if (e == OK)
		e = stages_make(w, pipeline);
	if (e == OK)
		e = named_make(w, &loss_reason_entity, reasons_new,
		    COUNT(reasons_new));
	if (e == OK)
		e = named_make(w, &source_entity, sources_new,
		    COUNT(sources_new));
	return e;
}
