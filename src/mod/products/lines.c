/* lines.c: the grid of lines in forms of deals and documents. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "core/field.h"
#include "core/form.h"
#include "core/request.h"
#include "core/view.h"
#include "mod/products/products.h"

#define LINES_MOST	1000

static const struct field line_fields[] = {
	{ .name = "product_id", .type = F_REF, .of = "product" },
	{ .name = "name", .type = F_TEXT, .max = 255 },
	{ .name = "quantity", .type = F_DECIMAL, .flags = FIELD_SIGNED },
	{ .name = "unit", .type = F_CHOICE, .choices = unit_choices, .max = 3,
	  .flags = FIELD_OTHER | FIELD_UPPER },
	{ .name = "price", .type = F_DECIMAL },
	{ .name = "discount_percent", .type = F_DECIMAL },
	{ .name = "vat", .type = F_CHOICE, .choices = vat_choices, .max = 10,
	  .flags = FIELD_OTHER | FIELD_UPPER },
	{ .name = "id", .type = F_REF },
	{ 0 }
};
enum { L_PRODUCT, L_NAME, L_QUANTITY, L_UNIT, L_PRICE, L_DISCOUNT, L_VAT,
	L_ID, L_COUNT };

static const char *
input_name(struct arena *mem, int at, const char *field)
{
	return arena_fmt(mem, "line.%d.%s", at, field);
}

/* What was typed in line at, NULL if nothing. */
static const char *
typed(const struct request *rq, int at, int column)
{
	const char	*s = in_raw(rq, input_name(rq->work->mem, at,
			    line_fields[column].name));

	return s == NULL || *str_trim(rq->work->mem, s) == '\0' ? NULL : s;
}

static void
refuse(struct work *w, int at, int column, const char *why)
{
	work_refuse(w, 0, input_name(w->mem, at, line_fields[column].name),
	    why);
}

/* The number N of a parameter "line.N.x", or 0. */
static int
param_line(const char *name)
{
	char	*end;
	long	 n;

	if (!str_starts(name, "line.") || name[5] < '1' || name[5] > '9')
		return 0;
	n = strtol(name + 5, &end, 10);
	return *end == '.' && n <= LINES_MOST ? (int)n : 0;
}

static int
last_line(const struct request *rq)
{
	int	 last = 0;

	for (const struct param *p = rq->params; p != NULL; p = p->next) {
		int	 n = param_line(p->name);

		if (n > last)
			last = n;
	}
	return last;
}

/* Read line at into its columns; given tells which were filled in. */
static void
line_parse(struct request *rq, int at, struct line *l, bool given[L_COUNT])
{
	struct work	*w = rq->work;
	struct db_val	 v[L_COUNT];
	const char	*why;

	for (int c = 0; c < L_COUNT; c++) {
		memset(&v[c], 0, sizeof(v[c]));
		given[c] = typed(rq, at, c) != NULL;
		if (given[c] && in_value(w, &line_fields[c], NULL,
		    typed(rq, at, c), &v[c], &why) != OK)
			refuse(w, at, c, why);
	}
	l->at = at;
	l->product_id = v[L_PRODUCT].i;
	l->name = v[L_NAME].s;
	l->quantity = given[L_QUANTITY] ? v[L_QUANTITY].i : DOC_ONE;
	l->unit = v[L_UNIT].s;
	l->price = v[L_PRICE].i;
	l->discount_percent = v[L_DISCOUNT].i;
	l->vat = v[L_VAT].s;
	l->id = v[L_ID].i;
}

/* Fill in from the product what the form left empty. */
static void
line_complete(struct work *w, struct line *l, const bool given[L_COUNT],
    const struct product_facts *p, const char *currency)
{
	if (l->product_id != 0 && p->id == 0)
		refuse(w, l->at, L_PRODUCT, t("there is no such product"));
	if (p->id != 0) {
		l->product = p->name;
		l->name = l->name != NULL ? l->name : p->name;
		l->unit = l->unit != NULL ? l->unit : p->unit;
		l->vat = l->vat != NULL ? l->vat : p->vat;
	}
	if (l->unit == NULL)
		l->unit = "H87";
	if (l->vat == NULL)
		l->vat = vat_standard(w);
	if (given[L_PRICE])
		return;
	if (p->id != 0 && p->price >= 0 && str_eq(p->currency, currency))
		l->price = p->price;
	else if (p->id != 0 && p->price >= 0)
		refuse(w, l->at, L_PRICE, arena_fmt(w->mem,
		    t("the product's price is in %s; write one in %s"),
		    p->currency, currency));
	else
		refuse(w, l->at, L_PRICE, t("must be filled in"));
}

static void
line_check(struct work *w, const struct line *l)
{
	struct doc_tax	 tax;

	if (l->discount_percent > 100 * DOC_ONE)
		refuse(w, l->at, L_DISCOUNT, t("must be from 0 to 100"));
	if (!unit_valid(l->unit))
		refuse(w, l->at, L_UNIT, t("a unit has a code of two or "
		    "three letters, such as KGM or H87"));
	if (doc_tax_parse(l->vat, &tax) != OK)
		refuse(w, l->at, L_VAT, t("VAT is S and a rate, such as S20, "
		    "or one of Z E AE K G O"));
}

enum err
lines_read(struct request *rq, const char *currency, struct line **list,
    size_t *n)
{
	struct work		*w = rq->work;
	int			 last = last_line(rq);
	struct line		*l = arena_alloc(w->mem,
				    ((size_t)last + 1) * sizeof(*l));
	bool			(*given)[L_COUNT] = arena_alloc(w->mem,
				    ((size_t)last + 1) * sizeof(*given));
	int64_t			*ids = arena_alloc(w->mem,
				    ((size_t)last + 1) * sizeof(*ids));
	struct product_facts	*facts;
	size_t			 k = 0;
	enum err		 e;

	for (int at = 1; at <= last; at++)
		if (typed(rq, at, L_PRODUCT) != NULL ||
		    typed(rq, at, L_NAME) != NULL) {
			line_parse(rq, at, &l[k], given[k]);
			ids[k] = l[k].product_id;
			k++;
		}
	facts = arena_alloc(w->mem, (k + 1) * sizeof(*facts));
	e = product_facts(w, ids, k, facts);
	for (size_t i = 0; i < k && e == OK; i++) {
		line_complete(w, &l[i], given[i], &facts[i], currency);
		line_check(w, &l[i]);
	}
	*list = l;
	*n = k;
	return e != OK ? e : in_failed(rq) ? ERR_INVALID : OK;
}

enum err
lines_total(struct work *w, const struct doc_terms *terms,
    const struct line *list, size_t n, struct doc_totals *totals,
    struct doc_line **worked)
{
	struct doc_line	*d = arena_alloc(w->mem, (n + 1) * sizeof(*d));
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		d[i].quantity = list[i].quantity;
		d[i].price = list[i].price;
		d[i].discount_percent = list[i].discount_percent;
		e = doc_tax_parse(list[i].vat, &d[i].tax);
	}
	if (e == OK)
		e = doc_compute(w->mem, terms, d, n, totals);
	if (e == OK && worked != NULL)
		*worked = d;
	return e;
}

/* ---- showing */

/* Options with the one in use among them, though it may not be usual. */
static void
options_show(struct out *page, const char *name, const struct choice *c)
{
	for (; c->code != NULL; c++) {
		struct out	*o = out_add(page, name);

		out_text(o, "value", c->code);
		out_text(o, "label", t(c->label));
	}
}

static void
option_add(struct out *page, const char *name, const struct choice *c,
    const char *code, const char *label)
{
	struct out	*o;

	if (code == NULL || *code == '\0')
		return;
	for (; c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return;
	o = out_add(page, name);
	out_text(o, "value", code);
	out_text(o, "label", label);
}

static struct out *
line_node(struct work *w, struct out *page, int number)
{
	return out_node(out_node(page, "line"),
	    arena_fmt(w->mem, "%d", number));
}

/* One line of the grid as it was typed. */
static void
typed_show(struct request *rq, struct out *o, int at)
{
	for (int c = 0; c < L_COUNT; c++)
		out_text(o, line_fields[c].name, typed(rq, at, c));
	for (int c = 0; c < L_COUNT; c++) {
		const struct problem	*p = work_problem(rq->work, 0,
					    input_name(rq->work->mem, at,
					    line_fields[c].name));

		if (p != NULL) {
			out_text(o, "error", p->text);
			return;
		}
	}
}

static void
stored_show(struct work *w, struct out *o, const struct line *l)
{
	if (l->id != 0)
		out_int(o, "id", l->id);
	if (l->product_id != 0)
		out_int(o, "product_id", l->product_id);
	out_text(o, "product", l->product);
	out_text(o, "name", l->name);
	out_text(o, "quantity", decimal_plain(w->mem, l->quantity, 6, 0));
	out_text(o, "unit", l->unit);
	out_text(o, "price", decimal_plain(w->mem, l->price, 6, 0));
	if (l->discount_percent != 0)
		out_text(o, "discount_percent",
		    decimal_plain(w->mem, l->discount_percent, 6, 0));
	out_text(o, "vat", l->vat);
}

static void
sum_show(struct work *w, struct out *page, const char *label, int64_t cents,
    const char *currency, bool strong)
{
	struct out	*s = out_add(page, "sums");
	int64_t		 minor = cents;

	decimal_rescale(cents, 2, currency_exponent(currency), &minor);
	out_text(s, "label", label);
	out_text(s, "text", money_format(w->mem, minor, currency,
	    lang_code(w->lang), MONEY_FULL));
	if (strong)
		out_int(s, "strong", 1);
}

static void
totals_show(struct work *w, struct out *page, const struct doc_totals *tt,
    const char *currency)
{
	sum_show(w, page, t("Without VAT"), tt->net, currency, false);
	for (size_t i = 0; i < tt->nvat; i++)
		if (tt->vat[i].tax.category[0] == 'S')
			sum_show(w, page, arena_fmt(w->mem, "%s %s", t("VAT"),
			    vat_label(w->mem, doc_tax_code(w->mem,
			    &tt->vat[i].tax))), tt->vat[i].vat, currency,
			    false);
	sum_show(w, page, t("Total"), tt->gross + tt->rounding, currency,
	    true);
}

/* Sums of the lines that can be read, and each one's net. */
static void
worked_show(struct work *w, struct out *page, const struct doc_terms *terms,
    const char *currency, const struct line *list, size_t n)
{
	struct doc_totals	 totals;
	struct doc_line		*d;
	int64_t			 minor;

	if (n == 0 || lines_total(w, terms, list, n, &totals, &d) != OK)
		return;
	for (size_t i = 0; i < n; i++) {
		minor = d[i].net;
		decimal_rescale(d[i].net, 2, currency_exponent(currency),
		    &minor);
		out_text(line_node(w, page, list[i].at), "net",
		    money_format(w->mem, minor, currency, lang_code(w->lang),
		    MONEY_FULL));
	}
	totals_show(w, page, &totals, currency);
}

/* What was typed, without the line that was taken out; numbers close up. */
static int
form_show(struct request *rq, struct out *page, struct line *list, size_t n)
{
	const char	*drop = in_raw(rq, "drop_line");
	int		 last = last_line(rq), shown = 0;
	int64_t		 out = 0;

	if (drop != NULL && str_int64(drop, &out) != OK)
		out = 0;
	for (int at = 1; at <= last; at++) {
		bool	 any = false;

		for (int c = 0; c < L_ID; c++)
			any = any || typed(rq, at, c) != NULL;
		for (size_t i = 0; i < n; i++)
			if (list[i].at == at)
				list[i].at = at == out || !any ? 0 : shown + 1;
		if (any && at != out)
			typed_show(rq, line_node(rq->work, page, ++shown), at);
	}
	return shown;
}

/* Keep the lines that are on the page. */
static size_t
shown_only(struct line *list, size_t n)
{
	size_t	 k = 0;

	for (size_t i = 0; i < n; i++)
		if (list[i].at != 0)
			list[k++] = list[i];
	return k;
}

/* The grid after a POST: as typed, worked out as far as it can be read. */
static int
posted_show(struct request *rq, struct out *page,
    const struct doc_terms *terms, const char *currency)
{
	struct problem	*before = rq->work->problems;
	struct line	*list;
	size_t		 n;
	bool		 readable;
	int		 shown;

	readable = lines_read(rq, currency, &list, &n) == OK;
	rq->work->problems = before;
	for (size_t i = 0; i < n; i++)
		option_add(page, "units", unit_choices, list[i].unit,
		    list[i].unit);
	for (size_t i = 0; i < n; i++)
		option_add(page, "vats", vat_choices, list[i].vat,
		    vat_label(rq->work->mem, list[i].vat));
	shown = form_show(rq, page, list, n);
	n = shown_only(list, n);
	for (size_t i = 0; i < n; i++)
		out_text(line_node(rq->work, page, list[i].at), "product",
		    list[i].product);
	if (readable)
		worked_show(rq->work, page, terms, currency, list, n);
	return shown;
}

void
lines_show(struct request *rq, struct out *page,
    const struct doc_terms *terms, const char *currency,
    const struct line *list, size_t n)
{
	struct work	*w = rq->work;
	struct out	*o = out_node(page, "lines");
	struct line	*copy;
	int		 shown = (int)n;

	out_text(o, "price_label", terms->prices_with_vat ?
	    t("Price with VAT") : t("Price without VAT"));
	out_text(o, "net_label", t("Sum without VAT"));
	out_text(o, "lookup_href", "/products/lookup");
	out_text(o, "currency", currency);
	options_show(page, "units", unit_choices);
	options_show(page, "vats", vat_choices);
	if (rq->method == POST) {
		shown = posted_show(rq, page, terms, currency);
	} else {
		copy = arena_alloc(w->mem, (n + 1) * sizeof(*copy));
		for (size_t i = 0; i < n; i++) {
			copy[i] = list[i];
			copy[i].at = (int)i + 1;
			option_add(page, "units", unit_choices, list[i].unit,
			    list[i].unit);
			option_add(page, "vats", vat_choices, list[i].vat,
			    vat_label(w->mem, list[i].vat));
			stored_show(w, line_node(w, page, (int)i + 1),
			    &list[i]);
		}
		worked_show(w, page, terms, currency, copy, n);
	}
	out_text(line_node(w, page, shown + 1), "quantity", "");
}

bool
lines_asked(const struct request *rq)
{
	return in_raw(rq, "add_line") != NULL ||
	    in_raw(rq, "drop_line") != NULL || in_raw(rq, "recount") != NULL;
}
