#ifndef ACCOUNTING_ACCOUNTING_H
#define ACCOUNTING_ACCOUNTING_H

#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/* An export of issued documents to files, as the tool asks for it. */
struct accounting_export {
	const char	*format;	/* "ubl" */
	const char	*from, *to;	/* "2026-01-01", both included, or NULL */
	const char	*out;		/* FILE.zip, or a folder, made if missing */
	/* Called for each reason why a document is left out; may be NULL. */
	void		(*left_out)(void *arg, const char *label,
			    const char *field, const char *text);
	void		*arg;
	/* out */
	int64_t		 written;	/* documents */
	int64_t		 refused;	/* documents left out */
};

/*
 * Write the issued documents of a period that the actor may see and export,
 * one file each, in constant memory.  A ZIP appears under its name only when
 * it is whole.  The bytes depend on the documents alone: twice is the same.
 *
 * ERR_INVALID  no such format, or from or to is no date; nothing is written
 * ERR_IO       a file cannot be written (logged)
 * ERR_DB
 */
enum err	 accounting_export(struct work *w, struct accounting_export *x);

#endif
