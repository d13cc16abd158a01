/* write.c: reports for programs, as JSON and as CSV. */
#include <inttypes.h>

#include "base/csv.h"
#include "base/money.h"
#include "base/str.h"
#include "mod/reports/parts.h"

#define MORE	4	/* places of row.more[] */

/* A text of JSON (RFC 8259, 7) in quotes; NULL is null. */
static void
json_text(const char *s, struct str *out)
{
	if (s == NULL) {
		str_add(out, "null");
		return;
	}
	str_addc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			str_addc(out, '\\');
		if ((unsigned char)*s < 0x20)
			str_fmt(out, "\\u%04x", (unsigned)*s);
		else
			str_addc(out, *s);
	}
	str_addc(out, '"');
}

static const char *
amount_plain(const struct row *r, struct str *out)
{
	return r->currency == NULL ? "0" :
	    money_plain(out->mem, r->amount, r->currency);
}

static bool
kinds_there(const struct result *res)
{
	return res->n > 0 && res->rows[0].kind != NULL;
}

void
report_json(const struct result *res, struct str *out)
{
	str_add(out, "[");
	for (size_t i = 0; i < res->n; i++) {
		const struct row	*r = &res->rows[i];

		str_add(out, i == 0 ? "\n{\"group\": " : ",\n{\"group\": ");
		json_text(r->group, out);
		if (kinds_there(res)) {
			str_add(out, ", \"kind\": ");
			json_text(r->kind, out);
		}
		str_add(out, ", \"currency\": ");
		json_text(r->currency, out);
		str_fmt(out, ", \"count\": %" PRId64 ", \"amount\": \"%s\"",
		    r->count, amount_plain(r, out));
		for (size_t k = 0; k < MORE && res->more[k] != NULL; k++)
			str_fmt(out, ", \"%s\": %" PRId64, res->more[k],
			    r->more[k]);
		str_add(out, "}");
	}
	str_add(out, "\n]\n");
}

static void
csv_number(struct csv_writer *w, int64_t n)
{
	csv_put_number(w, arena_fmt(w->out->mem, "%" PRId64, n));
}

void
report_csv(const struct result *res, struct str *out)
{
	struct csv_writer	 w;
	bool			 kinds = kinds_there(res);

	csv_writer_init(&w, out, ',');
	csv_put(&w, "group");
	if (kinds)
		csv_put(&w, "kind");
	csv_put(&w, "currency");
	csv_put(&w, "count");
	csv_put(&w, "amount");
	for (size_t k = 0; k < MORE && res->more[k] != NULL; k++)
		csv_put(&w, res->more[k]);
	csv_end_row(&w);
	for (size_t i = 0; i < res->n; i++) {
		const struct row	*r = &res->rows[i];

		csv_put(&w, r->group);
		if (kinds)
			csv_put(&w, r->kind);
		csv_put(&w, r->currency);
		csv_number(&w, r->count);
		csv_put_number(&w, amount_plain(r, out));
		for (size_t k = 0; k < MORE && res->more[k] != NULL; k++)
			csv_number(&w, r->more[k]);
		csv_end_row(&w);
	}
}
