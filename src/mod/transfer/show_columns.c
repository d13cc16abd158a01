/* show_columns.c: the page on which columns get their fields. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/mapping.h"
#include "mod/transfer/show.h"

#define SAMPLE_ROWS	10
#define EXAMPLES	3	/* cells shown of a column */
#define EXAMPLE_CHARS	40

static const char *const encodings[] = {
	"UTF-8", "CP1251", "KOI8-U", "CP866", "UTF-16LE", "UTF-16BE",
	"CP1252", "CP1250", "KOI8-R", "ISO-8859-1", "ISO-8859-2",
	"ISO-8859-5"
};

/* Another word for one that people know by another name. */
static const char *
encoding_label(const char *name)
{
	return strcmp(name, "CP1251") == 0 ? "Windows-1251" :
	    strcmp(name, "CP1252") == 0 ? "Windows-1252" :
	    strcmp(name, "CP1250") == 0 ? "Windows-1250" : name;
}

static const char *
delimiter_label(char c)
{
	return c == ',' ? t("comma") : c == ';' ? t("semicolon") :
	    c == '\t' ? t("tab") : t("vertical bar");
}

static struct out *
setting_add(struct request *rq, const char *name, const char *label,
    const char *width)
{
	struct out	*f = out_add(rq->page, "fields");

	out_text(f, "name", name);
	out_text(f, "label", label);
	out_text(f, "type", "choice");
	out_text(f, "width", width);
	return f;
}

/* ---- settings */

/* A workbook says how it is written; asked is which of its sheets. */
static void
sheets_show(struct request *rq, const struct table *tb)
{
	size_t			 n;
	const char *const	*names = xlsx_sheets(tb->xlsx, &n);
	struct out		*f;

	if (n < 2)
		return;
	f = setting_add(rq, "sheet", t("Sheet"), "4");
	for (size_t i = 0; i < n; i++)
		crud_option(f, names[i], names[i], xlsx_sheet(tb->xlsx));
}

static void
reading_show(struct request *rq, const struct run *run, bool cards)
{
	static const char	 signs[] = ",;\t|";
	struct out		*f;
	char			 now[2] = { run->delimiter, '\0' };

	f = setting_add(rq, "encoding", t("Encoding"), "4");
	for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++)
		crud_option(f, encodings[i], encoding_label(encodings[i]),
		    run->encoding);
	if (cards)
		return;
	f = setting_add(rq, "delimiter", t("Delimiter"), "4");
	for (const char *s = signs; *s != '\0'; s++) {
		char	 value[2] = { *s, '\0' };

		crud_option(f, *s == '\t' ? "tab" : value,
		    delimiter_label(*s), *now == '\t' ? "tab" : now);
	}
}

static const char *
label_of(struct work *w, const struct entity *e, const char *name)
{
	const char		*own;
	const struct joint_kind	*part = joint_find(e, name, &own);
	bool			 named;
	const struct field	*f = plan_field(e, name, &named);
	const char		*label = f->label != NULL ? t(f->label) :
				    f->name;

	if (part != NULL)
		label = arena_fmt(w->mem, "%s: %s", t(part->label), label);
	return f->type == F_REF && !named ? arena_fmt(w->mem, "%s (%s)",
	    label, t("number")) : label;
}

static void
writing_show(struct request *rq, const struct proposal *p)
{
	struct work	*w = rq->work;
	struct out	*f;

	f = setting_add(rq, "match", t("Find those already there by"), "4");
	crud_option(f, "", t("nothing: every row is a new one"), p->match);
	for (size_t i = 0; i < p->map.n; i++)
		if (p->map.rules[i].nparts > 0 &&
		    strchr(p->map.rules[i].field, '.') == NULL &&
		    !p->map.rules[i].parts[0].constant)
			crud_option(f, p->map.rules[i].field, label_of(w,
			    p->run->e, p->map.rules[i].field), p->match);
	f = setting_add(rq, "mode", t("Rows of the file"), "4");
	crud_option(f, "both", t("add new ones, change those found"),
	    p->run->mode);
	crud_option(f, "create", t("add new ones, leave those found"),
	    p->run->mode);
	crud_option(f, "update", t("change those found, add none"),
	    p->run->mode);
	f = setting_add(rq, "missing", t("A record that is named but not "
	    "there"), "4");
	crud_option(f, "refuse", t("set the row aside"), p->run->missing);
	crud_option(f, "create", t("make it"), p->run->missing);
	crud_option(f, "empty", t("leave the field empty"), p->run->missing);
}

static void
constants_show(struct request *rq, const struct proposal *p)
{
	const struct field	*fd;

	for (size_t i = 0; (fd = proposal_choice(p->run->e, i)); i++) {
		struct out	*f = setting_add(rq, arena_fmt(rq->work->mem,
				    "all.%s", fd->name), t(fd->label), "4");
		const char	*now = proposal_constant(p, fd->name);

		crud_option(f, "", t("as the file says"),
		    now != NULL ? now : "");
		for (const struct choice *c = fd->choices; c->code; c++)
			crud_option(f, c->code, arena_fmt(rq->work->mem,
			    t("all rows: %s"), t(c->label)), now);
	}
}

/* ---- columns */

static const char *
letter(struct work *w, size_t i)
{
	return i < 26 ? arena_fmt(w->mem, "%c", (int)('A' + i)) :
	    arena_fmt(w->mem, "%c%c", (int)('A' + i / 26 - 1),
	    (int)('A' + i % 26));
}

static const char *
examples(struct work *w, const struct proposal *p, size_t col)
{
	struct str	 out;
	int		 n = 0;

	str_init(&out, w->mem);
	str_add(&out, "");
	for (size_t r = 0; r < p->nrows && n < EXAMPLES; r++) {
		const char	*s = p->rows[r].cells[col];

		if (*s == '\0')
			continue;
		str_fmt(&out, "%s%s", n++ > 0 ? ", " : "",
		    utf8_truncate(w->mem, s, EXAMPLE_CHARS));
	}
	return out.s;
}

static void
field_options(struct work *w, const struct entity *e, const char *chosen,
    const struct field *f, struct out *col)
{
	for (; f->type != F_END; f++) {
		const char	*name = f->name;
		bool		 named;

		if (f->label == NULL || field_find(e, name) != f ||
		    plan_field(e, name, &named) != f)
			continue;
		if (f->type == F_REF && str_ends(name, "_id")) {
			name = arena_fmt(w->mem, "%.*s",
			    (int)strlen(name) - 3, name);
			if (plan_field(e, name, &named) == f)
				crud_option(col, name, label_of(w, e, name),
				    chosen);
		}
		crud_option(col, f->name, label_of(w, e, f->name), chosen);
	}
}

/* Fields of other records that a row may hold: "deal.amount". */
static void
joint_options(struct work *w, const struct entity *e, const char *chosen,
    struct out *col)
{
	const struct joint_kind	*k;

	for (size_t i = 0; (k = joint_kind(e, i)) != NULL; i++)
		for (const struct field *f = entity_find(k->entity)->fields;
		    f->type != F_END; f++) {
			int		 n = (int)strlen(f->name);
			const char	*name;
			bool		 named;

			if (f->type == F_REF && str_ends(f->name, "_id"))
				n -= 3;
			name = arena_fmt(w->mem, "%s.%.*s", k->prefix, n,
			    f->name);
			if (f->label != NULL && !(f->flags & FIELD_IMPORT) &&
			    plan_field(e, name, &named) != NULL)
				crud_option(col, name, label_of(w, e, name),
				    chosen);
		}
}

/* How many of the sample's rows have a bad value from this field. */
static size_t
bad_count(const struct proposal *p, const struct batch *sample,
    const char *field)
{
	size_t	 n = 0;

	for (size_t i = 0; i < p->plan.n; i++) {
		if (strcmp(p->plan.targets[i].rule->field, field) != 0)
			continue;
		for (size_t r = 0; r < sample->n; r++)
			n += sample->rows[r].wrong[i] != NULL;
	}
	return n;
}

static void
column_note(struct work *w, const struct proposal *p,
    const struct batch *sample, const struct column *c, struct out *out)
{
	size_t	 bad = c->field == NULL ? 0 :
		    bad_count(p, sample, c->field);

	if (c->field == NULL) {
		out_text(out, "state", "none");
		out_text(out, "note", t("not taken"));
	} else if (bad > 0) {
		out_text(out, "state", "warn");
		out_text(out, "note", arena_fmt(w->mem,
		    tn("%zu bad below", "%zu bad below", (long)bad), bad));
	} else {
		out_text(out, "state", "ok");
		out_text(out, "note", c->why == COLUMN_NAMED ?
		    t("by its name") : c->why == COLUMN_LOOKS ?
		    t("by its cells") : t("as you chose"));
	}
}

static void
columns_show(struct request *rq, const struct proposal *p,
    const struct batch *sample)
{
	struct work	*w = rq->work;

	for (size_t i = 0; i < p->table.ncols; i++) {
		struct out		*c = out_add(rq->page, "cols");
		const struct column	*col = &p->columns[i];
		const char		*chosen = col->field != NULL ?
					    col->field : "";

		out_fmt(c, "name", "col.%zu", i);
		out_text(c, "letter", letter(w, i));
		out_text(c, "label", p->table.header[i]);
		out_text(c, "samples", examples(w, p, i));
		crud_option(c, "", t("Do not take"), chosen);
		field_options(w, p->run->e, chosen, p->run->e->fields, c);
		field_options(w, p->run->e, chosen, common_fields, c);
		joint_options(w, p->run->e, chosen, c);
		column_note(w, p, sample, col, c);
	}
}

/* ---- the first rows */

static void
sample_state(const struct plan *p, const struct row *r, struct out *out)
{
	bool	 found = r->id != 0;

	if (r->outcome == ROW_REFUSED) {
		out_text(out, "kind", "warn");
		out_text(out, "what", t("set aside"));
	} else if (p->mode == (found ? MODE_CREATE : MODE_UPDATE)) {
		out_text(out, "kind", "none");
		out_text(out, "what", t("left out"));
	} else {
		out_text(out, "kind", found ? "info" : "ok");
		out_text(out, "what", found ? t("change") : t("create"));
	}
}

static void
sample_cell(struct work *w, const struct plan *p, const struct row *r,
    size_t i, struct out *out)
{
	const struct target	*tg = &p->targets[i];
	const char		*currency = p->currency != PLAN_NONE &&
				    *r->texts[p->currency] != '\0' ?
				    r->texts[p->currency] : r->currency;

	if (r->wrong[i] == NULL && tg->of != NULL && !r->known[i])
		out_fmt(out, "text", t("%s (will be made)"), r->texts[i]);
	else if (r->wrong[i] != NULL || tg->of != NULL || !r->known[i])
		out_text(out, "text", r->texts[i]);
	else
		out_text(out, "text", field_show(w, tg->field, currency,
		    &r->vals[i]));
	out_text(out, "error", r->wrong[i]);
}

/* What stands in a row of its other records, or their headers (r NULL). */
static void
parts_show(struct work *w, const struct proposal *p, const struct row *r,
    struct out *to)
{
	const struct joint	*j = p->plan.joint;

	for (size_t k = 0; j != NULL && k < j->n; k++)
		for (size_t i = 0; k != j->main && i < j->parts[k].plan.n;
		    i++) {
			const struct target	*tg =
						    &j->parts[k].plan.targets[i];

			if (tg->nfrom > 0 || tg->rule->parts[0].constant)
				continue;
			if (r == NULL)
				out_fmt(out_add(to, "cols"), "label", "%s: %s",
				    t(j->parts[k].kind->label),
				    t(tg->field->label));
			else
				out_text(out_add(to, "cells"), "text",
				    row_text(w->mem, tg->rule, r));
		}
}

static void
sample_show(struct request *rq, const struct proposal *p,
    const struct batch *b)
{
	struct out	*sample = out_node(rq->page, "sample");

	for (size_t i = 0; i < p->plan.n; i++)
		out_text(out_add(sample, "cols"), "label", label_of(rq->work,
		    p->run->e, p->plan.targets[i].rule->field));
	parts_show(rq->work, p, NULL, sample);
	for (size_t r = 0; r < b->n; r++) {
		struct out	*row = out_add(sample, "rows");

		out_int(row, "line", b->rows[r].line);
		sample_state(&p->plan, &b->rows[r], row);
		for (size_t i = 0; i < p->plan.n; i++)
			sample_cell(rq->work, &p->plan, &b->rows[r], i,
			    out_add(row, "cells"));
		parts_show(rq->work, p, &b->rows[r], row);
	}
}

/* ---- the page */

static void
head_show(struct request *rq, const struct run *run, const struct table *tb)
{
	struct out	*im = out_node(rq->page, "import"), *c;
	const char	*why = work_problem(rq->work, 0, NULL) != NULL ?
			    work_problem(rq->work, 0, NULL)->text : NULL;

	out_fmt(rq->page, "title", "%s: %s", t("Import"), t(run->e->label));
	out_fmt(im, "title", "%s: %s", t("Import"), t(run->e->label));
	out_text(im, "step", "columns");
	out_fmt(im, "action", "/import/%s/%lld", run->e->plural,
	    (long long)run->id);
	out_fmt(im, "again_href", "/import/%s", run->e->plural);
	out_text(im, "file", run->name);
	show_kept(rq->work, run, im);
	out_fmt(im, "rows", tn("%lld row", "%lld rows", (long)run->rows),
	    (long long)run->rows);
	out_fmt(im, "size", t("%lld KB"), (long long)(run->size + 1023) /
	    1024);
	if (tb->kind == TABLE_BOOK)
		out_fmt(im, "read", t("workbook, sheet “%s”"),
		    xlsx_sheet(tb->xlsx));
	else if (tb->kind == TABLE_CARDS)
		out_fmt(im, "read", t("business cards (vCard), %s"),
		    encoding_label(run->encoding));
	else
		out_fmt(im, "read", "%s, %s", encoding_label(run->encoding),
		    delimiter_label(run->delimiter));
	out_text(im, "error", why);
	if (run->e->path != NULL) {
		c = out_add(rq->page, "crumbs");
		out_text(c, "label", t(run->e->label));
		out_text(c, "href", run->e->path);
	}
}

/* The mappings that may be chosen, and the name of the one in use. */
static enum err
saved_show(struct request *rq, const struct run *run)
{
	struct out	*im = out_node(rq->page, "import"), *o;
	struct mapping	*list;
	size_t		 n;
	enum err	 e = mapping_list(rq->work, run->e, &list, &n);

	if (e != OK)
		return e;
	out_text(im, "can_save", "1");
	for (size_t i = 0; i < n; i++) {
		if (i == 0) {
			o = out_add(im, "saved");
			out_text(o, "value", "0");
			out_text(o, "label", t("guessed, or as chosen below"));
		}
		o = out_add(im, "saved");
		out_int(o, "value", list[i].id);
		out_text(o, "label", list[i].name);
		if (list[i].id != run->mapping_id)
			continue;
		out_text(o, "selected", "1");
		if (list[i].owner_id == rq->work->actor.user_id)
			out_text(im, "save_as", list[i].name);
		if (list[i].shared)
			out_text(im, "save_all", "1");
	}
	return OK;
}

enum err
show_columns(struct request *rq, struct proposal *p)
{
	const struct import	 im = {
		.plan = &p->plan, .table = &p->table, .run_id = p->run->id
	};
	struct batch		 sample = { 0 };
	enum err		 e = OK;

	if (work_problem(rq->work, 0, NULL) == NULL)
		e = proposal_plan(rq->work, p);
	if (e == OK && work_problem(rq->work, 0, NULL) == NULL)
		e = import_preview(rq->work, &im, SAMPLE_ROWS, &sample);
	if (e != OK && e != ERR_INVALID)
		return e;
	e = saved_show(rq, p->run);
	if (e != OK)
		return e;
	head_show(rq, p->run, &p->table);
	if (p->table.kind == TABLE_BOOK)
		sheets_show(rq, &p->table);
	else
		reading_show(rq, p->run, p->table.kind == TABLE_CARDS);
	writing_show(rq, p);
	constants_show(rq, p);
	columns_show(rq, p, &sample);
	sample_show(rq, p, &sample);
	return reply_page(rq, "import.cst");
}
