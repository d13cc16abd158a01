// begin.mjs: an empty base is set up; the administrator signs in and begins.

export const FIRM = {
	firm: 'ТОВ «Затишна оселя»', country: 'UA', currency: 'UAH',
	reg_no: '10787917', vat_no: '107879126540', street: 'вул. Садова, 12',
	city: 'Львів', postcode: '79000', phone: '+380 32 235-12-20',
	email: 'info@oselia.example',
	iban: 'UA043000010000000000000078791', bank: 'АТ «Перший банк»',
	due_days: '7', director: 'Олена Савчук',
};
export const ADMIN = { name: 'Савчук Олена', login: 'olena' };
const PASSWORD = 'Три коти 2026';

// Step 1: the first page of an empty base.
export async function set_up(w) {
	await w.page.goto(w.base + '/');
	w.must(w.path() === '/setup',
	    'an empty base asks for the firm first', w.path());
	w.fact(await w.page.getAttribute('html', 'lang') === w.lang,
	    'in the language of the browser',
	    await w.page.getAttribute('html', 'lang'));
	await w.look('set-up');
	await w.open('/setup/restore');
	await w.look('set-up from a backup');
	await w.open('/setup');
	await w.fill({ ...FIRM, ...ADMIN, iban: 'UA00', password: PASSWORD,
		lang: w.lang });
	await w.press('main [type=submit]');
	w.fact(w.path() === '/setup' &&
	    await w.page.locator('[name=iban][aria-invalid=true]').count() === 1 &&
	    await w.page.inputValue('[name=firm]') === FIRM.firm,
	    'a wrong IBAN is refused, and what was typed is kept');
	await w.look('set-up refused');
	await w.fill({ iban: FIRM.iban, password: PASSWORD });
	await w.press('main [type=submit]');
	w.must(!w.path().startsWith('/setup'), 'the firm is set up',
	    await w.text());
	const again = await w.page.context().request.get(w.base + '/setup',
	    { maxRedirects: 0 });
	w.fact(again.status() !== 200, 'nobody can set it up a second time',
	    again.status());
}

// Step 2: signed out, a wrong password, the right one, the start page.
export async function sign_in(w) {
	await w.page.locator('.k-top details.k-menu summary').last().click();
	await w.press('form[action$="/sign-out"] [type=submit]');
	w.must(w.path().startsWith('/sign-in'), 'one can sign out', w.path());
	await w.look('sign-in');
	await w.fill({ login: ADMIN.login, password: 'не той' });
	await w.press('main form [type=submit]:not([name])');
	w.fact(w.path().startsWith('/sign-in') &&
	    await w.page.locator('[role=alert]').count() === 1,
	    'a wrong password is refused with words');
	await w.fill({ login: ADMIN.login, password: PASSWORD });
	await w.press('main form [type=submit]:not([name])');
	w.must(w.path() === '/now', 'signing in leads to the start page',
	    w.path());
	w.fact((await w.text('.k-brand')).includes(FIRM.firm) ||
	    w.view.phone, 'which bears the name of the firm');
	await w.look('start of an empty base');
}
