#ifndef CORE_CODE_H
#define CORE_CODE_H

#include <stdbool.h>

#include "base/err.h"
#include "core/module.h"
#include "core/request.h"

/*
 * Who may set the program up: whoever can read the folder it was uploaded to.
 * The first visit makes an empty file conf/setup-CODE.txt beside cgi-bin; the
 * code in its name is asked for, and kept in a cookie.  A program without the
 * file (installed by its administrator, or set up already) is not locked.
 */

/*
 * The code, in mem; made when there is none and make says so.  NULL when
 * there is none; ERR_IO when the folder cannot be written.
 */
enum err	 code_find(struct arena *mem, bool make, const char **code);

/*
 * Whether the visitor has the code: in the form's field "code" or the cookie.
 * A right one in the form is kept in the cookie.  True when there is no lock.
 */
bool		 code_given(struct request *rq);

/* The form's field, for crud_fields(). */
extern const struct field code_fields[];

/* Unlock for good: the file goes, with the cookie. */
void		 code_end(struct request *rq);

#endif
