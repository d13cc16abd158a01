/* zone.c: a compiled time zone of any bytes gives clocks, or is refused. */
#include "base/zone.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t	 moments[] = { 0, -86400, 951782400,
				    1774746000, 1792890000, 4102444800,
				    -2000000000 };
	struct arena		*mem = arena_new();
	const struct zone	*z;
	struct zone_time	 t;
	uint8_t			*bytes = malloc(size);

	must(bytes != NULL || size == 0, "there is memory");
	if (size > 0)
		memcpy(bytes, data, size);
	if (zone_read(mem, bytes, size, &z) == OK)
		for (size_t i = 0; i < sizeof(moments) / 8; i++) {
			t = zone_local(z, moments[i]);
			must(t.abbr != NULL && strlen(t.abbr) <= size + 9,
			    "a zone has a name");
			(void)zone_utc(z, &t.t);
		}
	free(bytes);
	arena_free(mem);
	return 0;
}
