#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) under a key of the
 * configuration file, as hex digits: a nonce of 12 bytes, the text, its tag
 * of 16 bytes.
 *
 * about  what the secret belongs to ("second:7"); it opens under the same
 *        words only, so that it cannot be copied to another record
 */

/* n bytes sealed, in mem; 56 digits longer than 2n. */
char		*seal_close(struct arena *mem, const uint8_t key[32],
		    const char *about, const void *data, size_t n);

/*
 * What was sealed, in mem; *n receives its bytes.  ERR_INVALID if it was
 * sealed under another key or other words, or was changed.
 */
enum err	 seal_open(struct arena *mem, const uint8_t key[32],
		    const char *about, const char *sealed,
		    const uint8_t **data, size_t *n);

#endif
