/* code.c: the lock of a program that nobody has set up yet. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/code.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"

#define COOKIE		"kc"
#define CODE_CHARS	12		/* of 5 bits each */
#define CODE_S		(12 * 3600)
#define BEFORE		"setup-"
#define BEHIND		".txt"

const struct field code_fields[] = {
	{ .name = "code", .type = F_TEXT, .max = 40,
	  .label = N_("Set-up code"), .flags = FIELD_REQUIRED, .width = 6,
	  .group = N_("This upload is yours"),
	  .hint = N_("In the folder conf of your upload there is a file "
	  "setup-CODE.txt: type what stands in place of CODE") },
	{ 0 }
};

static const char *
folder(struct arena *mem)
{
	return arena_fmt(mem, "%s/../conf", file_program(mem));
}

static const char *
code_new(struct arena *mem)
{
	uint8_t	 raw[CODE_CHARS];

	crypto_random(raw, sizeof(raw));
	return crypto_readable(mem, raw, sizeof(raw));
}

static enum err
code_make(struct arena *mem, const char **code)
{
	const char	*dir = folder(mem), *path, *made = code_new(mem);
	int		 fd;

	if (mkdir(dir, 0755) != 0 && errno != EEXIST)
		return ERR_IO;
	path = arena_fmt(mem, "%s/" BEFORE "%s" BEHIND, dir, made);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return ERR_IO;
	close(fd);
	*code = made;
	return OK;
}

enum err
code_find(struct arena *mem, bool make, const char **code)
{
	const char		*dir = folder(mem);
	const char *const	*names = NULL;
	size_t			 n;

	*code = NULL;
	if (access(dir, R_OK | X_OK) == 0 &&
	    file_list(mem, dir, BEHIND, &names) != OK)
		return ERR_IO;
	for (; names != NULL && *names != NULL; names++) {
		n = strlen(*names);
		if (str_starts(*names, BEFORE) &&
		    n > strlen(BEFORE BEHIND)) {
			*code = arena_fmt(mem, "%.*s",
			    (int)(n - strlen(BEFORE BEHIND)),
			    *names + strlen(BEFORE));
			return OK;
		}
	}
	return make ? code_make(mem, code) : OK;
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && strlen(a) == strlen(b) &&
	    crypto_same(a, b, strlen(b));
}

bool
code_given(struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*code, *typed = in_raw(rq, "code");

	if (code_find(mem, false, &code) != OK)
		return false;
	if (code == NULL || same(request_cookie(rq, COOKIE), code))
		return true;
	if (typed == NULL || !same(str_trim(mem, typed), code))
		return false;
	reply_cookie(rq, COOKIE, code, CODE_S);
	return true;
}

void
code_end(struct request *rq)
{
	struct arena	*mem = rq->work->mem;
	const char	*code;

	if (code_find(mem, false, &code) != OK || code == NULL)
		return;
	if (unlink(arena_fmt(mem, "%s/" BEFORE "%s" BEHIND, folder(mem),
	    code)) != 0)
		log_error("setup: cannot remove the code's file: %s",
		    strerror(errno));
	reply_cookie(rq, COOKIE, "", 0);
}
