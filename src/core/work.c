/* work.c: one piece of work as one transaction. */
#include <time.h>

#include "base/date.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/changelog.h"
#include "core/memo.h"
#include "core/search.h"
#include "core/site.h"
#include "core/work.h"

#define TRIES	4

enum err
work_refuse(struct work *w, size_t row, const char *field, const char *text)
{
	struct problem	*p = arena_alloc(w->mem, sizeof(*p));

	p->row = row;
	p->field = field;
	p->text = text;
	p->next = w->problems;
	w->problems = p;
	return ERR_INVALID;
}

const struct problem *
work_problem(const struct work *w, size_t row, const char *field)
{
	const struct problem	*p, *first = NULL;

	for (p = w->problems; p != NULL; p = p->next)
		if (p->row == row &&
		    (field == NULL || str_eq(p->field, field)))
			first = p;	/* the list is newest first */
	return first;
}

/* Two that collided must not collide again at once. */
static void
work_rest(int tries)
{
	struct timespec	 now, t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	t.tv_nsec = tries * (5000000 + now.tv_nsec % 10000000);
	nanosleep(&t, NULL);
}

static enum err
work_try(struct work *w, enum err (*rule)(struct work *, void *), void *arg)
{
	enum err	 e = db_begin(w->db);

	if (e != OK)
		return e;
	w->memo = memo_new(w->mem);
	w->found = NULL;
	e = rule(w, arg);
	if (e == OK)
		e = search_close(w);
	if (e == OK)
		e = changelog_close(w);
	w->memo = NULL;
	w->found = NULL;
	if (e == OK)
		return db_commit(w->db);
	db_rollback(w->db);
	return e;
}

enum err
work_run(struct work *w, enum err (*rule)(struct work *, void *), void *arg)
{
	const struct change_set	 set = w->set;
	struct problem		*problems = w->problems;
	int			 tries = 0;
	enum err		 e;

	while ((e = work_try(w, rule, arg)) == ERR_RETRY && ++tries < TRIES) {
		w->set = set;
		w->problems = problems;
		work_rest(tries);
	}
	if (e != OK)
		w->set = set;		/* nothing of it is there */
	return e;
}

static int32_t
day_in(const struct zone *z, int64_t at_s)
{
	return z != NULL ? zone_date(z, at_s) : date_of_s(at_s);
}

const struct zone *
work_firm_zone(const struct work *w)
{
	return w->site != NULL && w->site->zone != NULL ? w->site->zone :
	    w->zone;
}

int32_t
work_firm_day(const struct work *w, int64_t at_s)
{
	return day_in(work_firm_zone(w), at_s);
}

int32_t
work_today(const struct work *w)
{
	return day_in(w->zone, w->now_s);
}

int32_t
work_firm_today(const struct work *w)
{
	return work_firm_day(w, w->now_s);
}
