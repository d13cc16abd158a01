/* What base/conf promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "tests/unit/tap.h"

#define KEY64	"000102030405060708090a0b0c0d0e0f"			\
		"101112131415161718191a1b1c1d1e1f"
#define LEAST	"db_user = u\ndb_name = n\nsecret_key = " KEY64 "\n"

static enum err
given(struct arena *a, const char *text, const struct conf **c)
{
	char		 path[] = "/tmp/kartoteka-conf-XXXXXX";
	int		 fd = mkstemp(path);
	size_t		 n = strlen(text);
	enum err	 e = ERR_IO;

	if (fd >= 0 && write(fd, text, n) == (ssize_t)n)
		e = conf_read(a, path, c);
	close(fd);
	unlink(path);
	return e;
}

static void
test_read(struct arena *a)
{
	const struct conf	*c = NULL;

	check(given(a, LEAST, &c) == OK && str_eq(c->db_user, "u") &&
	    c->secret_key[31] == 0x1f && c->db_port == 3306 &&
	    c->max_requests == 10000 && !c->rewrite && !c->https &&
	    str_eq(c->base_path, "") && c->log_file == NULL &&
	    str_eq(c->share_dir, "/tmp/../share"),
	    "three keys are enough, the rest has standards");
	check(given(a, "# words\n\n  db_password =  a = #b \n"
	    "log_file = log/x\nrewrite = yes\n"
	    "base_url = https://h.example/crm/\ndata_dir = /var/d\n" LEAST,
	    &c) == OK && str_eq(c->db_password, "a = #b") &&
	    str_eq(c->log_file, "/tmp/log/x") && c->rewrite && c->https &&
	    str_eq(c->base_url, "https://h.example/crm") &&
	    str_eq(c->base_path, "/crm") && str_eq(c->data_dir, "/var/d"),
	    "values are kept as written, blanks around them are not");
	check(given(a, "base_url = http://h.example\n" LEAST, &c) == OK &&
	    str_eq(c->base_path, "") && !c->https, "a host may be the base");
}

static void
test_refuse(struct arena *a)
{
	static const char *const	 bad[] = {
		"db_user = u\ndb_name = n\n",
		LEAST "db_usr = x\n",
		LEAST "db_user = x\n",
		LEAST "words\n",
		LEAST "db_port = 70000\n",
		LEAST "rewrite = maybe\n",
		LEAST "base_url = crm\n",
		"db_user = u\ndb_name = n\nsecret_key = 12\n",
	};
	const struct conf	*c = NULL;
	size_t			 i;
	int			 refused = 0;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused += given(a, bad[i], &c) == ERR_INVALID;
	check(refused == 8 && c == NULL,
	    "missing, unknown, doubled and wrong keys are refused");
	check(conf_read(a, "/nonexistent", &c) == ERR_IO,
	    "a file that cannot be read is ERR_IO");
}

static void
test_path(struct arena *a)
{
	setenv("KARTOTEKA_CONFIG", "/x/y.conf", 1);
	check(str_eq(conf_path(a), "/x/y.conf"), "the environment decides");
	unsetenv("KARTOTEKA_CONFIG");
	check(str_ends(conf_path(a), "/kartoteka.conf"),
	    "else it is looked for");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_read(a);
	test_refuse(a);
	test_path(a);
	arena_free(a);
	return done();
}
