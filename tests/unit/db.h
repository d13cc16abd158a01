#ifndef UNIT_DB_H
#define UNIT_DB_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "core/db.h"

/*
 * A database of this test alone on the server that tests/with-db.sh started.
 * Include after what else is needed; drop it with test_db_drop().
 */
static inline const struct conf *
test_db_make(struct arena *mem)
{
	struct conf	*c = arena_alloc(mem, sizeof(*c));
	struct conf	 whole;
	struct db	*db;

	c->db_socket = getenv("KARTOTEKA_TEST_SOCKET");
	c->db_user = "test";
	c->db_password = "";
	c->db_name = "";
	c->share_dir = "build/share";
	c->zoneinfo_dir = "/usr/share/zoneinfo";
	if (c->db_socket == NULL) {
		puts("Bail out! run me by: sh tests/with-db.sh PROGRAM");
		exit(1);
	}
	whole = *c;
	db = db_open(&whole);
	c->db_name = arena_fmt(mem, "kt_%ld", (long)getpid());
	if (db_exec_(db, arena_fmt(mem, "CREATE DATABASE %s CHARACTER SET"
	    " utf8mb4 COLLATE utf8mb4_unicode_ci", c->db_name), NULL, 0)
	    != OK) {
		puts("Bail out! no test database");
		exit(1);
	}
	db_close(db);
	return c;
}

/* End the database. */
static inline void
test_db_drop(const struct conf *conf)
{
	struct db	*db = db_open(conf);
	struct arena	*mem = arena_new();

	db_exec_(db, arena_fmt(mem, "DROP DATABASE %s", conf->db_name),
	    NULL, 0);
	db_close(db);
	arena_free(mem);
}

/* The one number that a statement finds, else -1. */
static inline int64_t
db_ask(struct db *db, const char *sql)
{
	struct arena	*mem = arena_new();
	struct db_rows	*rows;
	int64_t		 i = -1;

	if (db_query_once(db, mem, &rows, sql, NULL, 0) == OK && rows->n == 1)
		i = db_int(rows, 0, 0);
	arena_free(mem);
	return i;
}

#endif
