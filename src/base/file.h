#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The whole file at path, at most max bytes of it.
 *
 * data  its bytes in mem, with a NUL behind them
 * n     how many, without that NUL
 *
 * A path below PACK_ROOT (base/pack.h) is one of the program's own files.
 *
 * ERR_NOTFOUND if there is none; ERR_TOOBIG if it has more than max bytes;
 * ERR_IO, logged, if it cannot be read.
 */
enum err file_read(struct arena *mem, const char *path, size_t max,
	    char **data, size_t *n);

/*
 * The names in the folder at path that end with suffix, in the order of
 * their bytes; hidden ones are left out.
 *
 * names  in mem, ends with NULL
 *
 * ERR_IO, logged, if it cannot be read.
 */
enum err file_list(struct arena *mem, const char *path, const char *suffix,
	    const char *const **names);

/*
 * The folder that the running program's file lies in, in mem.  Where there is
 * no /proc (an empty chroot) it may be relative to the folder we were started
 * in.
 */
const char *file_program(struct arena *mem);

#endif
