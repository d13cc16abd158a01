/* joint_guess.c: columns of other records, by their headers. */
#include <string.h>

#include "mod/transfer/joint.h"

/* Headers, plain, and what they are in sheets of an entity. */
static const struct {
	const char	*entity, *field;
	const char	*plain[10];
} words[] = {
	{ "deal", "organisation.name", { "компанія", "назвакомпанії",
	  "організація", "фірма", "компания", "названиекомпании",
	  "организация", "фирма", "company", "companyname" } },
	{ "deal", "organisation.name", { "organisation", "organization",
	  "контрагент", "firm", "account", "accountname" } },
	{ "deal", "person.name", { "контактнаособа", "контактноелицо", "піб",
	  "фио", "contactperson", "contactname", "person", "імяклієнта",
	  "имяклиента", "fullname" } },
	{ "deal", "organisation.reg_no", { "єдрпоу", "кодєдрпоу", "егрпоу",
	  "едрпоу", "edrpou", "окпо" } },
	{ "deal", "organisation.tax_no", { "іпн", "инн", "taxnumber",
	  "taxno" } },
	{ "deal", "organisation.city", { "місто", "город", "city" } },
	{ "deal", "organisation.website", { "сайт", "website", "вебсайт" } },
	{ "deal", "person.phone", { "телефон", "тел", "мобільний",
	  "мобильный", "phone", "mobile", "номертелефону",
	  "номертелефона", "телефонконтакту" } },
	{ "deal", "person.email", { "пошта", "елпошта", "электроннаяпочта",
	  "електроннапошта", "почта", "email", "mail", "emailaddress",
	  "элпочта", "емейл" } },
	{ "deal", "person.position", { "посада", "должность", "position",
	  "jobtitle" } },
	{ "deal", "line.product", { "товар", "продукт", "product", "item",
	  "назватовару", "названиетовара", "послуга", "услуга",
	  "productname" } },
	{ "deal", "line.quantity", { "кількість", "ксть", "количество",
	  "колво", "quantity", "qty" } },
	{ "deal", "line.price", { "ціна", "цена", "price", "unitprice" } },
	{ "contact", "deal.title", { "угода", "назваугоди", "сделка",
	  "названиесделки", "deal", "dealname", "dealtitle", "opportunity",
	  "темаугоди" } },
	{ "contact", "deal.amount", { "сума", "сумаугоди", "сумма",
	  "суммасделки", "amount", "dealamount", "бюджет", "budget" } },
	{ "contact", "deal.stage", { "етап", "этап", "stage", "етапугоди",
	  "этапсделки", "dealstage" } },
	{ "contact", "line.product", { "товар", "продукт", "product", "item",
	  "послуга", "услуга", "productname" } },
	{ "contact", "line.quantity", { "кількість", "ксть", "количество",
	  "колво", "quantity", "qty" } },
	{ "contact", "line.price", { "ціна", "цена", "price", "unitprice" } },
	{ "contact", "organisation.name", { "назвакомпанії",
	  "названиекомпании", "назваорганізації", "названиеорганизации" } },
	{ "contact", "organisation.phone", { "телефонкомпанії",
	  "телефонкомпании", "companyphone" } },
	{ "contact", "organisation.website", { "сайткомпанії",
	  "сайткомпании", "companywebsite" } },
};

/* What a header may stand for, or NULL. */
static const char *
by_word(const struct entity *e, const char *plain)
{
	bool	 named;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (size_t k = 0; k < 10 && words[i].plain[k] != NULL; k++)
			if (strcmp(words[i].entity, e->name) == 0 &&
			    strcmp(words[i].plain[k], plain) == 0 &&
			    plan_field(e, words[i].field, &named) != NULL)
				return words[i].field;
	return NULL;
}

/* The column that names the part which a field belongs to. */
static bool
part_is_named(const struct entity *e, const struct column *out, size_t n,
    const char *name)
{
	const char			*field;
	const struct joint_kind		*k = joint_find(e, name, &field);

	if (k == NULL || strcmp(k->prefix, "line") == 0)
		return k != NULL && columns_taken(out, n, "line.product");
	for (size_t i = 0; i < n; i++)
		if (out[i].field != NULL &&
		    (strcmp(out[i].field, k->prefix) == 0 ||
		    (joint_find(e, out[i].field, &field) == k &&
		    strcmp(field, entity_find(k->entity)->title) == 0)))
			return true;
	return false;
}

void
joint_guess(struct arena *mem, const struct entity *e,
    const char *const *header, size_t ncols, struct column *out)
{
	bool	 named;

	for (size_t i = 0; i < ncols; i++) {
		const char	*field = plan_field(e, header[i], &named) !=
				    NULL ? header[i] : by_word(e,
				    columns_plain(mem, header[i]));

		if (out[i].field != NULL || field == NULL ||
		    strchr(field, '.') == NULL || columns_taken(out, ncols, field))
			continue;
		out[i].field = field;
		out[i].why = COLUMN_NAMED;
	}
	for (size_t i = 0; i < ncols; i++)
		if (out[i].field != NULL && strchr(out[i].field, '.') &&
		    !part_is_named(e, out, ncols, out[i].field)) {
			out[i].field = NULL;
			out[i].why = COLUMN_UNKNOWN;
		}
}
