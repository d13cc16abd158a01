/*
 * slow_disk.c: preloaded, it makes a flush to disk take FLUSH_US longer: what
 * a disk that really writes takes, where the host's only promises to.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int
slowly(const char *name, int fd)
{
	int		(*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	const char	*us = getenv("FLUSH_US");

	if (us != NULL)
		usleep((useconds_t)atoi(us));
	return real(fd);
}

int
fsync(int fd)
{
	return slowly("fsync", fd);
}

int
fdatasync(int fd)
{
	return slowly("fdatasync", fd);
}
