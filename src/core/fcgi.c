/* fcgi.c: requests from the web server, by FastCGI or plain CGI. */
#include <sys/signalfd.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fcgi.h"

#define PIECE	(1024 * 1024)

/* ---- FastCGI */

/* A wire and the library's request behind it. */
struct fcgi_wire {
	struct wire	 wire;		/* first: the two are cast */
	FCGX_Request	 rq;
};

static const char *
fcgi_env(struct wire *w, const char *name)
{
	struct fcgi_wire	*f = (struct fcgi_wire *)w;

	return FCGX_GetParam(name, f->rq.envp);
}

static size_t
fcgi_read(struct wire *w, char *buf, size_t n)
{
	struct fcgi_wire	*f = (struct fcgi_wire *)w;
	int			 got;

	n = n < w->left ? n : w->left;
	n = n < PIECE ? n : PIECE;
	got = n > 0 ? FCGX_GetStr(buf, (int)n, f->rq.in) : 0;
	if (got <= 0)
		return 0;
	w->left -= (size_t)got;
	return (size_t)got;
}

static enum err
fcgi_write(struct wire *w, const char *s, size_t n)
{
	struct fcgi_wire	*f = (struct fcgi_wire *)w;
	int			 k;

	for (; n > 0; s += k, n -= (size_t)k) {
		k = n < PIECE ? (int)n : PIECE;
		if (FCGX_PutStr(s, k, f->rq.out) != k)
			return ERR_IO;
	}
	return OK;
}

/*
 * SIGTERM and SIGUSR1 as a descriptor to be read, and no longer delivered: the
 * library takes any read, write or poll that a signal interrupts for the end
 * of the connection.
 */
static int
signals_take(void)
{
	sigset_t	 set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Until there is something to take up; false when it is time to leave. */
static bool
request_await(const FCGX_Request *rq, int signals)
{
	struct pollfd	 p[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = rq->ipcFd >= 0 ? rq->ipcFd : 0, .events = POLLIN },
	};

	while (poll(p, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return p[0].revents == 0;
}

/*
 * Take up a request: 1, or 0 if there is none, -1 when it is time to leave.
 * Of workers that share the socket each is woken, and one gets the connection;
 * so accepting must not block, or the others would not see that they are told.
 */
static int
request_take(FCGX_Request *rq, int signals)
{
	int	 e;

	if (!request_await(rq, signals))
		return -1;
	e = FCGX_Accept_r(rq);
	if (e < 0)
		return e == -EAGAIN ? 0 : -1;
	return 1;
}

static void
worker_serve(bool (*answer)(void *, struct wire *), void *arg,
    int max_requests)
{
	struct fcgi_wire	 f = { .wire = { .env = fcgi_env,
				    .read = fcgi_read, .write = fcgi_write } };
	int			 signals = signals_take(), n = 0, taken;

	if (signals < 0 ||
	    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) != 0 ||
	    FCGX_Init() != 0 || FCGX_InitRequest(&f.rq, 0, 0) != 0)
		return;
	while ((taken = request_take(&f.rq, signals)) >= 0) {
		if (taken == 0)
			continue;
		f.wire.left = 0;
		if (answer(arg, &f.wire))
			FCGX_Finish_r(&f.rq);
		else
			FCGX_Free(&f.rq, 1);	/* the server sees it broken */
		if (max_requests > 0 && ++n >= max_requests)
			break;
	}
	FCGX_Free(&f.rq, 1);
}

/* ---- plain CGI */

static const char *
cgi_env(struct wire *w, const char *name)
{
	(void)w;
	return getenv(name);
}

static size_t
cgi_read(struct wire *w, char *buf, size_t n)
{
	n = fread(buf, 1, n < w->left ? n : w->left, stdin);
	w->left -= n;
	return n;
}

static enum err
cgi_write(struct wire *w, const char *s, size_t n)
{
	(void)w;
	return fwrite(s, 1, n, stdout) == n ? OK : ERR_IO;
}

void
fcgi_serve(bool (*answer)(void *arg, struct wire *), void *arg,
    int max_requests)
{
	struct wire	 cgi = { .env = cgi_env, .read = cgi_read,
				 .write = cgi_write };

	signal(SIGPIPE, SIG_IGN);
	if (!FCGX_IsCGI()) {
		worker_serve(answer, arg, max_requests);
		return;
	}
	answer(arg, &cgi);
	fflush(stdout);
}
