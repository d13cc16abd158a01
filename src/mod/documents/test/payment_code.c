/* Payment codes: what they say, and that a reader reads it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/qr.h"
#include "mod/documents/payment_code.h"
#include "tests/unit/tap.h"

#define SCALE	6	/* pixels a module */

static const struct qr_payment	 hryvnias = {
	.name = "ТОВ «Вітряк & Син»", .reg_no = "65927481",
	.iban = "UA21 3223 1300 0002 6007 2335 66001", .currency = "UAH",
	.amount = 123450, .purpose = "Оплата за рахунком № РФ-15 від 28.02.2026"
};
static const struct qr_payment	 euros = {
	.name = "Größe & Żółw GmbH", .iban = "DE89370400440532013000",
	.currency = "EUR", .amount = 5, .purpose = "Invoice 15"
};

/* The 13 lines below, in base64url, by another program. */
static const char	 nbu_says[] = "https://bank.gov.ua/qr/"
    "QkNECjAwMgoxClVDVAoK0KLQntCSIMKr0JLRltGC0YDRj9C6ICYg0KHQuNC9wrsKVUEyMTMy"
    "MjMxMzAwMDAwMjYwMDcyMzM1NjYwMDEKVUFIMTIzNC41MAo2NTkyNzQ4MQoKCtCe0L_Qu9Cw"
    "0YLQsCDQt9CwINGA0LDRhdGD0L3QutC-0Lwg4oSWINCg0KQtMTUg0LLRltC0IDI4LjAyLjIw"
    "MjYKCg";
static const char	 epc_says[] = "BCD\n002\n1\nSCT\n\n"
    "Größe & Żółw GmbH\nDE89370400440532013000\nEUR0.05\n\n\nInvoice 15";

/* Draw the squares of a path as a PGM file; the sign's disk stays white. */
static int
pgm_write(const char *file, const struct qr *q)
{
	static unsigned char	 pixel[200 * SCALE][200 * SCALE];
	FILE			*f = fopen(file, "wb");
	const char		*p = q->path;
	int			 x, y, w, i, k, side = q->size * SCALE;

	if (f == NULL || q->size > 200)
		return 0;
	memset(pixel, 255, sizeof(pixel));
	while (sscanf(p, "M%d %dh%dv1h%*dz", &x, &y, &w) == 3) {
		for (i = y * SCALE; i < (y + 1) * SCALE; i++)
			for (k = x * SCALE; k < (x + w) * SCALE; k++)
				pixel[i][k] = 0;
		p = strchr(p, 'z') + 1;
	}
	fprintf(f, "P5 %d %d 255\n", side, side);
	for (i = 0; i < side; i++)
		fwrite(pixel[i], 1, (size_t)side, f);
	return fclose(f) == 0;
}

/* What zbarimg reads in q; "" if nothing. */
static const char *
read_back(struct arena *mem, const char *dir, const struct qr *q)
{
	char	*file = arena_fmt(mem, "%s/qr.pgm", dir);
	char	*out = arena_alloc(mem, 4096);
	FILE	*f;

	if (!pgm_write(file, q) || system(arena_fmt(mem, "zbarimg -q --raw "
	    "-Sbinary %s > %s.txt 2>/dev/null", file,
	    file)) != 0)
		return "";
	f = fopen(arena_fmt(mem, "%s.txt", file), "rb");
	out[fread(out, 1, 4095, f)] = '\0';
	fclose(f);
	return out;
}

static int
text_is(struct arena *mem, const struct qr_payment *p, const char *want)
{
	const char	*text = NULL;

	return qr_payment_text(mem, p, &text) == OK && strcmp(text, want) == 0;
}

static int
refuses(struct arena *mem, struct qr_payment p)
{
	const char	*text = NULL;

	return qr_payment_text(mem, &p, &text) == ERR_INVALID && text == NULL;
}

static void
check_texts(struct arena *mem)
{
	struct qr_payment	 p = euros;
	const char		*text = NULL;
	char			 name[400] = "";
	int			 i;

	check(text_is(mem, &hryvnias, nbu_says), "hryvnias by format 002");
	check(text_is(mem, &euros, epc_says), "euros by EPC069-12");
	for (i = 0; i < 20; i++)
		strcat(name, "слово ");
	p.name = name;
	p.purpose = "рядок\nза\r\nрядком";
	p.bic = " COBADEFFXXX ";
	check(qr_payment_text(mem, &p, &text) == OK && strcmp(text,
	    "BCD\n002\n1\nSCT\nCOBADEFFXXX\n"
	    "слово слово слово слово слово слово слово слово слово слово "
	    "слово\nDE89370400440532013000\nEUR0.05\n\n\n"
	    "рядок за  рядком") == 0,
	    "a name is cut at a word, line ends become blanks");
	memset(name, 'x', 80);
	name[80] = '\0';
	check(qr_payment_text(mem, &p, &text) == OK &&
	    strstr(text, "\nxxxx") != NULL && strlen(strstr(text, "\nxxxx")) >
	    70 && strchr(strstr(text, "\nxxxx") + 1, '\n') ==
	    strstr(text, "\nxxxx") + 71, "a long word is cut at 70");
}

static void
check_refusals(struct arena *mem)
{
	struct qr_payment	 p = hryvnias;

	p.currency = "USD";
	check(refuses(mem, p), "dollars have no format");
	p = hryvnias;
	p.iban = "UA213223130000026007233566002";
	check(refuses(mem, p), "a wrong check digit shows no code");
	p.iban = euros.iban;
	check(refuses(mem, p), "hryvnias need a Ukrainian account");
	p = hryvnias;
	p.reg_no = "1234567";
	check(refuses(mem, p), "and the payee's number");
	p = hryvnias;
	p.amount = 0;
	check(refuses(mem, p), "and an amount");
	p.amount = INT64_C(100000000000);
	check(refuses(mem, p), "below a thousand million");
	check(iban_clean(mem, "ua21 3223 1300 0002 6007 2335 66001") != NULL &&
	    iban_clean(mem, "GB82WEST12345698765432") != NULL &&
	    iban_clean(mem, "NO9386011117947") != NULL &&
	    iban_clean(mem, "UA2132231300000260072335660010") == NULL &&
	    iban_clean(mem, "12345678901234567890") == NULL &&
	    iban_clean(mem, "") == NULL && iban_clean(mem, NULL) == NULL &&
	    iban_clean(mem, "ЮА213223130000026007233566001") == NULL,
	    "IBANs are checked by length and check digits");
}

static void
check_reading(struct arena *mem)
{
	char			 dir[] = "/tmp/qr-test-XXXXXX", purpose[300];
	struct qr_payment	 p = hryvnias;
	struct qr		 q = { .size = 0 };
	const char		*text = NULL;
	size_t			 n = 0;

	if (mkdtemp(dir) == NULL)
		return;
	check(qr_draw(mem, nbu_says, true, &q) == OK &&
	    strcmp(read_back(mem, dir, &q), nbu_says) == 0,
	    "a reader reads hryvnias, with the sign's disk in the middle");
	check(strncmp(qr_svg(mem, &q, &n), "<?xml", 5) == 0 &&
	    strstr(qr_svg(mem, &q, &n), "viewBox=\"0 0 ") != NULL,
	    "the code is an SVG file");
	check(qr_draw(mem, epc_says, false, &q) == OK &&
	    strcmp(read_back(mem, dir, &q), epc_says) == 0,
	    "a reader reads euros");
	memset(purpose, 0, sizeof(purpose));
	while (strlen(purpose) < 280)
		strcat(purpose, "Ї");
	p.purpose = p.name = purpose;
	check(qr_payment_text(mem, &p, &text) == OK &&
	    qr_draw(mem, text, true, &q) == OK &&
	    strcmp(read_back(mem, dir, &q), text) == 0,
	    "a reader reads the longest text there can be");
	check(system(arena_fmt(mem, "rm -r %s", dir)) == 0,
	    "the test cleans up");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	check_texts(mem);
	check_refusals(mem);
	if (system("command -v zbarimg > /dev/null") == 0)
		check_reading(mem);
	else
		check(0, "zbarimg is there (package zbar-tools)");
	arena_free(mem);
	return done();
}
