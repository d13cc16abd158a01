#ifndef LISTS_PARTS_H
#define LISTS_PARTS_H

#include "base/err.h"

struct request;

/* GET /views: all that one has, by the list they belong to. */
enum err	 views_show(struct request *rq);

/* GET /views/:id: its list. */
enum err	 view_open(struct request *rq);

/* POST /views/:id/query: it becomes what the list shows now. */
enum err	 view_keep(struct request *rq);

/* GET /views/:id/edit: its name, its place and who sees it. */
enum err	 view_edit(struct request *rq);

/* POST /views/:id/edit. */
enum err	 view_save(struct request *rq);

/* GET /views/:id/delete: ask. */
enum err	 view_confirm(struct request *rq);

/* POST /views/:id/delete. */
enum err	 view_delete(struct request *rq);

/* GET /views/:id/history: who changed what. */
enum err	 view_history(struct request *rq);

/* GET /bulk/:name: what shall be done with records of a list. */
enum err	 bulk_show(struct request *rq);

/* POST /bulk/:name: do it. */
enum err	 bulk_take(struct request *rq);

/* GET /bulk/:name/:id: what has become of it. */
enum err	 bulk_result(struct request *rq);

/* POST /bulk/:name/:id/stop: no more of it. */
enum err	 bulk_end(struct request *rq);

/* POST /bulk/:name/:id/again: go on with one that was given up. */
enum err	 bulk_again(struct request *rq);

#endif
