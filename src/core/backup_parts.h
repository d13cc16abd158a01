#ifndef CORE_BACKUP_PARTS_H
#define CORE_BACKUP_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/unzip.h"
#include "core/backup.h"
#include "core/db.h"

/*
 * What backup.c, backup_rows.c and the restore*.c share; nobody else includes
 * it.
 */

#define BACKUP_MARK	"kartoteka backup 1"
#define BACKUP_NOTE	"backup.txt"
#define BACKUP_SUMS	"SHA256SUMS"
#define BACKUP_FILE_BYTES	(4ull << 30)	/* one file may have */

enum cell_kind { CELL_INT, CELL_TEXT, CELL_BYTES };

struct backup_column {
	const char	*name;
	enum cell_kind	 kind;
};

/* A table that is kept; columns the database computes are not among its. */
struct backup_table {
	const char			*name;
	const struct backup_column	*cols;
	size_t				 ncols;
	size_t				*keys;	/* columns of the primary key */
	size_t				 nkeys;
	bool				 large;	/* has texts over 64 KB */
};

/*
 * Our tables that are there, by name: those our migrations make, without
 * sign-ins and the list of steps.  ERR_DB, ERR_IO.
 */
enum err	 backup_tables(struct work *w, const struct backup_table **out,
		    size_t *n);

/*
 * The table called name, or NULL.
 */
const struct backup_table *backup_table_find(const struct backup_table *list,
		    size_t n, const char *name);

/*
 * Whether a table has no row.  ERR_DB.
 */
enum err	 backup_table_empty(struct db *db, struct arena *mem,
		    const char *name, bool *empty);

/*
 * Drop a table if it is there.  ERR_DB.
 */
enum err	 backup_table_drop(struct db *db, struct arena *mem,
		    const char *name);

/*
 * The next rows of a table behind those of *rows, which *rows becomes; NULL
 * at first.  ERR_DB.
 */
enum err	 backup_rows_next(struct db *db, struct arena *mem,
		    const struct backup_table *t, struct db_rows **rows);

/*
 * Whether rows that backup_rows_next() gave are the last.
 */
bool		 backup_rows_last(const struct backup_table *t,
		    const struct db_rows *rows);

/*
 * The text of a part: names of the columns and rows.
 */
void		 backup_rows_text(struct str *out,
		    const struct backup_table *t, const struct db_rows *rows);

/*
 * Insert the rows of a part into its table; the text is changed.  A statement
 * has 256 KB, or one row.  ERR_INVALID for what is not the text of a part of
 * this table; ERR_DB.
 */
enum err	 backup_rows_insert(struct db *db, struct arena *mem,
		    const struct backup_table *t, char *text, size_t n,
		    int64_t *rows);

/*
 * The SHA256SUMS that a backup of the base would have now, without its files
 * and without writing one, as the caller's transaction sees it.  Errors as of
 * backup_write().
 */
enum err	 backup_sums(struct work *w, const char **sums,
		    struct backup_sum *sum);

/* Files of an archive on their way into the data folder. */
struct restore_files;

/*
 * None yet; owned by w->mem.
 */
struct restore_files *restore_files_new(struct work *w);

/*
 * Unpack the member f, "file/...", into the folder of temporary files and
 * compare what lies there with the sum that its line of SHA256SUMS begins
 * with.  ERR_INVALID in words if it is another; ERR_IO, or what unzip_read()
 * returned.
 */
enum err	 restore_file_unpack(struct restore_files *fs,
		    struct unzip *zip, const struct unzip_file *f,
		    const char *line);

/*
 * Bring all that was unpacked to its place, over what lies there; *n files.
 * ERR_IO.
 */
enum err	 restore_files_place(struct restore_files *fs, int64_t *n);

/*
 * Take away what was unpacked, and from its place what was brought there
 * without being there before.
 */
void		 restore_files_drop(struct restore_files *fs);

#endif
