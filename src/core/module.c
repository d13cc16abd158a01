/* module.c: the modules in use, and the entities they bring. */
#include <stdint.h>
#include <string.h>

#include "core/module.h"

static const struct module *const	 none[] = { NULL };
static const struct module *const	*used = none;

#define FOUND	64	/* entities, by where their name stands in memory */
static const struct entity		*found[FOUND];

void
modules_use(const struct module *const *list)
{
	used = list;
	memset(found, 0, sizeof(found));
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

static const struct entity *
entity_among(const char *name)
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

/*
 * A list asks for the entity of each reference in each row: by its name, which
 * is a constant, it is found where it was last time.
 */
const struct entity *
entity_find(const char *name)
{
	const struct entity	**at = &found[((uintptr_t)name ^
				    (uintptr_t)name >> 8) % FOUND];

	if (name == NULL || *at == NULL || !entity_called(*at, name))
		*at = name == NULL ? NULL : entity_among(name);
	return *at;
}
