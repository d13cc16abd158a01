#ifndef CORE_BACKUP_H
#define CORE_BACKUP_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Everything a firm has in one ZIP archive, and back.
 *
 *	backup.txt			"kartoteka backup 1", then the steps of the
 *					migrations that made the tables
 *	table/contact/000001.tsv	names of the columns, then rows: TAB
 *					between cells, \N for NULL, \t \n \r \0
 *					\\ for these bytes, hex for binary
 *	file/import/...			the folders of the data folder
 *	SHA256SUMS			of all of them, as sha256sum -c reads it
 *
 * Left out are the sign-ins, the failed ones too, who looked for work (jobs to
 * be done are kept), the search index, which follows from the records and is
 * made anew, the folder of temporary files, and the configuration with its
 * secret key: keep that beside it.  Tables of others in the same database are
 * not touched.
 */

/* What was written or read. */
struct backup_sum {
	int64_t	 tables;
	int64_t	 rows;
	int64_t	 files;
};

/*
 * Write the archive: rows as they were at one moment, then the files as they
 * are; one that goes meanwhile is left out.  Nobody waits for it.
 * Memory: a few MB, and 200 bytes a thousand rows.  Outside any transaction.
 *
 * put  receives its bytes in order; an error from it ends the backup
 *
 * ERR_DB, ERR_IO, or what put returned.
 */
enum err	 backup_write(struct work *w,
		    enum err (*put)(void *arg, const void *data, size_t n),
		    void *arg, struct backup_sum *sum);

/*
 * Bring a base that holds nothing to what the archive holds, compare
 * every row and file with it, then run the migrations that are newer than it.
 * The data folder may hold files: those of the archive's names are written
 * over, others stay.  After a failure the base is empty again and the files
 * are as before, but for those written over when only the last commit failed.
 * Outside any transaction.
 *
 * Nobody else changes the base meanwhile (core/migrate.h), and there is no firm
 * in it before all has been compared.
 *
 * ERR_CONFLICT  the base holds records, or somebody else is at it
 * ERR_INVALID   it is no backup, is damaged, or a newer version made it
 * ERR_DB, ERR_IO
 *
 * All but the last two come with words: work_problem(w, 0, NULL).
 *
 * archive  open for reading, closed here or with w->mem
 */
enum err	 backup_restore(struct work *w, FILE *archive,
		    struct backup_sum *sum);

#endif
