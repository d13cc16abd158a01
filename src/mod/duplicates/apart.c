/* apart.c: contacts of which somebody said that they are two. */
#include <inttypes.h>

#include "core/form.h"
#include "core/record.h"
#include "core/reply.h"
#include "mod/duplicates/parts.h"

static enum err	apart_check(struct work *, struct draft *, size_t);

static const struct field apart_fields[] = {
	{ .name = "left_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Contact") },
	{ .name = "right_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Is somebody else") },
	{ 0 }
};

const struct entity not_duplicate_entity = {
	.name = "not_duplicate", .table = "not_duplicate",
	.fields = apart_fields, .title = "id", .parent = "left_id",
	.label = N_("Not the same"), .label_one = N_("Not the same"),
	.plural = "not-duplicates", .check = apart_check,
	.flags = ENTITY_NOIMPORT | ENTITY_NOEXPORT
};

/* Nobody is somebody else than himself. */
static enum err
apart_check(struct work *w, struct draft *drafts, size_t n)
{
	(void)w;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d) && draft_is_new(d) &&
		    draft_int(d, "left_id") == draft_int(d, "right_id"))
			draft_refuse(d, "right_id",
			    t("is the contact itself"));
	}
	return OK;
}

enum err
apart_take(struct request *rq)
{
	int64_t			 left = in_int(rq, "left", 0, INT64_MAX);
	int64_t			 right = in_int(rq, "right", 0, INT64_MAX);
	const struct change	 c[] = {
		SET_REF("left_id", left), SET_REF("right_id", right), { 0 }
	};
	int64_t			 id;
	enum err		 e;

	if (in_failed(rq))
		return ERR_NOTFOUND;
	e = record_create(rq->work, &not_duplicate_entity, c, &id);
	if (e == ERR_INVALID)
		return ERR_NOTFOUND;
	if (e != OK)
		return e;
	reply_note(rq, t("Remembered: these are two. They are not proposed "
	    "again."));
	return reply_see(rq, "%s", reply_next(rq, "/duplicates"));
}
