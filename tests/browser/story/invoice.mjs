// invoice.mjs: the won deal becomes an invoice: issued, printed, paid in part.
import { FIRM } from './begin.mjs';

const WORDS = {
	uk: 'Дві тисячі двісті шістдесят гривень 00 копійок',
	ru: 'Две тысячи двести шестьдесят гривен 00 копеек',
	en: 'Two thousand two hundred sixty hryvnias 00 kopiykas',
};
const SUM = { uk: '2 260,00', ru: '2 260,00', en: '2,260.00' };
const LEFT = { uk: '1 260,00 ₴', ru: '1 260,00 ₴', en: '1,260.00 ₴' };
const DEBT = { uk: '1 620,00 ₴', ru: '1 620,00 ₴', en: '1,620.00 ₴' };

// The number a heading bears, such as 2026-0001.
const number = async w => (await w.page.textContent('h1'))
	.match(/\S*\d+-\d+/)?.[0];

// Step 6: made of the deal, issued; the next one has the next number.
export async function issue(w) {
	await w.open(w.known.deal);
	await w.press('main form[action$="/invoice"] [type=submit]');
	w.must(/^\/invoices\/\d+$/.test(w.path()), 'the invoice is made',
	    w.path());
	w.known.invoice = w.path();
	await w.says(SUM[w.lang], 'the draft has the sum of the deal',
	    '.k-paper-sums');
	const head = await w.text('.k-head');
	w.fact(!/(^|\D)0[,.]00/.test(head),
	    'a draft does not say that nothing is left to pay', head);
	await w.look('invoice, a draft');
	await w.press('form[action$="/issue"] [type=submit]');
	w.must(await w.page.locator('.k-paper-draft').count() === 0,
	    'the invoice is issued', await w.text());
	w.known.number = await number(w);
	w.fact(/1$/.test(w.known.number || ''),
	    'it bears the first number of its series', w.known.number);
	w.fact(await w.page.locator(`main a[href="${w.known.invoice}/edit"]`)
		.count() === 0, 'nobody can change it any more');
	await w.look('invoice, issued');
}

// A second one: a draft has no number, a number is given at issue.
export async function second(w) {
	await w.open('/invoices/new?contact_id=' + w.known.contact_id);
	await w.fill({ 'line.1.name': 'Фільтри', 'line.1.quantity': '3',
		'line.1.unit': 'H87', 'line.1.price': '100',
		'line.1.vat': 'S20' });
	await w.look('invoice, its form');
	await w.press('main .k-save [name=issue]');
	const before = w.known.number.match(/(\d+)$/)[1];
	const now = (await number(w))?.match(/(\d+)$/)?.[1];
	w.fact(Number(now) === Number(before) + 1,
	    'the next invoice has the next number', `${before}, ${now}`);
	w.known.second = w.path();
}

// Step 6: on paper, in three languages.
export async function print(w) {
	await w.open(w.known.invoice);
	await w.press(`main a[href="${w.known.invoice}/print"]`);
	for (const lang of ['uk', 'ru', 'en']) {
		await w.press(`.k-seg a[lang=${lang}]`);
		const text = await w.text('.k-paper');
		w.fact(text.includes(WORDS[lang]),
		    `the paper has the sum in words in ${lang}`, text);
		w.fact(text.includes(SUM[lang]) &&
		    (await w.text('.k-paper-sums')).includes('₴'),
		    `and in figures with the sign ₴ in ${lang}`, text);
		w.fact(text.includes(w.known.number) &&
		    text.includes('ТОВ «Затишна оселя»') &&
		    text.replace(/ /g, '').includes(FIRM.iban) &&
		    text.includes('Боровська Забава Олельківна'),
		    `with number, seller, account and buyer in ${lang}`, text);
		await w.look(`invoice on paper in ${lang}`);
	}
	await qr(w);
	await w.page.emulateMedia({ media: 'print' });
	w.fact(!await w.page.locator('.k-noprint').first().isVisible() &&
	    await w.page.locator('.k-paper').isVisible(),
	    'the printer gets the paper alone');
	await w.page.emulateMedia({ media: 'screen' });
}

// A code of payment has dark and light cells, three eyes, and is square.
async function qr(w) {
	const seen = await w.page.locator('svg.k-qr').evaluate(e => {
		const box = e.getBoundingClientRect();
		const d = e.querySelector('path').getAttribute('d');
		return { square: Math.abs(box.width - box.height) < 1 &&
		    box.width >= 80, cells: d.match(/M/gi)?.length,
		    label: e.getAttribute('aria-label') };
	}).catch(() => null);
	w.fact(seen?.square && seen.cells > 100 && seen.label,
	    'a payment code is drawn', JSON.stringify(seen));
}

// Step 6: a part is paid, the debt falls.
export async function payment(w) {
	await w.open(w.known.invoice);
	const panel = w.page.locator('form[action$="/payments"]');
	if (!await panel.isVisible())
		await w.page.locator('details', { has: panel })
			.locator('summary').first().click();
	await panel.locator('[name=amount]').fill(w.lang === 'en' ? '1000' :
	    '1 000,00');
	await w.press('form[action$="/payments"] [type=submit]');
	w.fact(w.path().startsWith(w.known.invoice),
	    'a payment is written down', w.path());
	await w.says(LEFT[w.lang], 'what is left is the rest', '.k-head');
	await w.look('invoice, paid in part');
	await w.open('/reports/debts');
	await w.says(DEBT[w.lang], 'the report of debts has what both lack');
	await w.look('report of debts');
}
