#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * One line per event, to stderr or the configured file:
 * "2026-11-21T23:08:48Z pid rid message".  Control characters in the message
 * become "?", so nobody forges a line.
 */

/*
 * Open the log; NULL is stderr.  Falls back to stderr when it cannot.
 */
void	 log_open(const char *path);

/*
 * The request that lines belong to from now on; NULL for none.  Copied.
 */
void	 log_request(const char *rid);

/*
 * Write one line, as by printf(3).
 */
void	 log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same for what is no fault. */
void	 log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
