#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stddef.h>

/*
 * Files that the program carries inside itself: templates, tables, texts and
 * time zones of the portable build (conf/portable/pack.py).  Elsewhere there
 * are none.  A path that begins with PACK_ROOT names one of them: base/file.h
 * reads "@/sql/000_core.sql" as it reads any other.
 */
struct pack_file {
	const char	*name;		/* "sql/000_core.sql" */
	const char	*data;		/* n bytes and a NUL */
	size_t		 n;
};

#define PACK_ROOT	"@"

/* In the order of their names; the last has none. */
extern const struct pack_file pack_files[];

/*
 * The name in the pack that a path stands for ("" for PACK_ROOT itself), or
 * NULL when it is a path of the system's.
 */
const char	*pack_name(const char *path);

/*
 * The packed file of this name, or NULL.
 */
const struct pack_file *pack_find(const char *name);

#endif
