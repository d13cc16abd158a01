#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Writes a ZIP archive front to back, so that it can be sent while it is
 * made: each file is deflated as it comes, its sizes follow it in a data
 * descriptor.  Memory: about 300 KB, and the name and 40 bytes per file.
 *
 * Every file has the time 1980-01-01 00:00 and the mode 0644, so the same
 * files give the same bytes.  Names are UTF-8 and marked so.  An archive of
 * more than 65,535 files or 4 GB gets ZIP64 records; one file of it may
 * have at most 4 GB - 1.  Source: PKWARE APPNOTE 6.3.9, sections 4.3, 4.4.
 *
 * The first error is kept: later calls do nothing and return it.
 */
struct zip;

/*
 * Begin an archive.
 *
 * mem  owns it; arena_reset() releases it also after an error
 * put  receives the bytes in order; an error from it ends the archive
 * arg  handed to put
 */
struct zip	*zip_new(struct arena *mem,
		    enum err (*put)(void *arg, const void *data, size_t n),
		    void *arg);

/*
 * Begin the file called name ("2026/INV-7.xml"); ends the one before.
 * name is at most 65,535 bytes, with "/" between folders.
 */
enum err	 zip_file(struct zip *z, const char *name);

/*
 * n more bytes of the file.  ERR_IO when it grows over 4 GB - 1.
 * Its shape is that of a receiver: xml_new(mem, zip_put, z) works.
 */
enum err	 zip_put(void *z, const void *data, size_t n);

/*
 * End the last file and write the directory.  OK or the first error.
 * An archive without a file is valid.
 */
enum err	 zip_end(struct zip *z);

#endif
