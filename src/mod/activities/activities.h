#ifndef ACTIVITIES_H
#define ACTIVITIES_H

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

struct out;
struct request;

extern const struct entity	activity_entity;

/*
 * The actor's planned activities that are due before the end of today in his
 * zone, the earliest first.
 *
 * late, today  how many are overdue, and how many more are due today
 * list         gets queue items (at most most): id, title, kind_label, icon,
 *              when, late 1, contact, contact_href, href, done_href, rev
 */
enum err	 activities_today(struct request *rq, int most,
		    struct out *list, int64_t *late, int64_t *today);

#endif
