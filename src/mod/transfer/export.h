#ifndef TRANSFER_EXPORT_H
#define TRANSFER_EXPORT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "core/crud_scope.h"
#include "core/module.h"
#include "core/work.h"

/*
 * Records out: a table with a header of field names, as text or as a
 * workbook, or a list of objects.  import takes the tables back.
 */

enum export_format {
	EXPORT_CSV, EXPORT_JSON, EXPORT_XLSX,
	EXPORT_VCARD,		/* 4.0, of what has a name, phone and email */
	EXPORT_VCARD3		/* 3.0, for older telephones */
};

struct export {
	const struct entity	*e;
	enum export_format	 format;
	const struct crud_scope	*scope;		/* which records, which order */
	/* Takes the next piece of the text; an error ends the export. */
	enum err		(*put)(void *arg, const char *s, size_t n);
	void			*arg;
};

/*
 * Write the records that the actor may export, in constant memory: 5,000 at a
 * time, each lot a statement of its own, so that no lock is held long.
 * Columns: id; every field that is not secret and has a label; of a reference
 * "contact_id" also "contact", the title of the record.
 *
 * A workbook is handed over when it is whole, so what cannot be put into one
 * is refused before the first byte: ERR_INVALID, with work_problem().
 *
 * ERR_DB, ERR_IO, or what put() says.
 */
enum err	 export_run(struct work *w, const struct export *x);

/*
 * The format that somebody named: "csv" (also NULL and ""), "json", "xlsx",
 * "vcf", "vcf3".  False for anything else, and for cards of what has none.
 */
bool		 export_format(const struct entity *e, const char *name,
		    enum export_format *out);

/*
 * How a format is called: its media type and the end of a file's name.
 */
const char	*export_media(enum export_format format);
/* The latter, with its point. */
const char	*export_ending(enum export_format format);

#endif
