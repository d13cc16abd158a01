/* fcgi.c: requests from the web server, by FastCGI or plain CGI. */
#include <fcgiapp.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fcgi.h"

#define PIECE	(1024 * 1024)

/* Set by a signal: leave after the request in hand. */
static volatile sig_atomic_t	 leaving;

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

static void
leave(int signum)
{
	(void)signum;
	leaving = 1;
	FCGX_ShutdownPending();
}

/* Not restarted: waiting for a connection must end. */
static void
signals_take(void)
{
	struct sigaction	 sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = leave;
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
}

static void
worker_serve(bool (*answer)(void *, struct wire *), void *arg,
    int max_requests)
{
	struct fcgi_wire	 f = { .wire = { .env = fcgi_env,
				    .read = fcgi_read, .write = fcgi_write } };
	int			 n = 0;

	signals_take();
	if (FCGX_Init() != 0 ||
	    FCGX_InitRequest(&f.rq, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return;
	while (!leaving && FCGX_Accept_r(&f.rq) >= 0) {
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
