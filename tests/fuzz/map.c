/* map.c: a mapping file is read whole, or refused in words. */
#include "mod/transfer/map.h"
#include "tests/fuzz/fuzz.h"

static void
look(const struct map_rule *r)
{
	must(*r->field != '\0' && r->nparts > 0, "a rule has both its sides");
	for (size_t i = 0; i < r->nparts; i++)
		must(r->parts[i].text != NULL, "a part has its text");
	for (size_t i = 0; i < r->npairs; i++)
		must(r->pairs[i].from != NULL && r->pairs[i].to != NULL,
		    "a pair has both its sides");
	must(r->lookup == NULL || strchr(r->lookup, '.') != NULL,
	    "a lookup names a field");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	struct work	 w = { .mem = mem };
	struct map	 map;

	if (map_parse(&w, fuzz_text(mem, data, size), &map) != OK)
		must(work_problem(&w, 0, NULL) != NULL, "it says why");
	else
		for (size_t i = 0; i < map.n; i++)
			look(&map.rules[i]);
	arena_free(mem);
	return 0;
}
