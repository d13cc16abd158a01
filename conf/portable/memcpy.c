/*
 * memcpy.c: memcpy() of the portable program.  A page is made of a hundred
 * thousand short copies, and the string instruction that musl uses for each
 * takes longer to begin than they take; a third of the time to render went
 * there.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LONG	2048	/* from here on the processor's own way is the best */

/* 16 bytes at any address. */
struct piece {
	uint64_t	 a, b;
} __attribute__((packed, may_alias));

static inline void
put(char *to, const char *from)
{
	struct piece	 p = *(const struct piece *)(const void *)from;

	*(struct piece *)(void *)to = p;
}

/* Less than 16: two copies of the same width, that may overlap. */
static inline void
put_short(char *to, const char *from, size_t n)
{
#define TWICE(type) do {						\
		type	 a, b;						\
									\
		__builtin_memcpy(&a, from, sizeof(a));			\
		__builtin_memcpy(&b, from + n - sizeof(b), sizeof(b));	\
		__builtin_memcpy(to, &a, sizeof(a));			\
		__builtin_memcpy(to + n - sizeof(b), &b, sizeof(b));	\
	} while (0)
	if (n >= 8)
		TWICE(uint64_t);
	else if (n >= 4)
		TWICE(uint32_t);
	else if (n >= 2)
		TWICE(uint16_t);
	else if (n == 1)
		*to = *from;
#undef TWICE
}

void *
memcpy(void *restrict out, const void *restrict in, size_t n)
{
	char		*to = out;
	const char	*from = in;
	struct piece	 last;
	size_t		 i;

	if (n < sizeof(struct piece)) {
		put_short(to, from, n);
		return out;
	}
#ifdef __x86_64__
	if (n >= LONG) {
		__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n)
		    : : "memory");
		return out;
	}
#endif
	last = *(const struct piece *)(const void *)(from + n - sizeof(last));
	for (i = 0; i + sizeof(last) < n; i += sizeof(last))
		put(to + i, from + i);
	*(struct piece *)(void *)(to + n - sizeof(last)) = last;
	return out;
}

/* musl's memmove() goes on here for whatever may be copied forwards. */
void	*__memcpy_fwd(void *restrict out, const void *restrict in,
	    size_t n) __attribute__((alias("memcpy")));
