/* actions.c: what is added to a contact's card, and taken away. */
#include <inttypes.h>
#include <string.h>

#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/contacts/contacts.h"
#include "mod/contacts/parts.h"

/* Back to the card, or the card again with what was wrong. */
static enum err
done(struct request *rq, int64_t id, enum err e)
{
	if (e != OK)
		return e;
	reply_note(rq, t("Saved."));
	return reply_see(rq, "/contacts/%" PRId64, id);
}

/* The contact of the address must be one that the actor sees. */
static enum err
contact_seen(struct request *rq)
{
	int64_t	 id;

	return query_int(rq->work, &contact_entity, rq->id, "id", &id);
}

enum err
links_take(struct request *rq)
{
	int64_t		 person = in_ref(rq, "person_id", &contact_entity);
	const char	*role = in_text(rq, "role", 120);

	if (contact_seen(rq) != OK)
		return ERR_NOTFOUND;
	if (person == 0)
		work_refuse(rq->work, 0, "person_id",
		    t("must be filled in"));
	if (in_failed(rq))
		return ERR_INVALID;
	return done(rq, rq->id, contact_link_add(rq->work, rq->id, person,
	    role));
}

enum err
points_take(struct request *rq)
{
	struct change	*c;
	int64_t		 id;
	enum err	 e = in_changes(rq, &contact_point_entity, true, &c);
	size_t		 n = 0;
	struct change	*all;

	if (contact_seen(rq) != OK)
		return ERR_NOTFOUND;
	if (e != OK)
		return e;
	while (c[n].field != NULL)
		n++;
	all = arena_alloc(rq->work->mem, (n + 2) * sizeof(*all));
	memcpy(all, c, n * sizeof(*all));
	all[n].field = "contact_id";
	all[n].type = F_REF;
	all[n].value.type = DB_INT;
	all[n].value.i = rq->id;
	return done(rq, rq->id, record_create(rq->work, &contact_point_entity,
	    all, &id));
}

/* Whether the contact bears the tag already. */
static enum err
tag_borne(struct work *w, int64_t contact, int64_t tag, int64_t *n)
{
	const struct filter	 where[] = {
		WHERE_I("contact_id", OP_EQ, contact),
		WHERE_I("tag_id", OP_EQ, tag), WHERE_END
	};
	const struct query	 q = {
		.entity = &contact_tag_entity, .where = where
	};

	return query_count(w, &q, 1, n);
}

enum err
tags_take(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*name = in_text(rq, "name", 60);
	int64_t		 tag, id, n;
	enum err	 e;

	if (contact_seen(rq) != OK)
		return ERR_NOTFOUND;
	if (name == NULL || *name == '\0')
		work_refuse(w, 0, "name", t("must be filled in"));
	if (in_failed(rq))
		return ERR_INVALID;
	e = record_named(w, &tag_entity, name, true, &tag);
	if (e == OK)
		e = tag_borne(w, rq->id, tag, &n);
	if (e == OK && n == 0) {
		const struct change	 c[] = {
			SET_REF("contact_id", rq->id), SET_REF("tag_id", tag),
			{ 0 }
		};

		e = record_create(w, &contact_tag_entity, c, &id);
	}
	return done(rq, rq->id, e);
}

enum err
part_delete(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	int64_t			 contact;
	enum err		 err = query_int(rq->work, e, rq->id,
				    e->parent, &contact);

	if (err == OK)
		err = record_delete(rq->work, e, rq->id, REV_ANY);
	return done(rq, contact, err);
}
