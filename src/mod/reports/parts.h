#ifndef REPORTS_PARTS_H
#define REPORTS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "core/request.h"
#include "core/tool.h"
#include "core/view.h"
#include "core/work.h"

/* How a report is answered. */
enum format { FORMAT_PAGE, FORMAT_CSV, FORMAT_JSON };

/* What a report is asked for. */
struct ask {
	const char	*from, *to;	/* ISO dates, included; NULL: open */
	int32_t		 from_day, to_day;	/* the same, or DATE_NONE */
	const char	*by;		/* one of the report's groupings */
	int64_t		 owner_id;	/* 0: all that the actor may see */
	int64_t		 pipeline_id;	/* 0: all, of a funnel the first */
	int64_t		 product_id;	/* or 0 */
	const char	*country;	/* of the buyer, or NULL */
	const char	*currency;	/* what the page shows, or NULL */
	bool		 overdue;	/* of debts: should be paid by now */
	enum format	 format;
};

/* One group of a report in one currency. */
struct row {
	const char	*group;		/* for programs: "2026-11", "UA", a name */
	const char	*kind;		/* second group, of activity; or NULL */
	const char	*currency;	/* or NULL: no money in it */
	int64_t		 id;		/* of the record that it is, or 0 */
	int64_t		 count;
	int64_t		 amount;	/* minor units */
	int64_t		 before;	/* amount of the period before */
	int64_t		 more[4];	/* numbers by name, see struct result */
	bool		 rest;		/* all groups beyond the bound */
};

/* What a report found. */
struct result {
	struct row	*rows;
	size_t		 n;
	struct row	*totals;	/* one for each currency, the firm's first */
	size_t		 ntotals;
	const char	*more[4];	/* names of row.more[], or NULL */
	bool		 bounded;	/* not everything was read */
};

/* What a report can be asked for. */
#define TAKES_PERIOD	0x1u
#define TAKES_OWNER	0x2u
#define TAKES_PIPELINE	0x4u
#define TAKES_COUNTRY	0x8u
#define TAKES_PRODUCT	0x10u
#define TAKES_OVERDUE	0x20u

/* A way to group: "month", N_("Month"). */
struct by {
	const char	*name, *label;
};

/* A report as a table row. */
struct report {
	const char		*name;		/* "sales": address and tool */
	const char		*title;		/* N_("Sales") */
	const char		*sub;		/* N_("..."): one sentence */
	const char		*icon;
	const char		*perm;		/* "invoice.see" */
	const struct by		*bys;		/* the first is usual; ends {0} */
	unsigned int		 takes;		/* TAKES_... */
	const char		*count_label;	/* N_("Invoices") */
	const char		*amount_label;	/* N_("Sum") */
	const char		*hint;		/* N_("..."), below; or NULL */
	enum err		(*run)(struct work *, const struct ask *,
				    struct result *);
	/* The page; NULL: money_page(). */
	enum err		(*page)(struct request *,
				    const struct report *, const struct ask *);
};

/* sales funnel losses debts activity; ends with {0}. */
extern const struct report reports[];

/* kartoteka report NAME ... */
extern const struct command reports_commands[];

/* ---- ask.c */

/* Where parameters come from: the value under a name, or NULL. */
struct source {
	const char	*(*get)(const void *arg, const char *name);
	const void	*arg;
	bool		 page;		/* without dates this year is meant */
};

/*
 * Read what report r is asked for.
 *
 * ERR_INVALID with problems of "from" and "to", ERR_NOTFOUND for a grouping,
 * format or filter that there is not.  Dates that are wrong are open in *out.
 */
enum err	 ask_read(struct work *w, const struct report *r,
		    const struct source *from, struct ask *out);

/*
 * The period before: as many whole months when the period is such, else as
 * many days.  An open one has none: DATE_NONE.
 */
void		 period_before(const struct ask *ask, int32_t *from,
		    int32_t *to);

/* The same dates a year earlier. */
void		 period_year_before(const struct ask *ask, int32_t *from,
		    int32_t *to);

/* Put the dates of a period into *ask. */
void		 period_set(struct work *w, struct ask *ask, int32_t from,
		    int32_t to);

/* The period as moments in the actor's zone: from included, to not. */
void		 period_moments(const struct work *w, const struct ask *ask,
		    int64_t *from_s, int64_t *to_s);

/*
 * "01.01.2026 – 31.12.2026", "since ...", "all time".
 */
const char	*period_show(struct work *w, const struct ask *ask);

/* ---- write.c */

/*
 * The rows as a list of objects {group, currency, count, amount}: amounts are
 * decimal texts, what is empty is null.
 */
void		 report_json(const struct result *res, struct str *out);

/*
 * The same as a table with a head, safe for spreadsheets.
 */
void		 report_csv(const struct result *res, struct str *out);

/* ---- money.c */

/* What was sold. */
enum err	 sales_run(struct work *w, const struct ask *ask,
		    struct result *res);

/* What clients owe. */
enum err	 debts_run(struct work *w, const struct ask *ask,
		    struct result *res);

/* Lost deals. */
enum err	 losses_run(struct work *w, const struct ask *ask,
		    struct result *res);

/*
 * Sum the rows into res->totals, the firm's currency first, then those with
 * more rows.
 */
void		 totals_make(struct work *w, struct result *res);

/*
 * Bring the sums of the rows of an earlier period to those of the same group
 * and currency.
 */
void		 rows_compare(struct result *res, const struct result *before);

/* ---- page.c */

/* The page of a report in money: figures, chart, table. */
enum err	 money_page(struct request *rq, const struct report *r,
		    const struct ask *ask);

/*
 * Title, way up, periods, filters, downloads; one query for each list of
 * people, pipelines, products.  After ERR_INVALID also what is wrong.
 */
enum err	 report_head(struct request *rq, const struct report *r,
		    const struct ask *ask);

/*
 * The report's address with all it was asked for, but name: value instead of
 * what stands there, left out if NULL.
 */
const char	*report_href(struct work *w, const struct report *r,
		    const struct ask *ask, const char *name,
		    const char *value);

/* A head of the table; num: at the right; series: drawn. */
struct out	*report_col(struct out *page, const char *label, bool num,
		    bool series);

/* A cell; place as on a phone, NULL left out there. */
struct out	*report_cell(struct out *row, const char *text,
		    const char *place, bool num);

/* A big figure. */
struct out	*report_fig(struct out *page, const char *label,
		    const char *text);

/* Say below the table that it shows only the first or last rows of n. */
void		 report_cut(struct request *rq, size_t shown, size_t n,
		    bool last);

/* How a group is called on a page: "Nov 2026", "Ukraine", "Nobody". */
const char	*group_show(struct work *w, const char *by,
		    const struct row *row);

/* A whole number, grouped. */
const char	*count_show(struct work *w, int64_t n);

/* "12.5 %" of part in whole, one digit behind the point; "" of nothing. */
const char	*percent_show(struct work *w, int64_t part, int64_t whole);

/* ---- funnel.c, activity.c */

/* Stages, and how many deals reached them. */
enum err	 funnel_run(struct work *w, const struct ask *ask,
		    struct result *res);

/* Its page. */
enum err	 funnel_page(struct request *rq, const struct report *r,
		    const struct ask *ask);

/* What was done with clients, by people, kinds and days. */
enum err	 activity_run(struct work *w, const struct ask *ask,
		    struct result *res);

/* Its page. */
enum err	 activity_page(struct request *rq, const struct report *r,
		    const struct ask *ask);

#endif
