/* script.c: SQL scripts are cut into statements that hold something. */
#include "base/statements.h"
#include "base/str.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*mem = arena_new();
	const char		*text = fuzz_text(mem, data, size);
	const char *const	*list;
	size_t			 n = statements_split(mem, text, &list);
	size_t			 sum = 0;

	for (size_t i = 0; i < n; i++) {
		must(*list[i] != '\0' && str_eq(list[i], str_trim(mem,
		    list[i])), "a statement is trimmed and not empty");
		sum += strlen(list[i]);
	}
	must(sum <= strlen(text), "statements are parts of the script");
	arena_free(mem);
	return 0;
}
