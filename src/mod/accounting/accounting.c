/* accounting.c: documents as files for the accounting program. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "base/zip.h"
#include "core/field.h"
#include "core/form.h"
#include "core/module.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/tool.h"
#include "core/view.h"
#include "mod/accounting/books.h"

#define PAGE		40	/* documents a page */
#define BOUND		500	/* documents a page looks at for problems */
#define UBL_TYPE	"application/xml; charset=utf-8"

/* What the page is asked for. */
struct period {
	const char	*from, *to;	/* ISO, never NULL */
	bool		 only_bad;	/* only documents with problems */
};

/* ---- what the page is asked for */

/* The first day of the month before, up to today. */
static void
period_usual(struct work *w, struct period *p)
{
	int32_t			 today = work_today(w), first = today;
	struct date_parts	 d = date_split(today);

	date_make(d.month == 1 ? d.year - 1 : d.year,
	    d.month == 1 ? 12 : d.month - 1, 1, &first);
	p->from = date_iso(w->mem, first);
	p->to = date_iso(w->mem, today);
}

/* A date of the address, the usual one if it has none; a wrong one refused. */
static const char *
period_day(struct request *rq, const char *name, const char *usual)
{
	const char	*s = in_raw(rq, name);
	int32_t		 date = DATE_NONE;

	if (s == NULL || *s == '\0')
		return usual;
	if (date_parse(s, &date) == OK)
		return date_iso(rq->work->mem, date);
	work_refuse(rq->work, 0, name,
	    t("is not a date, such as 2026-11-21"));
	return usual;
}

static struct period
period_asked(struct request *rq)
{
	struct period	 p;

	period_usual(rq->work, &p);
	p.from = period_day(rq, "from", p.from);
	p.to = period_day(rq, "to", p.to);
	p.only_bad = str_eq(in_raw(rq, "only"), "problems");
	return p;
}

/* The span of the period, from where the page before it ended. */
static struct document_span
period_span(struct request *rq, const struct period *p)
{
	struct document_span	 span = {
		.from = p->from, .to = p->to, .export = true
	};

	span.after_id = in_int(rq, "after_id", 0, INT64_MAX);
	if (span.after_id > 0)
		span.after_date = period_day(rq, "after", p->from);
	return span;
}

/* ---- the page */

/* A cell of the row; place is where it goes on a phone. */
static struct out *
cell(struct out *row, const char *place, const char *text)
{
	struct out	*c = out_add(row, "cells");

	out_text(c, "text", text);
	out_text(c, "place", place);
	return c;
}

static void
show_document(struct work *w, struct out *page, const struct paper *p,
    const struct ubl_problem *problem)
{
	struct out	*row = out_add(page, "rows"), *c;
	struct str	 why;

	out_fmt(row, "href", "/invoices/%" PRId64, p->id);
	cell(row, "title", p->label);
	cell(row, "", day_show(w, p->date));
	cell(row, "sub", p->buyer.name);
	c = cell(row, "sum", money_format(w->mem, p->totals.gross,
	    p->currency, lang_code(w->lang), MONEY_FULL));
	out_int(c, "num", 1);
	str_init(&why, w->mem);
	for (; problem != NULL; problem = problem->next)
		str_fmt(&why, "%s%s", why.n > 0 ? " " : "", problem->text);
	if (why.n > 0) {
		c = cell(row, "st", t("cannot be exported"));
		out_text(c, "state", "late");
		out_text(c, "sub", why.s);
		cell(row, "", NULL);
		return;
	}
	c = cell(row, "st", t("ready"));
	out_text(c, "state", "ok");
	c = cell(row, "act", "XML");
	out_fmt(c, "href", "/invoices/%" PRId64 ".xml", p->id);
}

static void
show_columns(struct out *page)
{
	static const struct { const char *label, *num; } cols[] = {
		{ N_("Number"), NULL }, { N_("Date"), NULL },
		{ N_("Buyer"), NULL }, { N_("Sum"), "1" },
		{ N_("State"), NULL }, { N_("File"), NULL }
	};
	size_t	 i;

	for (i = 0; i < sizeof(cols) / sizeof(cols[0]); i++) {
		struct out	*c = out_add(page, "cols");

		out_text(c, "label", t(cols[i].label));
		out_text(c, "num", cols[i].num);
	}
}

/* The documents of a page and the count of those with problems. */
struct look {
	struct request		*rq;
	const struct period	*period;
	int			 shown, seen, bad;
	bool			 full;		/* there are more than a page */
	int64_t			 last_id;	/* where the next page goes on */
	char			 last_date[11];
};

/* Show as many as a page holds; then only count. */
static enum err
look_at(struct work *part, const struct paper *p, void *arg)
{
	struct look			*k = arg;
	const struct ubl_problem	*problem;
	struct ubl_document		 d;
	bool				 wanted;

	books_ubl(part->mem, p, &d);
	problem = ubl_check(part->mem, &d);
	wanted = problem != NULL || !k->period->only_bad;
	k->seen++;
	k->bad += problem != NULL;
	k->full = k->full || (wanted && k->shown == PAGE);
	if (k->full)
		return OK;
	k->last_id = p->id;
	snprintf(k->last_date, sizeof(k->last_date), "%s", p->date);
	if (wanted) {
		k->shown++;
		show_document(k->rq->work, k->rq->page, p, problem);
	}
	return OK;
}

/* How many there are and which of them need attention. */
static void
show_news(const struct look *k)
{
	struct out	*page = k->rq->page, *n;
	const char	*plus = k->seen == BOUND ? "+" : "";

	out_fmt(page, "total", tn("%d%s document", "%d%s documents", k->seen),
	    k->seen, plus);
	if (k->bad == 0 || k->period->only_bad)
		return;
	n = out_node(page, "bad");
	out_fmt(n, "title", tn("%d document cannot be exported",
	    "%d documents cannot be exported", k->bad), k->bad);
	out_fmt(n, "href", "/accounting?from=%s&to=%s&only=problems",
	    k->period->from, k->period->to);
}

static void
show_period(struct request *rq, const struct period *p)
{
	struct work	*w = rq->work;

	out_text(rq->page, "from", day_typed(w, p->from));
	out_text(rq->page, "to", day_typed(w, p->to));
	out_int(rq->page, "only_bad", p->only_bad);
	out_fmt(rq->page, "all_href", "/accounting?from=%s&to=%s", p->from,
	    p->to);
}

/* The way to the next page, or past what one page looks through. */
static void
show_next(const struct look *k)
{
	const struct period	*p = k->period;
	struct out		*pager = out_node(k->rq->page, "pager");

	if (!k->full)
		out_fmt(pager, "bound", t("Looked through the documents up to "
		    "%s."), day_show(k->rq->work, k->last_date));
	out_fmt(pager, k->full ? "next_href" : "go_on_href",
	    "/accounting?from=%s&to=%s%s&after=%s&after_id=%" PRId64,
	    p->from, p->to, p->only_bad ? "&only=problems" : "",
	    k->last_date, k->last_id);
}

static void
show_download(const struct look *k)
{
	struct out	*a = out_add(k->rq->page, "actions");

	out_text(a, "label", t("Download the ZIP"));
	out_text(a, "icon", "download");
	out_int(a, "primary", 1);
	out_int(a, "download", 1);
	out_fmt(a, "href", "/accounting/ubl.zip?from=%s&to=%s",
	    k->period->from, k->period->to);
}

/* GET /accounting: choose a period, see what is ready, take the files. */
static enum err
accounting_page(struct request *rq)
{
	struct period		 p = period_asked(rq);
	struct document_span	 span = period_span(rq, &p);
	struct look		 k = { .rq = rq, .period = &p };
	bool			 first = span.after_id == 0;
	struct books_visit	 visit = { look_at, &k,
				    first || p.only_bad ? BOUND : PAGE + 1 };
	enum err		 e;

	if (in_failed(rq))
		return ERR_INVALID;
	e = books_walk(rq->work, &span, &visit);
	if (e != OK)
		return e;
	show_period(rq, &p);
	show_columns(rq->page);
	if (first)
		show_news(&k);
	if (k.full || k.seen == BOUND)
		show_next(&k);
	if (k.seen > k.bad)
		show_download(&k);
	return reply_page(rq, "accounting/accounting.cst");
}

/* ---- the files */

/* An archive on its way to the browser. */
struct download {
	struct request	*rq;
	struct zip	*zip;
	struct str	 left_out;	/* what is not in it, and why */
};

static enum err
download_put(void *arg, const void *data, size_t n)
{
	return reply_write(arg, data, n);
}

static enum err
download_one(struct work *part, const struct paper *p, void *arg)
{
	struct download			*to = arg;
	const struct ubl_problem	*problem;
	struct ubl_document		 d;
	enum err			 e;

	books_ubl(part->mem, p, &d);
	problem = ubl_check(part->mem, &d);
	if (problem != NULL) {
		for (; problem != NULL; problem = problem->next)
			str_fmt(&to->left_out, "%s: %s\r\n", p->label,
			    problem->text);
		return OK;
	}
	e = zip_file(to->zip, books_file(part->mem, p));
	if (e != OK)
		return e;
	return ubl_write(part->mem, xml_new(part->mem, zip_put, to->zip), &d);
}

/* GET /accounting/ubl.zip: the period's documents, written as they are read. */
static enum err
accounting_zip(struct request *rq)
{
	struct period		 p = period_asked(rq);
	struct document_span	 span = {
		.from = p.from, .to = p.to, .export = true
	};
	struct download		 to = { .rq = rq };
	struct books_visit	 visit = { download_one, &to, 0 };
	enum err		 e;

	if (in_failed(rq))
		return ERR_INVALID;
	e = reply_stream(rq, "application/zip",
	    arena_fmt(rq->work->mem, "ubl-%s-%s.zip", p.from, p.to));
	if (e != OK)
		return e;
	str_init(&to.left_out, rq->work->mem);
	to.zip = zip_new(rq->work->mem, download_put, rq);
	e = books_walk(rq->work, &span, &visit);
	if (e == OK && to.left_out.n > 0) {
		e = zip_file(to.zip, t("NOT EXPORTED.txt"));
		if (e == OK)
			e = zip_put(to.zip, to.left_out.s, to.left_out.n);
	}
	return e == OK ? zip_end(to.zip) : e;
}

/* GET /invoices/:id.xml: one document, or why it cannot be one. */
static enum err
accounting_one(struct request *rq)
{
	struct work			*w = rq->work;
	const struct ubl_problem	*problem;
	struct ubl_document		 d;
	struct paper			*p;
	struct xml			*x;
	const char			*data;
	size_t				 n = 0;
	enum err			 e;

	e = document_load(w, rq->id, &p);
	if (e != OK)
		return e;
	if (!p->complete)
		return ERR_NOTFOUND;
	books_ubl(w->mem, p, &d);
	problem = ubl_check(w->mem, &d);
	if (problem != NULL) {
		show_columns(rq->page);
		show_document(w, rq->page, p, problem);
		out_text(rq->page, "one", p->label);
		return reply_page(rq, "accounting/accounting.cst");
	}
	x = xml_new_memory(w->mem);
	e = ubl_write(w->mem, x, &d);
	if (e != OK)
		return e;
	data = xml_memory(x, &n);
	return reply_data(rq, UBL_TYPE, books_file(w->mem, p), data, n);
}

static const struct route accounting_routes[] = {
	{ GET, "/accounting", accounting_page, "invoice.export", NULL },
	{ GET, "/accounting/ubl.zip", accounting_zip, "invoice.export",
	  NULL },
	{ GET, "/invoices/:id.xml", accounting_one, "invoice.see", NULL },
	{ 0 }
};

static const struct place accounting_places[] = {
	{ N_("Accounting"), "/accounting", "building-bank", "invoice.export",
	  "menu" },
	{ 0 }
};

static const struct command accounting_commands[] = {
	{ "account-export", "--format ubl [--from DAY] [--to DAY] "
	  "--out FILE.zip|FOLDER",
	  N_("Writes issued documents as files for the accounting program."),
	  accounting_command, false },
	{ 0 }
};

const struct module accounting_module = {
	.name = "accounting",
	.needs = "documents",
	.routes = accounting_routes,
	.places = accounting_places,
	.commands = accounting_commands
};
