/* owner.c: root's tool goes on as the user whose files it writes. */
#define _DEFAULT_SOURCE		/* setgroups() */
#include <sys/stat.h>
#include <sys/types.h>
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "core/owner.h"

bool
owner_become(const char *dir)
{
	struct stat	 st;

	if (geteuid() != 0 || stat(dir, &st) != 0 || st.st_uid == 0)
		return true;
	if (setgroups(0, NULL) == 0 && setgid(st.st_gid) == 0 &&
	    setuid(st.st_uid) == 0)
		return true;
	log_error("cannot go on as the owner of %s: %s", dir,
	    strerror(errno));
	return false;
}
