/* columns.c: guesses what the columns of a file are. */
#include <string.h>

#include "base/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/field.h"
#include "core/i18n.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/plan.h"

/* Words of other programs, plain, and fields they may be, best first. */
static const struct {
	const char	*plain;
	const char	*fields[3];
} words[] = {
	{ "назва", { "name", "title" } }, { "найменування", { "name" } },
	{ "повнаназва", { "name" } }, { "піб", { "name" } },
	{ "прізвищеімяпобатькові", { "name" } }, { "клієнт", { "name",
	  "contact" } }, { "контрагент", { "name", "contact" } },
	{ "название", { "name", "title" } }, { "наименование", { "name" } },
	{ "фио", { "name" } }, { "клиент", { "name", "contact" } },
	{ "fullname", { "name" } }, { "displayname", { "name" } },
	{ "customer", { "name", "contact" } },
	{ "client", { "name", "contact" } }, { "покупець", { "contact" } },
	{ "покупатель", { "contact" } }, { "buyer", { "contact" } },
	{ "телефон", { "phone" } }, { "тел", { "phone" } },
	{ "мобільний", { "phone" } }, { "мобільнийтелефон", { "phone" } },
	{ "номертелефону", { "phone" } }, { "мобильный", { "phone" } },
	{ "мобильныйтелефон", { "phone" } }, { "номертелефона", { "phone" } },
	{ "phonenumber", { "phone" } }, { "mobile", { "phone" } },
	{ "mobilephone", { "phone" } }, { "telephone", { "phone" } },
	{ "tel", { "phone" } }, { "cell", { "phone" } },
	{ "пошта", { "email" } }, { "елпошта", { "email" } },
	{ "електроннапошта", { "email" } }, { "почта", { "email" } },
	{ "элпочта", { "email" } }, { "электроннаяпочта", { "email" } },
	{ "имейл", { "email" } }, { "емейл", { "email" } },
	{ "mail", { "email" } }, { "emailaddress", { "email" } },
	{ "організація", { "organisation" } },
	{ "компанія", { "organisation" } }, { "фірма", { "organisation" } },
	{ "місцероботи", { "organisation" } },
	{ "организация", { "organisation" } },
	{ "компания", { "organisation" } }, { "фирма", { "organisation" } },
	{ "местоработы", { "organisation" } },
	{ "company", { "organisation" } },
	{ "companyname", { "organisation" } },
	{ "organization", { "organisation" } },
	{ "employer", { "organisation" } },
	{ "посада", { "position" } }, { "должность", { "position" } },
	{ "jobtitle", { "position" } },
	{ "адреса", { "street" } }, { "вулиця", { "street" } },
	{ "вулицябудинок", { "street" } }, { "адрес", { "street" } },
	{ "улица", { "street" } }, { "улицадом", { "street" } },
	{ "address", { "street" } },
	{ "місто", { "city" } }, { "населенийпункт", { "city" } },
	{ "город", { "city" } }, { "населенныйпункт", { "city" } },
	{ "town", { "city" } },
	{ "область", { "region" } }, { "регіон", { "region" } },
	{ "регион", { "region" } }, { "state", { "region" } },
	{ "індекс", { "postcode" } }, { "поштовийіндекс", { "postcode" } },
	{ "индекс", { "postcode" } }, { "почтовыйиндекс", { "postcode" } },
	{ "zip", { "postcode" } }, { "zipcode", { "postcode" } },
	{ "postalcode", { "postcode" } },
	{ "країна", { "country" } }, { "страна", { "country" } },
	{ "деньнародження", { "birthday" } },
	{ "датанародження", { "birthday" } },
	{ "деньрождения", { "birthday" } },
	{ "датарождения", { "birthday" } },
	{ "dateofbirth", { "birthday" } }, { "birthdate", { "birthday" } },
	{ "єдрпоу", { "reg_no" } }, { "кодєдрпоу", { "reg_no" } },
	{ "егрпоу", { "reg_no" } }, { "едрпоу", { "reg_no" } },
	{ "окпо", { "reg_no" } }, { "edrpou", { "reg_no" } },
	{ "рнокпп", { "tax_no" } }, { "інн", { "tax_no" } },
	{ "ідентифікаційнийкод", { "tax_no" } }, { "инн", { "tax_no" } },
	{ "vatnumber", { "vat_no" } }, { "vatid", { "vat_no" } },
	{ "рахунокiban", { "iban" } }, { "рахунок", { "iban" } },
	{ "розрахунковийрахунок", { "iban" } }, { "счет", { "iban" } },
	{ "расчетныйсчет", { "iban" } },
	{ "сайт", { "website" } }, { "вебсайт", { "website" } },
	{ "site", { "website" } }, { "url", { "website" } },
	{ "web", { "website" } },
	{ "нотатки", { "note" } }, { "примітки", { "note" } },
	{ "примітка", { "note" } }, { "прим", { "note" } },
	{ "коментар", { "note" } }, { "примечание", { "note" } },
	{ "примечания", { "note" } }, { "комментарий", { "note" } },
	{ "заметки", { "note" } }, { "notes", { "note" } },
	{ "comment", { "note" } }, { "comments", { "note" } },
	{ "відповідальний", { "owner" } }, { "менеджер", { "owner" } },
	{ "ответственный", { "owner" } }, { "manager", { "owner" } },
	{ "responsible", { "owner" } }, { "salesrep", { "owner" } },
	{ "артикул", { "code" } }, { "код", { "code" } },
	{ "sku", { "code" } }, { "одвим", { "unit" } },
	{ "одиниця", { "unit" } }, { "едизм", { "unit" } },
	{ "единица", { "unit" } }, { "ціна", { "price" } },
	{ "цена", { "price" } }, { "валюта", { "currency" } },
	{ "кількість", { "quantity" } }, { "ксть", { "quantity" } },
	{ "количество", { "quantity" } }, { "колво", { "quantity" } },
	{ "qty", { "quantity" } }, { "сума", { "amount", "gross" } },
	{ "сумма", { "amount", "gross" } }, { "total", { "gross", "amount" } },
	{ "етап", { "stage" } }, { "этап", { "stage" } },
	{ "логін", { "login" } }, { "логин", { "login" } },
	{ "роль", { "role" } }, { "товар", { "product", "name" } }
};

/* Headers of parts of a name. */
static const char *const name_parts[] = {
	"прізвище", "імя", "побатькові", "фамилия", "имя", "отчество",
	"lastname", "surname", "familyname", "firstname", "givenname",
	"forename", "middlename", "patronymic", NULL
};

const char *
columns_plain(struct arena *mem, const char *header)
{
	const char	*s = utf8_fold(mem, header);
	struct str	 out;
	char		 c[4];

	str_init(&out, mem);
	str_add(&out, "");
	while (*s != '\0') {
		uint32_t	 u = utf8_next(&s);

		if ((u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') ||
		    (u > 0xBF && u != 0x2BC && (u < 0x2000 || u > 0x206F)))
			str_addn(&out, c, utf8_put(c, u));
	}
	return out.s;
}

bool
columns_taken(const struct column *out, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (out[i].field != NULL && strcmp(out[i].field, field) == 0)
			return true;
	return false;
}

/* The name under which e takes field, or NULL. */
static const char *
field_name(const struct entity *e, const char *field)
{
	bool	 named;

	return plan_field(e, field, &named) != NULL ? field : NULL;
}

static bool
label_is(struct arena *mem, const struct field *f, const char *plain)
{
	for (int l = 0; f->label != NULL && l < LANG_COUNT; l++)
		if (strcmp(columns_plain(mem, t_in((enum lang)l, f->label)),
		    plain) == 0)
			return true;
	return false;
}

/* A field by its label; a reference is then given by a title. */
static const char *
by_label(struct arena *mem, const struct entity *e, const char *plain)
{
	const struct field	*lists[] = { e->fields, common_fields };

	for (size_t i = 0; i < 2; i++)
		for (const struct field *f = lists[i]; f->type; f++) {
			const char	*name = f->name;

			if (!label_is(mem, f, plain) ||
			    strcmp(name, "id") == 0)
				continue;
			if (f->type == F_REF && str_ends(name, "_id"))
				name = arena_fmt(mem, "%.*s",
				    (int)strlen(name) - 3, name);
			name = field_name(e, name);
			if (name != NULL)
				return name;
		}
	return NULL;
}

static const char *
by_word(const struct entity *e, const char *plain)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (size_t j = 0; strcmp(words[i].plain, plain) == 0 &&
		    j < 3 && words[i].fields[j] != NULL; j++)
			if (field_name(e, words[i].fields[j]) != NULL)
				return words[i].fields[j];
	return NULL;
}

static bool
is_name_part(const char *plain)
{
	for (size_t i = 0; name_parts[i] != NULL; i++)
		if (strcmp(name_parts[i], plain) == 0)
			return true;
	return false;
}

/* One way of guessing, over all columns that no better way has named. */
static void
pass(struct arena *mem, const struct entity *e, const char *const *header,
    size_t n, int way, struct column *out)
{
	for (size_t i = 0; i < n; i++) {
		const char	*plain = columns_plain(mem, header[i]);
		const char	*field = NULL;

		if (out[i].field != NULL || *plain == '\0')
			continue;
		if (way == 0)
			field = field_name(e, str_trim(mem, header[i]));
		else if (way == 1)
			field = by_label(mem, e, plain);
		else
			field = by_word(e, plain);
		if (field == NULL || columns_taken(out, n, field))
			continue;
		out[i].field = field;
		out[i].why = COLUMN_NAMED;
	}
}

/* A name in pieces, where no column has it whole. */
static void
name_pass(struct arena *mem, const struct entity *e,
    const char *const *header, size_t n, struct column *out)
{
	if (field_name(e, "name") == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		if (out[i].field != NULL && !out[i].part &&
		    strcmp(out[i].field, "name") == 0)
			return;
	for (size_t i = 0; i < n; i++)
		if (out[i].field == NULL &&
		    is_name_part(columns_plain(mem, header[i]))) {
			out[i].field = "name";
			out[i].why = COLUMN_NAMED;
			out[i].part = true;
		}
}

/* A reference given both by number and by title is taken by number. */
static void
twins_drop(const struct entity *e, size_t n, struct column *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct field	*f;
		bool			 named;

		if (out[i].field == NULL)
			continue;
		f = plan_field(e, out[i].field, &named);
		if (named && columns_taken(out, n, f->name)) {
			out[i].field = NULL;
			out[i].why = COLUMN_UNKNOWN;
		}
	}
}

void
columns_by_header(struct arena *mem, const struct entity *e,
    const char *const *header, size_t ncols, struct column *out)
{
	memset(out, 0, ncols * sizeof(*out));
	pass(mem, e, header, ncols, 0, out);
	name_pass(mem, e, header, ncols, out);
	pass(mem, e, header, ncols, 1, out);
	pass(mem, e, header, ncols, 2, out);
	twins_drop(e, ncols, out);
	joint_guess(mem, e, header, ncols, out);
}

/* ---- by what the cells hold */

static size_t
digits(const char *s)
{
	size_t	 n = 0;

	for (; *s != '\0'; s++)
		n += *s >= '0' && *s <= '9';
	return n;
}

static bool
is_email(const char *s)
{
	const char	*at = strchr(s, '@');

	return at != NULL && at != s && strchr(at, '.') != NULL &&
	    strchr(s, ' ') == NULL;
}

static bool
is_phone(const char *s)
{
	size_t	 n = digits(s);

	return n >= 9 && n <= 13 && s[strspn(s, "0123456789+()-. ")] == '\0' &&
	    (*s == '+' || *s == '(' || *s == '0' || strpbrk(s, " -") != NULL);
}

static bool
is_edrpou(const char *s)
{
	return strlen(s) == 8 && edrpou_valid(s);
}

static bool
is_rnokpp(const char *s)
{
	return strlen(s) == 10 && rnokpp_valid(s);
}

static bool
is_iban(const char *s)
{
	return iban_valid(s);
}

static const struct {
	const char	*field;
	bool		(*is)(const char *);
} looks[] = {
	{ "email", is_email }, { "iban", is_iban }, { "tax_no", is_rnokpp },
	{ "reg_no", is_edrpou }, { "phone", is_phone }
};

/* Whether nearly all cells of column i that hold anything are so. */
static bool
column_is(bool (*is)(const char *), const char *const *const *rows,
    size_t nrows, size_t i)
{
	size_t	 full = 0, fits = 0;

	for (size_t r = 0; r < nrows; r++) {
		const char	*s = rows[r][i] + strspn(rows[r][i], " ");

		full += *s != '\0';
		fits += *s != '\0' && is(s);
	}
	return full > 0 && fits * 5 >= full * 4;
}

void
columns_by_cells(const struct entity *e, const char *const *const *rows,
    size_t nrows, size_t ncols, struct column *out)
{
	for (size_t k = 0; k < sizeof(looks) / sizeof(*looks); k++) {
		if (field_name(e, looks[k].field) == NULL ||
		    columns_taken(out, ncols, looks[k].field))
			continue;
		for (size_t i = 0; i < ncols; i++) {
			if (out[i].field != NULL ||
			    !column_is(looks[k].is, rows, nrows, i))
				continue;
			out[i].field = looks[k].field;
			out[i].why = COLUMN_LOOKS;
			break;
		}
	}
}

void
columns_map(struct arena *mem, const struct column *columns,
    const char *const *header, size_t ncols, struct map *out)
{
	static const struct map_part	 blank = {
		.text = " ", .constant = true, .col = MAP_NONE
	};

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < ncols; i++) {
		const struct map_part	 part = {
			.text = header[i], .col = i
		};
		struct map_rule		*r = NULL;

		if (columns[i].field == NULL)
			continue;
		for (size_t j = 0; j < out->n && r == NULL; j++)
			if (strcmp(out->rules[j].field,
			    columns[i].field) == 0)
				r = &out->rules[j];
		if (r == NULL)
			r = map_add(mem, out, columns[i].field);
		else
			map_add_part(mem, r, &blank);
		map_add_part(mem, r, &part);
	}
}
