#ifndef ACCOUNTING_UBL_H
#define ACCOUNTING_UBL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/xml.h"

/*
 * An invoice or credit note as UBL 2.1 by EN 16931 (CustomizationID
 * urn:cen.eu:en16931:2017).  BT and BR numbers are that standard's.
 *
 * Amounts are cents, quantities, prices and percentages millionths, dates
 * "2026-11-21".  A text that is NULL or blank is not there.
 */

struct ubl_tax {
	const char	*category;	/* S Z E AE K G O */
	int64_t		 rate;		/* percent; 0 unless S */
};

struct ubl_party {
	const char	*name;		/* BT-27, BT-44 */
	const char	*reg_no;	/* BT-30, BT-47: register number */
	const char	*vat_no;	/* BT-31, BT-48: as ubl_vat_id() gives it */
	const char	*street, *city, *postcode, *region;
	const char	*country;	/* BT-40, BT-55: ISO 3166-1 alpha-2 */
	const char	*contact, *phone, *email;
};

struct ubl_line {
	const char	*name;		/* BT-153 */
	const char	*description;	/* BT-154 */
	const char	*code;		/* BT-155: the seller's */
	const char	*gtin;		/* BT-157 */
	const char	*hs;		/* BT-158, list HS: УКТЗЕД */
	const char	*unit;		/* BT-130: UN/ECE Rec 20, 21 */
	int64_t		 quantity;	/* BT-129 */
	int64_t		 price;		/* as typed, with VAT if the document's
					   prices are */
	int64_t		 discount_percent; /* BT-138 */
	int64_t		 base;		/* BT-137: net before discount */
	int64_t		 discount;	/* BT-136 */
	int64_t		 net;		/* BT-131 = base - discount */
	struct ubl_tax	 tax;		/* BT-151, BT-152 */
};

struct ubl_vat {
	struct ubl_tax	 tax;		/* BT-118, BT-119 */
	int64_t		 lines;		/* sum of BT-131 */
	int64_t		 discount;	/* BT-92, with base lines */
	int64_t		 taxable;	/* BT-116 = lines - discount */
	int64_t		 vat;		/* BT-117 */
	const char	*reason;	/* BT-120; NULL: the usual words */
	const char	*reason_code;	/* BT-121; NULL: the usual code */
};

struct ubl_document {
	bool		 credit;	/* a credit note; amounts positive */
	const char	*number;	/* BT-1, with its series */
	const char	*type;		/* BT-3: UNCL 1001; NULL: 380 or 381 */
	const char	*issued_on;	/* BT-2 */
	const char	*due_on;	/* BT-9 */
	const char	*currency;	/* BT-5 */
	const char	*vat_currency;	/* BT-6; NULL: none besides */
	int64_t		 vat_there;	/* BT-111: BT-110 in vat_currency */
	const char	*note;		/* BT-22 */
	const char	*buyer_ref;	/* BT-10 */
	const char	*order_no;	/* BT-13 */
	const char	*contract_no;	/* BT-12 */
	const char	*credited_no;	/* BT-25: the invoice it corrects */
	const char	*credited_on;	/* BT-26 */
	const char	*terms;		/* BT-20 */
	const char	*delivered_on;	/* BT-72 */
	const char	*delivered_to;	/* BT-80: country */
	struct ubl_party seller, buyer;
	const char	*means;		/* BT-81: UNCL 4461; NULL: none said */
	const char	*iban;		/* BT-84 */
	const char	*account_name;	/* BT-85 */
	const char	*bic;		/* BT-86: BIC, or МФО */
	const char	*payment_ref;	/* BT-83 */
	bool		 prices_with_vat;
	int64_t		 discount_percent; /* BT-94 */
	const struct ubl_line *lines;
	size_t		 nlines;
	const struct ubl_vat *vat;
	size_t		 nvat;
	int64_t		 lines_sum;	/* BT-106 */
	int64_t		 discount;	/* BT-107 */
	int64_t		 net;		/* BT-109 */
	int64_t		 vat_sum;	/* BT-110 */
	int64_t		 gross;		/* BT-112 */
	int64_t		 prepaid;	/* BT-113 */
	int64_t		 rounding;	/* BT-114 */
	int64_t		 payable;	/* BT-115 */
};

/* Why a document cannot be written. */
struct ubl_problem {
	struct ubl_problem	*next;
	const char		*field;	/* "buyer.country", "line.2.unit" */
	const char		*text;	/* in the language in force */
};

/*
 * What keeps d from being a valid EN 16931 document, in the order of the
 * document; NULL if nothing.  Checked are the rules a business document can
 * break: what must be there, code lists, VAT categories and the VAT numbers
 * they ask for, and that the amounts add up.
 */
const struct ubl_problem *ubl_check(struct arena *mem,
		    const struct ubl_document *d);

/*
 * Write d.  The bytes depend on d alone; no time of export is inside.  VAT
 * numbers are left out where the category is O, as BR-O-02 to -04 demand.
 * d must be free of problems.  Returns xml_end() of x.
 */
enum err	 ubl_write(struct arena *mem, struct xml *x,
		    const struct ubl_document *d);

/*
 * The VAT identifier (BT-31, BT-48) in a tax number as people write it:
 * blanks, dots and dashes vanish, letters become capitals, and the country's
 * prefix is added where the country has VAT numbers of that form: every
 * member of the EU, GB, NO, CH; UA for the 12 digits of an ІПН.  NULL if the
 * number is none.
 *
 * payer  the party is known to be a VAT payer: any number gets the prefix
 *
 *	"UA", "1078 7912 6540" is "UA107879126540"; "GR", "123" is "EL123"
 */
const char	*ubl_vat_id(struct arena *mem, const char *country,
		    const char *tax_no, bool payer);

#endif
