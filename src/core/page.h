#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include <stdint.h>

#include "core/request.h"
#include "core/route.h"

/*
 * Put what page.cst shows on every page into rq->page: menus, the user, the
 * words of a note, tokens, and what the page has cost so far.
 *
 * since_us  when the request came, by page_clock_us()
 */
void	 page_fill(struct request *rq, const struct routes *routes,
	    int64_t since_us);

/*
 * A clock that never goes back, in microseconds.
 */
int64_t	 page_clock_us(void);

/*
 * Memory of this process that is in use, in KiB; 0 if unknown.
 */
long	 page_memory_kib(void);

#endif
