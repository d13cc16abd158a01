/* What base/pack promises, and base/file of what is packed. */
#include <string.h>

#include "base/file.h"
#include "base/pack.h"
#include "base/str.h"
#include "tests/unit/tap.h"

const struct pack_file pack_files[] = {
	{ "sql/000_core.sql", "core\0more", 9 },
	{ "sql/001_next.sql", "next", 4 },
	{ "sql/notes.txt", "", 0 },
	{ "tpl/deals/board.cst", "b", 1 },
	{ "tpl/page.cst", "p", 1 },
	{ 0 }
};

static void
test_names(void)
{
	check(str_eq(pack_name("@/sql/x"), "sql/x") &&
	    str_eq(pack_name("@/"), "") && str_eq(pack_name("@"), ""),
	    "what begins with @ is a name in the pack");
	check(pack_name("@sql") == NULL && pack_name("/etc/@/x") == NULL &&
	    pack_name("") == NULL, "anything else is the system's");
	check(pack_find("tpl/page.cst") == &pack_files[4] &&
	    pack_find("sql/000_core.sql") == &pack_files[0],
	    "a file is found by its whole name");
	check(pack_find("tpl") == NULL && pack_find("") == NULL &&
	    pack_find("page.cst") == NULL, "a part of one finds nothing");
}

static void
test_read(struct arena *a)
{
	char	*data = NULL;
	size_t	 n = 0;

	check(file_read(a, "@/sql/000_core.sql", 9, &data, &n) == OK &&
	    n == 9 && memcmp(data, "core\0more", 10) == 0,
	    "all bytes are read, with a NUL behind them");
	check(file_read(a, "@/sql/000_core.sql", 8, &data, &n) == ERR_TOOBIG,
	    "no more than the caller wants");
	check(file_read(a, "@/sql/nothing", 9, &data, &n) == ERR_NOTFOUND &&
	    file_read(a, "@/sql", 9, &data, &n) == ERR_NOTFOUND &&
	    file_read(a, "@/sql/../sql/001_next.sql", 9, &data, &n) ==
	    ERR_NOTFOUND, "what is not packed is not found");
	check(file_read(a, "@/sql/notes.txt", 0, &data, &n) == OK && n == 0 &&
	    *data == '\0', "an empty file is there");
}

static void
test_list(struct arena *a)
{
	const char *const	*names = NULL;

	check(file_list(a, "@/sql", ".sql", &names) == OK &&
	    str_eq(names[0], "000_core.sql") &&
	    str_eq(names[1], "001_next.sql") && names[2] == NULL,
	    "a packed folder is listed in order, by suffix");
	check(file_list(a, "@/tpl", ".cst", &names) == OK &&
	    str_eq(names[0], "page.cst") && names[1] == NULL,
	    "without what lies in folders below");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_names();
	test_read(a);
	test_list(a);
	arena_free(a);
	return done();
}
