/* What base/tls promises of a plain connection. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/tls.h"
#include "tests/unit/tap.h"

#define MAX	4096

/* A server in a process of its own, for one visitor. */
struct server {
	const char	*addr;
	int		 listener;
	pid_t		 pid;
};

static struct server
server_make(struct arena *a)
{
	struct server		 s = { 0 };
	struct sockaddr_in	 at = { .sin_family = AF_INET };
	socklen_t		 n = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s.listener = socket(AF_INET, SOCK_STREAM, 0);
	if (s.listener < 0 || bind(s.listener, (struct sockaddr *)&at, n) != 0
	    || listen(s.listener, 1) != 0 ||
	    getsockname(s.listener, (struct sockaddr *)&at, &n) != 0)
		exit(1);
	s.addr = arena_fmt(a, "127.0.0.1:%d", ntohs(at.sin_port));
	return s;
}

/* Answer with text, if the request is the wanted one; NULL: with nothing. */
static void
server_run(struct server *s, const char *want, const char *text)
{
	char	 buf[MAX] = "";
	ssize_t	 got;
	int	 fd;

	s->pid = fork();
	if (s->pid != 0)
		return;
	fd = accept(s->listener, NULL, NULL);
	got = read(fd, buf, sizeof(buf) - 1);
	if (text == NULL)
		pause();
	else if (got > 0 && strcmp(buf, want) == 0)
		while (*text != '\0' && write(fd, text, 1) == 1)
			text++;
	close(fd);
	_exit(0);
}

static void
server_end(struct server *s)
{
	close(s->listener);
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

static void
test_answer(struct arena *a)
{
	static const char	 want[] = "GET /a?b HTTP/1.0\r\n"
				     "Host: shop.example\r\n"
				     "Connection: close\r\n\r\n";
	static const char	 text[] = "HTTP/1.1 200 OK\r\n\r\nkartoteka\n";
	struct server		 s = server_make(a);
	const char		*out = NULL;

	server_run(&s, want, text);
	check(tls_get(a, s.addr, false, "shop.example", "/a?b", MAX, &out) ==
	    OK && str_eq(out, text),
	    "the name and the path are asked for, and the whole answer comes");
	server_end(&s);
	s = server_make(a);
	server_run(&s, want, text);
	check(tls_get(a, s.addr, false, "shop.example", "/a?b", 12, &out) ==
	    OK && str_eq(out, "HTTP/1.1 200"), "or as much as is wanted");
	server_end(&s);
}

static void
test_none(struct arena *a)
{
	struct server	 s = server_make(a);
	const char	*out = NULL;
	time_t		 since = time(NULL);

	server_run(&s, "", "never");
	check(tls_get(a, s.addr, false, "h", "/", MAX, &out) == ERR_IO,
	    "a server that only hangs up is ERR_IO");
	server_end(&s);
	check(tls_get(a, s.addr, false, "h", "/", MAX, &out) == ERR_IO,
	    "so is one that is not there");
	s = server_make(a);
	server_run(&s, "", "no handshake");
	check(tls_get(a, s.addr, true, "h", "/", MAX, &out) == ERR_IO,
	    "so is one that knows no TLS");
	server_end(&s);
	s = server_make(a);
	server_run(&s, "", NULL);
	check(tls_get(a, s.addr, false, "h", "/", MAX, &out) == ERR_IO &&
	    time(NULL) - since < 20, "one that is silent is not waited for");
	server_end(&s);
	check(out == NULL, "and there is no answer then");
}

int
main(void)
{
	struct arena	*a = arena_new();

	signal(SIGPIPE, SIG_IGN);
	test_answer(a);
	test_none(a);
	arena_free(a);
	return done();
}
