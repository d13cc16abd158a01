#ifndef DOCUMENTS_PAYMENT_CODE_H
#define DOCUMENTS_PAYMENT_CODE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The square that a client's banking application reads: a transfer filled in.
 * UAH: format 002 of the National Bank of Ukraine.  EUR: EPC069-12 version
 * 002 of the European Payments Council.
 */

/* A transfer to be asked for. */
struct qr_payment {
	const char	*name;		/* of the payee */
	const char	*iban;		/* blanks are allowed */
	const char	*reg_no;	/* UAH: ЄДРПОУ or РНОКПП, 8 to 10 digits */
	const char	*bic;		/* EUR; may be NULL */
	const char	*currency;	/* "UAH" or "EUR" */
	int64_t		 amount;	/* cents, above 0 */
	const char	*purpose;
};

/*
 * What the code of a payment says.  The payee's name is cut at 70 characters
 * and the purpose at 140, at a word's end; line ends in them become blanks.
 *
 * ERR_INVALID (no code is shown then) if the currency has no format, the
 * IBAN is wrong or, for UAH, not Ukrainian, the amount is not from 0.01 to
 * 999,999,999.99, or the name or, for UAH, the number is missing.
 */
enum err	 qr_payment_text(struct arena *mem, const struct qr_payment *p,
		    const char **text);

/*
 * The IBAN in s without blanks and in capitals, or NULL if its length,
 * letters or check digits are wrong.  Source: ISO 13616, ISO 7064 mod 97-10.
 */
const char	*iban_clean(struct arena *mem, const char *s);

#endif
