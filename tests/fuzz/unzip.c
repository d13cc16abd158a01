/* unzip.c: archives of any bytes are read within their bounds. */
#include "base/unzip.h"
#include "tests/fuzz/fuzz.h"

#define MEMBER_MAX	(256 * 1024)

static enum err
count(void *arg, const void *data, size_t n)
{
	size_t	*sum = arg;

	(void)data;
	*sum += n;
	must(*sum <= MEMBER_MAX, "a member has its bound");
	return OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena			*mem = arena_new();
	const struct unzip_file		*list;
	struct unzip			*z;
	char				*bytes;
	size_t				 n, sum, k;

	if (unzip_open(mem, fuzz_file(data, size), 20, &z) == OK) {
		list = unzip_files(z, &n);
		must(n <= 20, "an archive has its bound");
		for (size_t i = 0; i < n; i++) {
			must(unzip_find(z, list[i].name) != NULL,
			    "a member is found by its name");
			sum = 0;
			if (unzip_read(z, &list[i], MEMBER_MAX, count, &sum)
			    == OK)
				must(sum == list[i].size, "all of it comes");
			if (unzip_load(z, &list[i], mem, 4096, &bytes, &k)
			    == OK)
				must(k <= 4096 && bytes[k] == '\0',
				    "a loaded member ends");
		}
	}
	arena_free(mem);
	return 0;
}
