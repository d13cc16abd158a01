/* conf.c: a configuration is whole, or refused. */
#include "base/conf.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	const struct conf	*c;

	if (conf_read(mem, fuzz_file(data, size), &c) == OK)
		must(c->db_user != NULL && c->db_name != NULL &&
		    c->base_url != NULL && c->base_path != NULL &&
		    c->share_dir != NULL && c->data_dir != NULL &&
		    c->zoneinfo_dir != NULL && c->db_port >= 0 &&
		    c->max_requests >= 0 && (*c->base_path == '\0' ||
		    *c->base_path == '/'), "a configuration is whole");
	arena_free(mem);
	return 0;
}
