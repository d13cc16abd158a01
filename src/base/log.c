/* log.c: one line per event, whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define LINE_MAX_BYTES	4000	/* a pipe takes up to 4,096 in one piece */

static int	 log_fd = STDERR_FILENO;
static char	 log_rid[32] = "-";

void
log_open(const char *path)
{
	int	 fd;

	if (path == NULL)
		return;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0) {
		log_error("log: cannot open %s: %s", path, strerror(errno));
		return;
	}
	if (log_fd != STDERR_FILENO)
		close(log_fd);
	log_fd = fd;
}

void
log_request(const char *rid)
{
	snprintf(log_rid, sizeof(log_rid), "%s", rid == NULL ? "-" : rid);
}

static void	 line_write(const char *fmt, va_list ap)
		    __attribute__((format(printf, 1, 0)));

/* One write, so that lines of several processes do not mix. */
static void __attribute__((format(printf, 1, 0)))
line_write(const char *fmt, va_list ap)
{
	char		 line[LINE_MAX_BYTES];
	struct tm	 tm;
	time_t		 now = time(NULL);
	size_t		 i, n, head;
	ssize_t		 done;

	gmtime_r(&now, &tm);
	n = strftime(line, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
	head = n + (size_t)snprintf(line + n, 80, " %ld %s ",
	    (long)getpid(), log_rid);
	vsnprintf(line + head, sizeof(line) - head - 1, fmt, ap);
	n = head + strlen(line + head);
	for (i = head; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f ||
		    memcmp(line + i, "\xe2\x80\xa8", n - i < 3 ? n - i : 3) == 0 ||
		    memcmp(line + i, "\xe2\x80\xa9", n - i < 3 ? n - i : 3) == 0)
			line[i] = '?';	/* U+2028 and 2029 end lines too */
	line[n++] = '\n';
	do
		done = write(log_fd, line, n);
	while (done < 0 && errno == EINTR);
}

void
log_error(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	line_write(fmt, ap);
	va_end(ap);
}

void
log_info(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	line_write(fmt, ap);
	va_end(ap);
}
