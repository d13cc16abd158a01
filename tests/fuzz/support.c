/* support.c: what the targets link besides the program. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/fuzz/fuzz.h"

int	 LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_open("/dev/null");
	return 0;
}

const char *
fuzz_file(const uint8_t *data, size_t size)
{
	static char	 path[40];
	static int	 fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	must(fd >= 0 && ftruncate(fd, 0) == 0 &&
	    pwrite(fd, data, size, 0) == (ssize_t)size, "a file is made");
	return path;
}

/*
 * The arena with an allocation of its own for each piece, so that a byte read
 * beside one is seen.
 */
struct piece {
	struct piece	*next;
	void		*bytes;
	void		(*fn)(void *);
	void		*arg;
};

struct arena {
	struct piece	*pieces;
};

static struct piece *
piece_add(struct arena *a)
{
	struct piece	*p = calloc(1, sizeof(*p));

	must(p != NULL, "there is memory");
	p->next = a->pieces;
	a->pieces = p;
	return p;
}

struct arena *
arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct piece	*p = piece_add(a);

	p->bytes = calloc(1, size);
	must(p->bytes != NULL, "there is memory for what is asked");
	return p->bytes;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	size_t	 n = s != NULL ? strlen(s) + 1 : 0;

	return s != NULL ? memcpy(arena_alloc(a, n), s, n) : NULL;
}

char *
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list	 ap;
	char	*s;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	must(n >= 0, "a text is formatted");
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct piece	*p = piece_add(a);

	p->fn = fn;
	p->arg = arg;
}

void
arena_reset(struct arena *a)
{
	struct piece	*p, *next;

	for (p = a->pieces; p != NULL; p = p->next)
		if (p->fn != NULL)
			p->fn(p->arg);
	for (p = a->pieces; p != NULL; p = next) {
		next = p->next;
		free(p->bytes);
		free(p);
	}
	a->pieces = NULL;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	free(a);
}
