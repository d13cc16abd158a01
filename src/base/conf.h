#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The configuration file: lines "key = value", "#" comments, no sections.
 * Unknown keys are refused with their line, so that a misspelled one is seen.
 * db_user, db_name and secret_key (64 hex digits) must be there.  Relative
 * paths start at the file's own folder; share_dir and data_dir are ../share
 * and ../data from there unless told; a file with the key "file" has nothing
 * else, and names another that has the rest.  Where the program carries its
 * files (base/pack.h) share_dir and zoneinfo_dir are those.
 */
struct conf {
	const char	*db_host, *db_socket, *db_user, *db_password, *db_name;
	int		 db_port;
	const char	*base_url;	/* "" or "/crm" or "https://host/crm" */
	const char	*base_path;	/* path of base_url: "" or "/crm" */
	bool		 https;		/* base_url says so */
	const char	*trusted_proxies;	/* addresses, blanks between */
	const char	*share_dir;	/* templates, catalogues, sql, static */
	const char	*data_dir;	/* files, outside the web root */
	const char	*log_file;	/* NULL: stderr */
	const char	*zoneinfo_dir;	/* TZif files */
	const char	*ca_file;	/* certificates that mail servers' are
					   checked by; NULL: the system's */
	uint8_t		 secret_key[32];
	int		 max_requests;	/* workers_max_requests; then leave */
	bool		 upgrade;	/* tables follow the program by themselves */
	const char	*file;		/* the file that has the rest, or NULL */
	bool		 rewrite;	/* no: addresses under kartoteka.fcgi/ */
};

/*
 * Read the file at path into mem.  ERR_IO if it cannot be read, ERR_INVALID
 * if a line is wrong; both said on the log with the line.
 */
enum err	 conf_read(struct arena *mem, const char *path,
		    const struct conf **out);

/* What is wrong with a file. */
enum conf_why {
	CONF_FINE, CONF_UNREAD, CONF_LINE, CONF_LONG, CONF_UNKNOWN,
	CONF_TWICE, CONF_MISSING, CONF_NUMBER, CONF_YES_NO, CONF_KEY,
	CONF_BASE, CONF_NESTED
};

/* The first fault of a file; nothing here is a value from it. */
struct conf_fault {
	enum conf_why	 why;
	const char	*file;	/* with its folder's name: "conf/kartoteka.conf" */
	int		 line;	/* 0: the whole file */
	const char	*key;	/* one of ours, or NULL */
};

/*
 * What can be used of a file that conf_read() refused, for a page that says
 * so: the rest is as in conf_blank(), and db_name is NULL.  In mem; says
 * nothing on the log.
 */
const struct conf *conf_rest(struct arena *mem, const char *path,
		    struct conf_fault *fault);

/*
 * What a program stands on that nobody has configured yet: every key as if it
 * was not there, db_name and the others that must be NULL.  In mem; path is
 * where the file would be.
 */
struct conf	*conf_blank(struct arena *mem, const char *path);

/*
 * Where the configuration is: env KARTOTEKA_CONFIG, else
 * ../conf/kartoteka.conf from the program's folder if it is there, else
 * /etc/kartoteka/kartoteka.conf.  In mem.
 */
const char	*conf_path(struct arena *mem);

#endif
