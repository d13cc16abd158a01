#ifndef DEALS_STAGES_H
#define DEALS_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/* A stage, and the pipeline it belongs to. */
struct stage {
	int64_t		 id;
	int64_t		 pipeline_id;
	const char	*pipeline;	/* its name */
	const char	*name;
	const char	*kind;		/* open won lost */
	int64_t		 chance;	/* percent */
	int64_t		 limit_minutes;	/* 0: none */
	int64_t		 warn_minutes;	/* before the end; 0: a fifth of it */
	bool		 need_amount, need_expected, need_person;
	const char	*guide;		/* or NULL */
	bool		 gone;		/* it or its pipeline is in the bin */
};

/* All of them, by pipeline and position; the bin's are among them. */
struct stages {
	const struct stage	*list;
	size_t			 n;
};

/*
 * Read them, in one query; in a transaction once, until stages_forget().
 * ERR_DB.
 */
enum err	 stages_load(struct work *w, struct stages *out);

/*
 * A stage is about to change: what was read in this transaction is old.
 */
void		 stages_forget(struct work *w);

/*
 * The stage with this id, or NULL.
 */
const struct stage *stage_find(const struct stages *s, int64_t id);

/*
 * The first living stage of a kind ("open"; NULL any) in a pipeline (0: the
 * first pipeline), or NULL.
 */
const struct stage *stage_first(const struct stages *s, int64_t pipeline_id,
		    const char *kind);

/*
 * The pipeline with this id, as any living stage of it, or NULL.
 */
const struct stage *stage_pipeline(const struct stages *s, int64_t id);

/*
 * True if kind is "open", "won", "lost" respectively.
 */
bool		 stage_is(const struct stage *s, const char *kind);

/*
 * The moment at which a stay that began at since_s is late, or 0.
 */
int64_t		 stage_due(const struct stage *s, int64_t since_s);

#endif
