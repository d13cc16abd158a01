#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/*
 * What the targets of libFuzzer share.  A target is one .c file with
 * LLVMFuzzerTestOneInput(); its seeds lie in corpus/NAME/, among them every
 * input that broke it once.
 */
int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of every input; ends the run otherwise. */
#define must(fact, sentence)						\
	do {								\
		if (!(fact)) {						\
			fprintf(stderr, "not so: %s\n", sentence);	\
			abort();					\
		}							\
	} while (0)

/* The input as a text: what stands before its first NUL. */
static inline char *
fuzz_text(struct arena *mem, const uint8_t *data, size_t size)
{
	char	*s = arena_alloc(mem, size + 1);

	if (size > 0)
		memcpy(s, data, size);
	return s;
}

/*
 * A file with these bytes that lives in memory alone; its path, the same for
 * all calls.
 */
const char	*fuzz_file(const uint8_t *data, size_t size);

#endif
