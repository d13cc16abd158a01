/* module.c: the modules in use, and the entities they bring. */
#include <string.h>

#include "core/module.h"

static const struct module *const	 none[] = { NULL };
static const struct module *const	*used = none;

void
modules_use(const struct module *const *list)
{
	used = list;
}

const struct module *const *
modules_all(void)
{
	return used;
}

static bool
entity_called(const struct entity *e, const char *name)
{
	return strcmp(e->name, name) == 0 ||
	    (e->plural != NULL && strcmp(e->plural, name) == 0);
}

const struct entity *
entity_find(const char *name)
{
	for (const struct module *const *m = used; *m != NULL; m++) {
		if ((*m)->entities == NULL)
			continue;
		for (const struct entity *const *e = (*m)->entities; *e; e++)
			if (entity_called(*e, name))
				return *e;
	}
	return NULL;
}
