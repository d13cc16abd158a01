/* asked.c: what the address of a page of imports asks for. */
#include "base/str.h"
#include "core/reply.h"
#include "core/rights.h"
#include "mod/transfer/asked.h"

enum err
asked_entity(const struct request *rq, unsigned int refusing,
    const char *verb, const struct entity **out)
{
	const struct entity	*e = entity_find(rq->name);

	if (e == NULL || !str_eq(e->plural, rq->name) ||
	    (e->flags & refusing))
		return ERR_NOTFOUND;
	*out = e;
	return rights_have(rq->work, arena_fmt(rq->work->mem, "%s.%s",
	    e->name, verb)) ? OK : ERR_DENIED;
}

enum err
asked_run(struct request *rq, struct run *run)
{
	const struct entity	*e;
	enum err		 err = asked_entity(rq, ENTITY_NOIMPORT,
				    "import", &e);

	return err != OK ? err : run_get(rq->work, e, rq->id, run);
}

enum err
asked_see(struct request *rq, const struct run *run, const char *tail)
{
	return reply_see(rq, "/import/%s/%lld%s", run->e->plural,
	    (long long)run->id, tail);
}
