#ifndef CORE_I18N_H
#define CORE_I18N_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* The languages of the program; English is the source. */
enum lang { LANG_EN, LANG_UK, LANG_RU, LANG_COUNT };

/* Marks a string in a table for translation; t() is called where it is shown. */
#define N_(s)	s

/*
 * Read the catalogues uk.mo and ru.mo from dir once, at start-up, into mem,
 * which must outlive every translation.  ERR_IO (logged) if one is missing or
 * damaged.
 */
enum err	 i18n_load(struct arena *mem, const char *dir);

/*
 * The language that t() and tn() speak from now on.  A worker serves one
 * request at a time; the dispatcher sets it for each.
 */
void		 i18n_set(enum lang lang);

/*
 * The language in force.
 */
enum lang	 i18n_lang(void);

/*
 * "uk", "ru" or "en", as in <html lang>.
 */
const char	*lang_code(enum lang lang);

/*
 * "Українська", "Русский" or "English": a language in its own words.
 */
const char	*lang_name(enum lang lang);

/*
 * The language of a code such as "uk", "uk-UA", "RU"; false if none of ours.
 */
bool		 lang_find(const char *code, enum lang *out);

/*
 * The best of ours for an Accept-Language header (RFC 9110, 12.5.4), or
 * fallback when the header is NULL or names none of them.
 */
enum lang	 lang_accept(const char *header, enum lang fallback);

/*
 * The translation of an English source string, or the string itself.  The
 * result lives as long as the process.
 */
const char	*t(const char *s) __attribute__((format_arg(1)));

/*
 * The form that the number n takes, by the Plural-Forms rule of the catalogue.
 */
const char	*tn(const char *one, const char *many, long n)
		    __attribute__((format_arg(1), format_arg(2)));

/*
 * The translation of s into a given language, whatever is in force: for
 * papers in the client's language and for reading labels in any of ours.
 */
const char	*t_in(enum lang lang, const char *s)
		    __attribute__((format_arg(2)));

#endif
