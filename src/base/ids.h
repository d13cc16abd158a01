#ifndef BASE_IDS_H
#define BASE_IDS_H

/*
 * Check digits of the numbers firms, people and accounts go by.  Each
 * answers 1 if s can be such a number, 0 if not; NULL cannot.  A number that
 * can be one need not have been given to anybody.
 */

/*
 * Code of a Ukrainian legal person (EDRPOU): 8 digits, the last a check
 * digit by weights, modulo 11.  Source: Ukrainian State Statistics
 * Committee, rules of the EDRPOU register.
 */
int	 edrpou_valid(const char *s);

/*
 * Tax number of a natural person in Ukraine (RNOKPP): 10 digits, the last a
 * check digit by weights -1 5 7 9 4 6 10 5 7, modulo 11, modulo 10.
 * Source: Tax Code of Ukraine, art. 70, and the register's practice.
 */
int	 rnokpp_valid(const char *s);

/*
 * Number of a Ukrainian VAT payer (IPN): 12 digits of a legal person, by
 * shape, or the RNOKPP of a natural one.
 */
int	 ua_vat_valid(const char *s);

/*
 * International bank account number: spaces are ignored, letters of either
 * case; length by country (29 in Ukraine), check digits modulo 97.
 * Source: ISO 13616, SWIFT IBAN registry; ISO 7064, MOD 97-10.
 */
int	 iban_valid(const char *s);

/*
 * VAT number of a payer in the European Union or Northern Ireland, with its
 * country prefix, capitals only: "DE123456789", "EL123456789".  Shape only.
 * Source: European Commission, VIES, structure of VAT numbers.
 */
int	 eu_vat_valid(const char *s);

#endif
