#ifndef CORE_URL_H
#define CORE_URL_H

#include "base/arena.h"
#include "base/conf.h"

/*
 * Addresses of our pages and static files, wherever the program lives.
 */

/*
 * Where that is.  share_dir/assets, if there, has a line "/css/k.css HASH" for
 * every static file.  May be called again; conf must outlive all that follows.
 */
void		 url_init(const struct conf *conf);

/*
 * The address of one of our paths: the base before it, and without rewriting
 * the program too, upload.cgi for what is below /import/, where forms hold
 * files.  A static file has no program before it but ?v=HASH behind.
 * "#" for what is no path of ours: without / at the beginning, or one that a
 * browser takes for another host.
 */
const char	*url_for(struct arena *mem, const char *path);

/*
 * Text for a segment of a path or a value of a query: all but A-Z a-z 0-9
 * - _ . ~ becomes %XX.
 */
const char	*url_escape(struct arena *mem, const char *text);

/*
 * The same to out, which has room for 3 * strlen(text) + 1 bytes.
 */
void		 url_escape_to(char *out, const char *text);

/* An address in pieces that follow each other; none is NULL. */
struct url {
	const char	*base, *program, *path, *mark, *hash;
};

/*
 * url_for() in pieces, which live as long as path and conf, and until
 * url_init() is called again.
 */
struct url	 url_parts(const char *path);

#endif
