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

/* Write text to dir/name; the path. */
static const char *
put(struct arena *a, const char *dir, const char *name, const char *text)
{
	const char	*path = arena_fmt(a, "%s/%s", dir, name);
	FILE		*f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
	return path;
}

static void
test_file(struct arena *a)
{
	char			 dir[] = "/tmp/kartoteka-conf-XXXXXX";
	const char		*at, *one, *two;
	const struct conf	*c = NULL;
	struct conf_fault	 f;

	mkdtemp(dir);
	at = strrchr(dir, '/') + 1;
	two = put(a, dir, "two", LEAST "data_dir = d\n");
	one = put(a, dir, "one", "file = two\n");
	check(conf_read(a, one, &c) == OK && str_eq(c->db_user, "u") &&
	    str_eq(c->data_dir, arena_fmt(a, "%s/d", dir)),
	    "a file may name another, whose folder then counts");
	put(a, dir, "two", "file = one\n");
	check(conf_read(a, one, &c) == ERR_INVALID,
	    "the other names none itself");
	conf_rest(a, one, &f);
	check(f.why == CONF_NESTED && str_eq(f.file,
	    arena_fmt(a, "%s/two", at)), "and is the one to blame");
	unlink(two);
	check(conf_read(a, one, &c) == ERR_IO, "one that is not there is ERR_IO");
	c = conf_rest(a, one, &f);
	check(f.why == CONF_UNREAD && f.line == 0 && str_eq(f.file,
	    arena_fmt(a, "%s/two", at)) && c->db_name == NULL,
	    "and named by its folder and its name");
	unlink(one);
	rmdir(dir);
}

static void
test_rest(struct arena *a)
{
	char			 dir[] = "/tmp/kartoteka-conf-XXXXXX";
	const char		*path;
	const struct conf	*c;
	struct conf_fault	 f;

	mkdtemp(dir);
	path = put(a, dir, "c", LEAST "upgrade = yes\nhush\ndb_port = x\n"
	    "rewrite = yes\nbase_url = https://h.example/crm\n");
	c = conf_rest(a, path, &f);
	check(f.why == CONF_LINE && f.line == 5 && f.key == NULL,
	    "the first fault is told, with its line and no words of it");
	check(c->rewrite && c->https && str_eq(c->base_path, "/crm") &&
	    c->db_name == NULL && !c->upgrade,
	    "what is right counts, but no database is asked");
	put(a, dir, "c", "db_user = u\ndb_port = 70000\n");
	c = conf_rest(a, path, &f);
	check(f.why == CONF_NUMBER && f.line == 2 &&
	    str_eq(f.key, "db_port"), "a key of ours is named");
	put(a, dir, "c", "db_name = n\n");
	c = conf_rest(a, path, &f);
	check(f.why == CONF_MISSING && f.line == 0 &&
	    str_eq(f.key, "db_user") && c->share_dir != NULL,
	    "so is one that is missing");
	put(a, dir, "c", LEAST);
	c = conf_rest(a, path, &f);
	check(f.why == CONF_FINE, "a file without a fault has none");
	c = conf_blank(a, "/x/conf/kartoteka.conf");
	check(c->db_name == NULL && str_eq(c->share_dir, "/x/conf/../share") &&
	    c->db_port == 3306, "without a file there are the standards");
	unlink(path);
	rmdir(dir);
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
	test_file(a);
	test_rest(a);
	test_path(a);
	arena_free(a);
	return done();
}
