#ifndef TRANSFER_PARTS_H
#define TRANSFER_PARTS_H

#include "base/err.h"

struct request;
struct tool;

/* kartoteka import: a file into records. */
int		 import_tool(struct tool *tool);

/* kartoteka export: records into a file. */
int		 export_tool(struct tool *tool);

/* GET /import/:name: choose a file. */
enum err	 import_show(struct request *rq);

/* POST /import/:name: take it. */
enum err	 import_upload(struct request *rq);

/* GET /import/:name/:id: where this file is in its way. */
enum err	 import_columns(struct request *rq);

/* POST /import/:name/:id: take what was chosen and try it. */
enum err	 import_try(struct request *rq);

/* GET /import/:name/:id/trial: what the trial gave. */
enum err	 import_trial_show(struct request *rq);

/* POST /import/:name/:id/write: write it, in the background, or go on. */
enum err	 import_write(struct request *rq);

/* POST /import/:name/:id/stop: try or write no more of it. */
enum err	 import_stop(struct request *rq);

/* POST /import/:name/:id/fix: cells of refused rows, corrected. */
enum err	 import_fix(struct request *rq);

/* GET /import/:name/:id/bad: the rows set aside, as CSV. */
enum err	 import_bad(struct request *rq);

/* GET /mappings: mappings saved by name. */
enum err	 mappings_show(struct request *rq);

/* GET /mappings/:id: the same as to edit it; all of them to who may not. */
enum err	 mapping_open(struct request *rq);

/* GET /mappings/:id/edit: its name, and who may use it. */
enum err	 mapping_edit(struct request *rq);

/* POST /mappings/:id/edit. */
enum err	 mapping_take(struct request *rq);

/* GET /mappings/:id/delete: ask. */
enum err	 mapping_confirm(struct request *rq);

/* POST /mappings/:id/delete. */
enum err	 mapping_delete(struct request *rq);

/* GET /mappings/:id/history: its changes. */
enum err	 mapping_history(struct request *rq);

/* GET /import/:name/sample: a file to be filled in. */
enum err	 import_sample(struct request *rq);

/* GET /export/:name: the records of a list, as CSV. */
enum err	 export_show(struct request *rq);

#endif
