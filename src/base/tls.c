/* tls.c: one request to a web server, plain or over TLS. */
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/str.h"
#include "base/tls.h"

#define WAIT_S	4

/* No read or write of the connection waits for ever. */
static void
hurry(BIO *b)
{
	struct timeval	 limit = { .tv_sec = WAIT_S };
	int		 fd = -1;

	BIO_get_fd(b, &fd);
	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

/* A connection under TLS over the plain one. */
static BIO *
secured(BIO *plain, SSL_CTX *ctx, const char *host)
{
	char	 name[256];
	BIO	*b = BIO_new_ssl(ctx, 1);
	SSL	*ssl = NULL;
	size_t	 n = strcspn(host, ":");

	if (b == NULL)
		return plain;
	BIO_get_ssl(b, &ssl);
	if (ssl != NULL && n < sizeof(name)) {
		memcpy(name, host, n);
		name[n] = '\0';
		SSL_set_tlsext_host_name(ssl, name);
	}
	return BIO_push(b, plain);
}

static enum err
ask(struct arena *mem, BIO *b, const char *host, const char *path, size_t max,
    const char **out)
{
	const char	*text;
	char		*buf = arena_alloc(mem, max + 1);
	size_t		 n = 0;
	int		 k;

	text = arena_fmt(mem, "GET %s HTTP/1.0\r\nHost: %s\r\n"
	    "Connection: close\r\n\r\n", path, host);
	if (BIO_write(b, text, (int)strlen(text)) != (int)strlen(text))
		return ERR_IO;
	while (n < max && (k = BIO_read(b, buf + n, (int)(max - n))) > 0)
		n += (size_t)k;
	if (n == 0)
		return ERR_IO;
	*out = buf;
	return OK;
}

enum err
tls_get(struct arena *mem, const char *addr, bool secure, const char *host,
    const char *path, size_t max, const char **out)
{
	SSL_CTX		*ctx = secure ? SSL_CTX_new(TLS_client_method()) : NULL;
	BIO		*b = BIO_new_connect(addr);
	enum err	 e = ERR_IO;

	if (b != NULL && (!secure || ctx != NULL)) {
		BIO_set_nbio(b, 1);
		if (BIO_do_connect_retry(b, WAIT_S, 20) == 1) {
			BIO_socket_nbio((int)BIO_get_fd(b, NULL), 0);
			hurry(b);
			if (secure)
				b = secured(b, ctx, host);
			e = ask(mem, b, host, path, max, out);
		}
	}
	BIO_free_all(b);
	SSL_CTX_free(ctx);
	return e;
}
