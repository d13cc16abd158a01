/* lookup.c: products found while somebody types their name or code. */
#include "base/decimal.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/view.h"
#include "mod/products/screens.h"
#include "mod/products/products.h"

#define HITS	10

enum err
products_lookup(struct request *rq)
{
	static const char *const cols[] = {
		"name", "code", "unit", "price", "currency", "vat", NULL
	};
	static const struct filter where[] = {
		WHERE_I("archived", OP_EQ, 0), WHERE_END
	};
	struct work		*w = rq->work;
	const char		*text = in_raw(rq, "q");
	struct query		 q = {
		.entity = &product_entity, .cols = cols, .where = where,
		.text = text, .limit = HITS + 1
	};
	struct db_rows		*rows;
	int64_t			 total;
	enum err		 e = query_look(w, &q, HITS, &rows, &total);

	if (e != OK)
		return e;
	for (size_t i = 0; i < rows->n && i < HITS; i++) {
		struct out	*h = out_add(rq->page, "hits");
		const char	*code = db_text(rows, i, 2);

		out_int(h, "id", db_int(rows, i, 0));
		out_text(h, "label", db_text(rows, i, 1));
		out_text(h, "icon", product_entity.icon);
		out_text(h, "unit", db_text(rows, i, 3));
		out_text(h, "vat", db_text(rows, i, 6));
		if (db_cell(rows, i, 4)->type == DB_NULL) {
			out_text(h, "sub", code);
			continue;
		}
		out_text(h, "price", decimal_plain(w->mem,
		    db_int(rows, i, 4), 6, 0));
		out_fmt(h, "sub", "%s%s%s %s / %s", code != NULL ? code : "",
		    code != NULL ? ", " : "", decimal_format_trim(w->mem,
		    db_int(rows, i, 4), 6, lang_code(w->lang)),
		    db_text(rows, i, 5), unit_label(w->lang,
		    db_text(rows, i, 3)));
	}
	if (rows->n > HITS)
		out_text(rq->page, "more", t("There are more: type further."));
	return reply_page(rq, "lookup.cst");
}
