/* plural.c: the expression of Plural-Forms, evaluated as it is read. */
#include <stdbool.h>
#include <string.h>

#include "core/plural.h"

#define DEPTH_MAX	40
#define LEVELS		6	/* of two-sided operators */

struct expr {
	const char	*s;
	unsigned long	 n;
	int		 depth;
	bool		 bad;
};

static unsigned long	 choice(struct expr *x);

/* Loosest first; of two that begin alike the longer first. */
static const char *const operators[LEVELS][5] = {
	{ "||" },
	{ "&&" },
	{ "==", "!=" },
	{ "<=", ">=", "<", ">" },
	{ "+", "-" },
	{ "*", "/", "%" },
};

static bool
take(struct expr *x, const char *sign)
{
	size_t	 n = strlen(sign);

	x->s += strspn(x->s, " \t");
	if (strncmp(x->s, sign, n) != 0)
		return false;
	x->s += n;
	return true;
}

static unsigned long
divided(struct expr *x, char op, unsigned long a, unsigned long b)
{
	if (b == 0) {
		x->bad = true;
		return 0;
	}
	return op == '/' ? a / b : a % b;
}

static unsigned long
apply(struct expr *x, const char *op, unsigned long a, unsigned long b)
{
	switch (op[0]) {
	case '|':
		return a || b;
	case '&':
		return a && b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '<':
		return op[1] == '=' ? a <= b : a < b;
	case '>':
		return op[1] == '=' ? a >= b : a > b;
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	default:
		return divided(x, op[0], a, b);
	}
}

static unsigned long
number(struct expr *x)
{
	unsigned long	 v = 0;

	if (*x->s < '0' || *x->s > '9')
		x->bad = true;
	for (; *x->s >= '0' && *x->s <= '9'; x->s++)
		v = v * 10 + (unsigned long)(*x->s - '0');
	return v;
}

static unsigned long
unit(struct expr *x)
{
	unsigned long	 v;

	if (++x->depth > DEPTH_MAX) {
		x->bad = true;
		v = 0;
	} else if (take(x, "!"))
		v = !unit(x);
	else if (take(x, "(")) {
		v = choice(x);
		x->bad = !take(x, ")") || x->bad;
	} else
		v = take(x, "n") ? x->n : number(x);
	x->depth--;
	return v;
}

/* The operator of this level that comes next, or NULL. */
static const char *
operator_take(struct expr *x, int level)
{
	const char *const	*op;

	for (op = operators[level]; *op != NULL; op++)
		if (take(x, *op))
			return *op;
	return NULL;
}

static unsigned long
binary(struct expr *x, int level)
{
	const char	*op;
	unsigned long	 a;

	if (level == LEVELS)
		return unit(x);
	a = binary(x, level + 1);
	while (!x->bad && (op = operator_take(x, level)) != NULL)
		a = apply(x, op, a, binary(x, level + 1));
	return a;
}

static unsigned long
choice(struct expr *x)
{
	unsigned long	 a, b, c;

	if (++x->depth > DEPTH_MAX)
		x->bad = true;
	a = x->bad ? 0 : binary(x, 0);
	if (!x->bad && take(x, "?")) {
		b = choice(x);
		x->bad = !take(x, ":") || x->bad;
		c = x->bad ? 0 : choice(x);
		a = a ? b : c;
	}
	x->depth--;
	return a;
}

unsigned long
plural_form(const char *expr, unsigned long n, unsigned long nforms)
{
	struct expr	 x = { .s = expr, .n = n };
	unsigned long	 form = choice(&x);

	x.s += strspn(x.s, " \t\r");
	if (x.bad || (*x.s != '\0' && *x.s != ';' && *x.s != '\n'))
		return nforms;
	return form < nforms ? form : 0;
}
