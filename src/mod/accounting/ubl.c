/* ubl.c: writes an invoice or credit note as UBL 2.1 by EN 16931. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"
#include "mod/accounting/codes.h"
#include "mod/accounting/ubl.h"

#define NS		"urn:oasis:names:specification:ubl:schema:xsd:"
#define PRICE_PLACES	10

/* A document on its way out. */
struct ubl {
	struct arena			*mem;
	struct xml			*x;
	const struct ubl_document	*d;
};

/* What EN 16931 wants said about a category without VAT. */
static const struct {
	const char	*category, *code, *text;
} exemptions[] = {
	{ "E",	NULL,		"Exempt from VAT" },
	{ "AE",	"VATEX-EU-AE",	"Reverse charge" },
	{ "K",	"VATEX-EU-IC",	"Intra-community supply" },
	{ "G",	"VATEX-EU-G",	"Export outside the EU" },
	{ "O",	"VATEX-EU-O",	"Not subject to VAT" },
};

/* Countries whose tax numbers, written without it, get their prefix. */
static const char	 vat_countries[] =
    " AT BE BG CY CZ DE DK EE ES FI FR GB HR HU IE IT LT LU LV MT NL NO PL"
    " PT RO SE SI SK CH XI ";

/* An element with text, if there is any. */
static void
leaf(struct ubl *u, const char *name, const char *text)
{
	const char	*s = str_trim(u->mem, text);

	if (*s != '\0')
		xml_leaf(u->x, name, s);
}

static void
leaf_money(struct ubl *u, const char *name, const char *currency,
    int64_t cents)
{
	xml_leaf_attr(u->x, name, "currencyID", currency,
	    decimal_plain(u->mem, cents, 2, 1));
}

static void
leaf_amount(struct ubl *u, const char *name, int64_t cents)
{
	leaf_money(u, name, u->d->currency, cents);
}

static void
leaf_decimal(struct ubl *u, const char *name, int64_t millionths)
{
	xml_leaf(u->x, name, decimal_plain(u->mem, millionths, 6, 0));
}

/* <outer><inner>text</inner></outer>, if there is text. */
static void
leaf_in(struct ubl *u, const char *outer, const char *inner, const char *text)
{
	if (*str_trim(u->mem, text) == '\0')
		return;
	xml_open(u->x, outer);
	leaf(u, inner, text);
	xml_close(u->x);
}

/* Whether VAT numbers may be named: not where VAT is out of scope. */
static bool
has_vat(const struct ubl_document *d)
{
	size_t	 i;

	for (i = 0; i < d->nvat; i++)
		if (strcmp(d->vat[i].tax.category, "O") == 0)
			return false;
	return true;
}

static void
tax_scheme(struct ubl *u)
{
	xml_open(u->x, "cac:TaxScheme");
	xml_leaf(u->x, "cbc:ID", "VAT");
	xml_close(u->x);
}

/* A category, with the exemption of v unless v is NULL. */
static void
tax_category(struct ubl *u, const char *name, const struct ubl_tax *tax,
    const struct ubl_vat *v)
{
	size_t	 i;

	xml_open(u->x, name);
	xml_leaf(u->x, "cbc:ID", tax->category);
	if (strcmp(tax->category, "O") != 0)
		leaf_decimal(u, "cbc:Percent", tax->rate);
	for (i = 0; v != NULL && i < sizeof(exemptions) /
	    sizeof(exemptions[0]); i++) {
		if (strcmp(exemptions[i].category, tax->category) != 0)
			continue;
		leaf(u, "cbc:TaxExemptionReasonCode",
		    v->reason_code != NULL ? v->reason_code :
		    exemptions[i].code);
		leaf(u, "cbc:TaxExemptionReason",
		    v->reason != NULL ? v->reason : exemptions[i].text);
	}
	tax_scheme(u);
	xml_close(u->x);
}

static void
write_address(struct ubl *u, const struct ubl_party *p)
{
	xml_open(u->x, "cac:PostalAddress");
	leaf(u, "cbc:StreetName", p->street);
	leaf(u, "cbc:CityName", p->city);
	leaf(u, "cbc:PostalZone", p->postcode);
	leaf(u, "cbc:CountrySubentity", p->region);
	leaf_in(u, "cac:Country", "cbc:IdentificationCode", p->country);
	xml_close(u->x);
}

static void
write_contact(struct ubl *u, const struct ubl_party *p)
{
	const char	*parts[] = { p->contact, p->phone, p->email };
	size_t		 i;

	for (i = 0; i < 3; i++)
		if (*str_trim(u->mem, parts[i]) != '\0')
			break;
	if (i == 3)
		return;
	xml_open(u->x, "cac:Contact");
	leaf(u, "cbc:Name", p->contact);
	leaf(u, "cbc:Telephone", p->phone);
	leaf(u, "cbc:ElectronicMail", p->email);
	xml_close(u->x);
}

static void
write_party(struct ubl *u, const char *role, const struct ubl_party *p)
{
	const char	*vat_no = has_vat(u->d) ? p->vat_no : NULL;

	xml_open(u->x, role);
	xml_open(u->x, "cac:Party");
	write_address(u, p);
	if (*str_trim(u->mem, vat_no) != '\0') {
		xml_open(u->x, "cac:PartyTaxScheme");
		leaf(u, "cbc:CompanyID", vat_no);
		tax_scheme(u);
		xml_close(u->x);
	}
	xml_open(u->x, "cac:PartyLegalEntity");
	leaf(u, "cbc:RegistrationName", p->name);
	leaf(u, "cbc:CompanyID", p->reg_no);
	xml_close(u->x);
	write_contact(u, p);
	xml_close(u->x);
	xml_close(u->x);
}

/* The document's own facts, above the parties. */
static void
write_head(struct ubl *u)
{
	const struct ubl_document	*d = u->d;
	const char			*type = d->type != NULL ? d->type :
					    d->credit ? "381" : "380";

	xml_leaf(u->x, "cbc:CustomizationID", "urn:cen.eu:en16931:2017");
	leaf(u, "cbc:ID", d->number);
	leaf(u, "cbc:IssueDate", d->issued_on);
	if (d->credit) {
		xml_leaf(u->x, "cbc:CreditNoteTypeCode", type);
	} else {
		leaf(u, "cbc:DueDate", d->due_on);
		xml_leaf(u->x, "cbc:InvoiceTypeCode", type);
	}
	leaf(u, "cbc:Note", d->note);
	leaf(u, "cbc:DocumentCurrencyCode", d->currency);
	leaf(u, "cbc:TaxCurrencyCode", d->vat_currency);
	leaf(u, "cbc:BuyerReference", d->buyer_ref);
	leaf_in(u, "cac:OrderReference", "cbc:ID", d->order_no);
	if (*str_trim(u->mem, d->credited_no) != '\0') {
		xml_open(u->x, "cac:BillingReference");
		xml_open(u->x, "cac:InvoiceDocumentReference");
		leaf(u, "cbc:ID", d->credited_no);
		leaf(u, "cbc:IssueDate", d->credited_on);
		xml_close(u->x);
		xml_close(u->x);
	}
	leaf_in(u, "cac:ContractDocumentReference", "cbc:ID", d->contract_no);
}

static void
write_delivery(struct ubl *u)
{
	const struct ubl_document	*d = u->d;

	if (*str_trim(u->mem, d->delivered_on) == '\0' &&
	    *str_trim(u->mem, d->delivered_to) == '\0')
		return;
	xml_open(u->x, "cac:Delivery");
	leaf(u, "cbc:ActualDeliveryDate", d->delivered_on);
	if (*str_trim(u->mem, d->delivered_to) != '\0') {
		xml_open(u->x, "cac:DeliveryLocation");
		xml_open(u->x, "cac:Address");
		leaf_in(u, "cac:Country", "cbc:IdentificationCode",
		    d->delivered_to);
		xml_close(u->x);
		xml_close(u->x);
	}
	xml_close(u->x);
}

static void
write_payment(struct ubl *u)
{
	const struct ubl_document	*d = u->d;

	if (*str_trim(u->mem, d->means) != '\0') {
		xml_open(u->x, "cac:PaymentMeans");
		leaf(u, "cbc:PaymentMeansCode", d->means);
		if (d->credit)
			leaf(u, "cbc:PaymentDueDate", d->due_on);
		leaf(u, "cbc:PaymentID", d->payment_ref);
		if (*str_trim(u->mem, d->iban) != '\0') {
			xml_open(u->x, "cac:PayeeFinancialAccount");
			leaf(u, "cbc:ID", d->iban);
			leaf(u, "cbc:Name", d->account_name);
			leaf_in(u, "cac:FinancialInstitutionBranch",
			    "cbc:ID", d->bic);
			xml_close(u->x);
		}
		xml_close(u->x);
	}
	leaf_in(u, "cac:PaymentTerms", "cbc:Note", d->terms);
}

/* A discount of base; tax is NULL in a line. */
static void
write_discount(struct ubl *u, int64_t percent, int64_t amount, int64_t base,
    const struct ubl_tax *tax)
{
	if (amount == 0)
		return;
	xml_open(u->x, "cac:AllowanceCharge");
	xml_leaf(u->x, "cbc:ChargeIndicator", "false");
	xml_leaf(u->x, "cbc:AllowanceChargeReasonCode", "95");
	xml_leaf(u->x, "cbc:AllowanceChargeReason", "Discount");
	leaf_decimal(u, "cbc:MultiplierFactorNumeric", percent);
	leaf_amount(u, "cbc:Amount", amount);
	leaf_amount(u, "cbc:BaseAmount", base);
	if (tax != NULL)
		tax_category(u, "cac:TaxCategory", tax, NULL);
	xml_close(u->x);
}

static void
write_vat(struct ubl *u)
{
	const struct ubl_document	*d = u->d;
	const struct ubl_vat		*v;

	xml_open(u->x, "cac:TaxTotal");
	leaf_amount(u, "cbc:TaxAmount", d->vat_sum);
	for (v = d->vat; v < d->vat + d->nvat; v++) {
		xml_open(u->x, "cac:TaxSubtotal");
		leaf_amount(u, "cbc:TaxableAmount", v->taxable);
		leaf_amount(u, "cbc:TaxAmount", v->vat);
		tax_category(u, "cac:TaxCategory", &v->tax, v);
		xml_close(u->x);
	}
	xml_close(u->x);
	if (d->vat_currency == NULL)
		return;
	xml_open(u->x, "cac:TaxTotal");
	leaf_money(u, "cbc:TaxAmount", d->vat_currency, d->vat_there);
	xml_close(u->x);
}

static void
write_totals(struct ubl *u)
{
	const struct ubl_document	*d = u->d;

	xml_open(u->x, "cac:LegalMonetaryTotal");
	leaf_amount(u, "cbc:LineExtensionAmount", d->lines_sum);
	leaf_amount(u, "cbc:TaxExclusiveAmount", d->net);
	leaf_amount(u, "cbc:TaxInclusiveAmount", d->gross);
	if (d->discount != 0)
		leaf_amount(u, "cbc:AllowanceTotalAmount", d->discount);
	if (d->prepaid != 0)
		leaf_amount(u, "cbc:PrepaidAmount", d->prepaid);
	if (d->rounding != 0)
		leaf_amount(u, "cbc:PayableRoundingAmount", d->rounding);
	leaf_amount(u, "cbc:PayableAmount", d->payable);
	xml_close(u->x);
}

/* Whether quantity x price, of that many decimals, makes base to the cent. */
static bool
price_fits(int64_t quantity, int64_t price, int places, int64_t base)
{
	int64_t	 got = 0;

	return decimal_muldiv(quantity, price, decimal_power(places + 4),
	    &got) == OK && got == base;
}

/*
 * The net price BT-146, which times the quantity must give the line to the
 * cent: the price as typed; where that has VAT inside, the shortest decimal
 * that does; where there is none, the whole line as price of its quantity.
 */
static void
write_price(struct ubl *u, const struct ubl_line *l)
{
	const char	*price = decimal_plain(u->mem, l->price, 6, 0);
	bool		 whole = false;
	int64_t		 p = 0;
	int		 places;

	if (l->quantity != 0 && ((u->d->prices_with_vat && l->tax.rate > 0) ||
	    !price_fits(l->quantity, l->price, 6, l->base))) {
		for (places = 2; places <= PRICE_PLACES; places += 2)
			if (decimal_muldiv(l->base,
			    decimal_power(places + 4), l->quantity, &p) == OK &&
			    price_fits(l->quantity, p, places, l->base))
				break;
		whole = places > PRICE_PLACES;
		price = whole ? decimal_plain(u->mem, l->base < 0 ?
		    -l->base : l->base, 2, 1) :
		    decimal_plain(u->mem, p, places, 0);
	}
	xml_open(u->x, "cac:Price");
	xml_leaf_attr(u->x, "cbc:PriceAmount", "currencyID", u->d->currency,
	    price);
	if (whole)
		xml_leaf_attr(u->x, "cbc:BaseQuantity", "unitCode", l->unit,
		    decimal_plain(u->mem, l->quantity < 0 ? -l->quantity :
		    l->quantity, 6, 0));
	xml_close(u->x);
}

static void
write_item(struct ubl *u, const struct ubl_line *l)
{
	const char	*gtin = str_trim(u->mem, l->gtin);
	const char	*hs = str_trim(u->mem, l->hs);

	xml_open(u->x, "cac:Item");
	leaf(u, "cbc:Description", l->description);
	leaf(u, "cbc:Name", l->name);
	leaf_in(u, "cac:SellersItemIdentification", "cbc:ID", l->code);
	if (*gtin != '\0') {
		xml_open(u->x, "cac:StandardItemIdentification");
		xml_leaf_attr(u->x, "cbc:ID", "schemeID", "0160", gtin);
		xml_close(u->x);
	}
	if (*hs != '\0') {
		xml_open(u->x, "cac:CommodityClassification");
		xml_leaf_attr(u->x, "cbc:ItemClassificationCode", "listID",
		    "HS", hs);
		xml_close(u->x);
	}
	tax_category(u, "cac:ClassifiedTaxCategory", &l->tax, NULL);
	xml_close(u->x);
}

static void
write_line(struct ubl *u, size_t i)
{
	const struct ubl_line	*l = &u->d->lines[i];
	bool			 credit = u->d->credit;

	xml_open(u->x, credit ? "cac:CreditNoteLine" : "cac:InvoiceLine");
	xml_leaf(u->x, "cbc:ID", arena_fmt(u->mem, "%zu", i + 1));
	xml_leaf_attr(u->x, credit ? "cbc:CreditedQuantity" :
	    "cbc:InvoicedQuantity", "unitCode", l->unit,
	    decimal_plain(u->mem, l->quantity, 6, 0));
	leaf_amount(u, "cbc:LineExtensionAmount", l->net);
	write_discount(u, l->discount_percent, l->discount, l->base, NULL);
	write_item(u, l);
	write_price(u, l);
	xml_close(u->x);
}

enum err
ubl_write(struct arena *mem, struct xml *x, const struct ubl_document *d)
{
	struct ubl	 u = { .mem = mem, .x = x, .d = d };
	size_t		 i;

	xml_open(x, d->credit ? "CreditNote" : "Invoice");
	xml_attr(x, "xmlns", d->credit ? NS "CreditNote-2" : NS "Invoice-2");
	xml_attr(x, "xmlns:cac", NS "CommonAggregateComponents-2");
	xml_attr(x, "xmlns:cbc", NS "CommonBasicComponents-2");
	write_head(&u);
	write_party(&u, "cac:AccountingSupplierParty", &d->seller);
	write_party(&u, "cac:AccountingCustomerParty", &d->buyer);
	write_delivery(&u);
	write_payment(&u);
	for (i = 0; i < d->nvat; i++)
		write_discount(&u, d->discount_percent, d->vat[i].discount,
		    d->vat[i].lines, &d->vat[i].tax);
	write_vat(&u);
	write_totals(&u);
	for (i = 0; i < d->nlines; i++)
		write_line(&u, i);
	xml_close(x);
	return xml_end(x);
}

/* Letters and digits of s, in capitals. */
static char *
bare_number(struct arena *mem, const char *s)
{
	char	*out = arena_alloc(mem, strlen(s) + 1), *to = out;

	for (; *s != '\0'; s++) {
		unsigned char	 c = (unsigned char)*s;

		if (strchr(" .-/", *s) != NULL)
			continue;
		if (c >= 0x80 || !isalnum(c))
			return NULL;
		*to++ = (char)toupper(c);
	}
	return out;
}

const char *
ubl_vat_id(struct arena *mem, const char *country, const char *tax_no,
    bool payer)
{
	const char	*no = bare_number(mem, str_trim(mem, tax_no));
	char		 prefix[5] = " XX ";
	size_t		 n;

	if (no == NULL || (n = strlen(no)) < 3)
		return NULL;
	memcpy(prefix + 1, no, 2);
	if (isalpha((unsigned char)no[0]) && isalpha((unsigned char)no[1])) {
		prefix[3] = '\0';
		if (code_is_country(prefix + 1) || str_starts(no, "EL"))
			return no;
		prefix[3] = ' ';
	}
	if (!code_is_country(country))
		return NULL;
	memcpy(prefix + 1, country, 2);
	if (str_eq(country, "GR"))
		return arena_fmt(mem, "EL%s", no);
	if (payer || strstr(vat_countries, prefix) != NULL ||
	    (str_eq(country, "UA") && n == 12 &&
	    strspn(no, "0123456789") == n))
		return arena_fmt(mem, "%s%s", country, no);
	return NULL;
}
