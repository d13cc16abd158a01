/* mapping.c: mappings saved by name. */
#include <string.h>

#include "base/str.h"
#include "core/draft.h"
#include "core/field.h"
#include "core/record.h"
#include "core/rights.h"
#include "mod/transfer/mapping.h"

#define LIST_MOST	100

static const struct choice shares[] = {
	{ "own", N_("me alone"), NULL }, { "all", N_("everybody"), NULL },
	{ 0 }
};

static const struct field mapping_fields[] = {
	{ .name = "entity", .type = F_TEXT, .max = 40,
	  .flags = FIELD_RULE | FIELD_REQUIRED },
	{ .name = "name", .type = F_TEXT, .max = 60,
	  .label = N_("Name of the mapping"),
	  .flags = FIELD_REQUIRED | FIELD_LIST, .width = 8,
	  .place = "title" },
	{ .name = "share", .type = F_CHOICE, .choices = shares,
	  .label = N_("Who may use it"), .flags = FIELD_REQUIRED,
	  .width = 4 },
	{ .name = "columns", .type = F_LONG, .max = 60000,
	  .flags = FIELD_RULE, .label = N_("Columns") },
	{ .name = "match_by", .type = F_TEXT, .max = 80,
	  .flags = FIELD_RULE, .label = N_("Find those already there by") },
	{ .name = "mode", .type = F_TEXT, .max = 10, .flags = FIELD_RULE,
	  .label = N_("Rows of the file") },
	{ .name = "missing", .type = F_TEXT, .max = 10, .flags = FIELD_RULE,
	  .label = N_("A record that is named but not there") },
	{ 0 }
};

static enum err	 mapping_check(struct work *w, struct draft *drafts,
		    size_t n);

const struct entity mapping_entity = {
	.name = "mapping", .table = "mapping", .fields = mapping_fields,
	.title = "name", .sort = "name", .path = "/mappings",
	.icon = "file-import", .label = N_("Mappings"),
	.label_one = N_("Mapping"),
	.flags = ENTITY_NOIMPORT | ENTITY_NOEXPORT | ENTITY_OWN,
	.check = mapping_check
};

/* Its owner has no other of this name for the same kind. */
static enum err
name_check(struct work *w, struct draft *d)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT 1 FROM mapping "
	    "WHERE entity = ? AND owner_id = ? AND name = ? AND id <> ? "
	    "AND deleted_at IS NULL LIMIT 1", DB_ARGS(
	    DB_S(draft_text(d, "entity")), DB_I(draft_int(d, "owner_id")),
	    DB_S(draft_text(d, "name")), DB_I(draft_id(d))));
	if (e == OK && rows->n > 0)
		draft_refuse(d, "name",
		    t("There is a mapping of this name already."));
	return e;
}

static enum err
mapping_check(struct work *w, struct draft *drafts, size_t n)
{
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d) && draft_text(d, "name") != NULL)
			e = name_check(w, d);
	}
	return e;
}

/* ---- reading */

#define COLUMNS	"SELECT id, owner_id, entity, name, columns, match_by, " \
		"mode, missing, share FROM mapping "

static bool
mapping_read(const struct db_rows *rows, size_t r, struct mapping *m)
{
	m->id = db_int(rows, r, 0);
	m->owner_id = db_int(rows, r, 1);
	m->e = entity_find(db_text(rows, r, 2));
	m->name = db_text(rows, r, 3);
	m->columns = db_text(rows, r, 4) != NULL ? db_text(rows, r, 4) : "";
	m->match = db_text(rows, r, 5) != NULL ? db_text(rows, r, 5) : "";
	m->mode = db_text(rows, r, 6);
	m->missing = db_text(rows, r, 7);
	m->shared = str_eq(db_text(rows, r, 8), "all");
	return m->e != NULL;
}

enum err
mapping_list(struct work *w, const struct entity *e, struct mapping **out,
    size_t *n)
{
	const char	*name = e != NULL ? e->name : "";
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, COLUMNS "WHERE "
	    "(owner_id = ? OR share = 'all') AND (? = '' OR entity = ?) "
	    "AND deleted_at IS NULL ORDER BY owner_id = ? DESC, entity, name, "
	    "id LIMIT ?", DB_ARGS(DB_I(w->actor.user_id), DB_S(name),
	    DB_S(name), DB_I(w->actor.user_id), DB_I(LIST_MOST)));
	if (err != OK)
		return err;
	*n = 0;
	*out = arena_alloc(w->mem, (rows->n + 1) * sizeof(**out));
	for (size_t i = 0; i < rows->n; i++)
		*n += mapping_read(rows, i, &(*out)[*n]);
	return OK;
}

enum err
mapping_get(struct work *w, int64_t id, struct mapping *out)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, COLUMNS "WHERE id = ? AND "
	    "(owner_id = ? OR share = 'all') AND deleted_at IS NULL",
	    DB_ARGS(DB_I(id), DB_I(w->actor.user_id)));
	if (e != OK)
		return e;
	return rows->n > 0 && mapping_read(rows, 0, out) ? OK : ERR_NOTFOUND;
}

bool
mapping_writable(const struct work *w, const struct mapping *m)
{
	return m->owner_id == w->actor.user_id ||
	    (m->shared && rights_have(w, "role.edit"));
}

/* ---- applying */

/* Column of the file with this header, of those not taken yet. */
static size_t
column_find(struct arena *mem, const struct table *tb, const char *header,
    bool *taken)
{
	const char	*plain = columns_plain(mem, header);

	for (size_t i = 0; i < tb->ncols; i++)
		if (!taken[i] && strcmp(columns_plain(mem, tb->header[i]),
		    plain) == 0) {
			taken[i] = true;
			return i;
		}
	return MAP_NONE;
}

/* The lines as import_run.mapping has them; how many columns are not there. */
static const char *
columns_take(struct work *w, const struct mapping *m, const struct table *tb,
    size_t *missing)
{
	bool		*taken = arena_alloc(w->mem,
			    (tb->ncols + 1) * sizeof(*taken));
	const char	*rest = m->columns, *s;
	struct str	 out;
	size_t		 n;

	str_init(&out, w->mem);
	str_add(&out, "");
	*missing = 0;
	while (str_split(&rest, '\n', &s, &n)) {
		const char	*line = arena_fmt(w->mem, "%.*s", (int)n, s);
		const char	*end = strpbrk(line, "=:");
		size_t		 col;

		if (end == NULL)
			continue;
		if (*end == ':') {
			str_fmt(&out, "%s\n", line);
			continue;
		}
		col = column_find(w->mem, tb, end + 1, taken);
		*missing += col == MAP_NONE;
		if (col != MAP_NONE)
			str_fmt(&out, "%zu=%.*s\n", col, (int)(end - line),
			    line);
	}
	return out.s;
}

void
mapping_apply(struct work *w, const struct mapping *m,
    const struct table *tb, struct run *run)
{
	size_t	 missing;

	run->mapping = columns_take(w, m, tb, &missing);
	run->match = m->match;
	run->mode = m->mode != NULL ? m->mode : run->mode;
	run->missing = m->missing != NULL ? m->missing : run->missing;
	run->mapping_id = m->id;
}

enum err
mapping_fit(struct work *w, const struct entity *e, const struct table *tb,
    struct mapping **out)
{
	struct mapping	*list;
	size_t		 n, missing;
	enum err	 err = mapping_list(w, e, &list, &n);

	*out = NULL;
	for (size_t i = 0; err == OK && i < n; i++) {
		const char	*lines = columns_take(w, &list[i], tb,
				    &missing);

		if (missing == 0 && strchr(lines, '=') != NULL &&
		    (*out == NULL || list[i].id > (*out)->id))
			*out = &list[i];
	}
	return err;
}

/* ---- saving */

/* A header on one line, as it is found again. */
static const char *
header_line(struct arena *mem, const char *header)
{
	char	*s = arena_strdup(mem, header);

	for (char *c = s; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	return s;
}

static const char *
columns_text(struct work *w, const struct proposal *p)
{
	const struct field	*f;
	const char		*s;
	struct str		 out;

	str_init(&out, w->mem);
	str_add(&out, "");
	for (size_t i = 0; i < p->table.ncols; i++)
		if (p->columns[i].field != NULL)
			str_fmt(&out, "%s=%s\n", p->columns[i].field,
			    header_line(w->mem, p->table.header[i]));
	for (size_t i = 0; (f = proposal_choice(p->run->e, i)) != NULL; i++) {
		s = proposal_constant(p, f->name);
		if (s != NULL)
			str_fmt(&out, "%s:%s\n", f->name, s);
	}
	return out.s;
}

enum err
mapping_save(struct work *w, const char *name, bool shared,
    const struct proposal *p, struct run *run)
{
	const char		*columns = columns_text(w, p);
	const struct change	 c[] = {
		SET_TEXT("columns", columns),
		SET_TEXT("match_by", *p->match != '\0' ? p->match : NULL),
		SET_TEXT("mode", run->mode), SET_TEXT("missing", run->missing),
		SET_CHOICE("share", shared ? "all" : "own"),
		SET_TEXT("name", name), SET_TEXT("entity", run->e->name), { 0 }
	};
	struct mapping		*list;
	size_t			 n;
	enum err		 e;

	if (field_text_wrong(w->mem, field_find(&mapping_entity, "columns"),
	    columns) != NULL)
		return work_refuse(w, 0, NULL, t("the headings of these "
		    "columns are too long to be kept under a name"));
	e = mapping_list(w, run->e, &list, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (list[i].owner_id == w->actor.user_id &&
		    str_case_eq(list[i].name, name)) {
			run->mapping_id = list[i].id;
			return record_save(w, &mapping_entity, list[i].id,
			    REV_ANY, c);
		}
	return e == OK ? record_create(w, &mapping_entity, c,
	    &run->mapping_id) : e;
}
