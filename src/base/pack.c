/* pack.c: files that the program carries inside itself. */
#include <string.h>

#include "base/pack.h"
#include "base/str.h"

const char *
pack_name(const char *path)
{
	if (!str_starts(path, PACK_ROOT))
		return NULL;
	path += strlen(PACK_ROOT);
	return *path == '/' ? path + 1 : *path == '\0' ? path : NULL;
}

const struct pack_file *
pack_find(const char *name)
{
	const struct pack_file	*f;

	for (f = pack_files; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}
