#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

/*
 * Numbers that tell texts apart, the same on every machine: for tables in
 * memory and for what is kept.  Against nobody who chooses the texts
 * (crypto_sha256() is).
 *
 * Source: Fowler, Noll, Vo: FNV-1a.
 */

/*
 * 32 bits of a text.
 */
uint32_t	 hash32(const char *s);

#define HASH64	UINT64_C(0xcbf29ce484222325)	/* of nothing */

/*
 * 64 bits of what h is of, followed by a text; HASH64 begins.
 */
uint64_t	 hash64(uint64_t h, const char *s);

#endif
