#ifndef JOBS_PARTS_H
#define JOBS_PARTS_H

#include "core/job.h"
#include "core/request.h"
#include "core/tool.h"

/* What the files of this module share; nobody else includes it. */

/* GET /tick: work for 200 ms at most, once a minute, then the image. */
enum err	 tick_image(struct request *rq);

/* GET /tick/:name: the secret address; does what is due, says how much. */
enum err	 tick_address(struct request *rq);

/* The word of the secret address, NULL when there is none.  ERR_DB. */
enum err	 tick_word(struct work *w, const char **word);

/* GET /settings/jobs: what is to be done, what failed, who looks for it. */
enum err	 jobs_show(struct request *rq);

/* POST /settings/jobs/:id/run: due now, whatever became of it. */
enum err	 jobs_again(struct request *rq);

/* POST /settings/jobs/:id/drop: not to be done any more. */
enum err	 jobs_drop(struct request *rq);

/* POST /settings/jobs/address: another secret address; the old one ends. */
enum err	 jobs_address(struct request *rq);

/* POST /settings/jobs/address/close: no secret address. */
enum err	 jobs_address_close(struct request *rq);

/* `kartoteka jobs`. */
int		 jobs_tool(struct tool *tool);

/* Core's own regular work; ends with {0}. */
extern const struct job_kind core_jobs[];

/* For doctor: leases that ran out long ago and nobody took over. */
enum err	 leases_look(struct work *w, bool repair, int64_t *wrong);

#endif
