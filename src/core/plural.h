#ifndef CORE_PLURAL_H
#define CORE_PLURAL_H

/*
 * Which form of a word goes with the number n.
 *
 * expr    an expression of C in n as it stands behind "plural=" of a
 *         catalogue: ?: || && == != < > <= >= + - * / % ! ( ) n and numbers;
 *         ends at ';' or the end of the line
 * n       the number
 * nforms  how many forms there are
 *
 * The form's index; 0 when it is none of nforms, nforms when expr is no such
 * expression.  Source: GNU gettext manual, "Additional gettext functions for
 * plural forms".
 *
 *	plural_form("n != 1", 5, 2) is 1
 */
unsigned long	 plural_form(const char *expr, unsigned long n,
		    unsigned long nforms);

#endif
