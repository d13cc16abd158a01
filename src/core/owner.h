#ifndef CORE_OWNER_H
#define CORE_OWNER_H

#include <stdbool.h>

/*
 * Files that root writes nobody else can read: root goes on, for good, as the
 * owner of the folder they lie in, who is the pages' user.  Anybody else, and
 * root where the folder is root's or not there, stays who he is.  False,
 * logged, if that cannot be done.
 */
bool		 owner_become(const char *dir);

#endif
