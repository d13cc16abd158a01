/* catalogue.c: texts and their plurals out of a file of msgfmt. */
#include <sys/stat.h>
#include <unistd.h>

#include "core/i18n.h"
#include "core/plural.h"
#include "tests/fuzz/fuzz.h"

/* A folder in which both catalogues are the input. */
static const char *
folder(struct arena *mem, const char *path)
{
	static char	 dir[] = "/dev/shm/kartoteka-fuzz-XXXXXX";
	static int	 made;

	if (!made) {
		made = mkdtemp(dir) != NULL &&
		    symlink(path, arena_fmt(mem, "%s/uk.mo", dir)) == 0 &&
		    symlink(path, arena_fmt(mem, "%s/ru.mo", dir)) == 0;
		must(made, "a folder is made");
	}
	return dir;
}

static void
ask(void)
{
	static const char *const words[] = { "Save", "zzz", "a", "Contacts" };

	for (enum lang l = LANG_EN; l < LANG_COUNT; l++) {
		i18n_set(l);
		for (size_t i = 0; i < 4; i++)
			must(strlen(t(words[i])) < 1 << 20, "a text ends");
		for (long n = -1; n < 25; n++)
			must(strlen(tn("%d row", "%d rows", n)) < 1 << 20,
			    "a plural ends");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*mem = arena_new();
	const char	*dir = folder(mem, fuzz_file(data, size));

	if (i18n_load(mem, dir) == OK)
		ask();
	for (unsigned long n = 0; n < 3; n++)
		must(plural_form(fuzz_text(mem, data, size), n * 7, 3) <= 3,
		    "a form is one of those there are");
	arena_free(mem);
	return 0;
}
