// walk.mjs: one person's way through the program, with or without JavaScript.
import fs from 'node:fs';
import { check_axe, check_sideways, check_targets, check_trouble, fact, shot,
	visitor } from '../browser.mjs';

const LOCALES = { uk: 'uk-UA', ru: 'ru-RU', en: 'en-US' };

// What a page says, blanks of every kind being one blank.
const squash = s => (s || '').replace(/[\s\u00a0\u202f]+/g, ' ').trim();

export class Walk {
	// how: { lang, js, view, shots }
	static async begin(b, base, how) {
		const w = new Walk();
		Object.assign(w, how, { base, known: {} });
		w.tag = `${how.lang}, ${how.view.width}${how.js ? '' :
		    ' without script'}`;
		w.page = await visitor(b, how.view, how.js,
		    { locale: LOCALES[how.lang], acceptDownloads: true });
		await w.page.addInitScript(() => {
			globalThis.kt_swaps = 0;
			document.addEventListener('htmx:pushedIntoHistory',
			    () => { globalThis.kt_swaps++; });
		});
		return w;
	}

	// Without this the walk cannot go on.
	need(holds, words) {
		if (!holds)
			throw new Error(words);
	}

	// The words of this walk's language, of { uk, ru, en }.
	say(words) {
		return words[this.lang];
	}

	fact(holds, words, why = '') {
		return fact(holds, `${this.tag}: ${words}`, why);
	}

	// A fact without which nothing further can be told.
	must(holds, words, why = '') {
		if (!this.fact(holds, words, why))
			throw new Error(`not so: ${words}`);
	}

	path() {
		const u = new URL(this.page.url());
		return u.pathname + u.search;
	}

	async open(path) {
		const r = await this.page.goto(this.base + path);
		this.need(r.status() === 200,
		    `${path} answers ${r.status()}`);
	}

	async text(selector = 'main, dialog') {
		return squash((await this.page.locator(selector)
			.allInnerTexts()).join(' '));
	}

	// The page, or the part of it, says these words.
	async says(words, fact_words, selector = 'main') {
		const text = await this.text(selector);
		return this.fact(text.includes(squash(words)), fact_words,
		    `“${words}” is not in: ${text}`);
	}

	// Press what leads to another page, and be there.
	async press(selector, where = this.page) {
		const target = typeof selector === 'string' ?
		    where.locator(selector).first() : selector;
		this.need(await target.count() > 0,
		    `there is no ${selector} at ${this.path()}`);
		await this.go(target);
	}

	// Click, and be on the next page.  Where htmx replaces a part of the
	// page, that is when it has put it into the history and is done.
	async go(target) {
		if (!this.js || !await target.evaluate(e => e.closest(
		    '[hx-boost]')?.getAttribute('hx-boost') === 'true')) {
			await Promise.all([this.page.waitForNavigation(),
			    target.click()]);
			return;
		}
		const before = await this.page.evaluate(() =>
		    globalThis.kt_swaps);
		await target.click();
		await this.page.waitForFunction(n => globalThis.kt_swaps > n &&
		    !document.querySelector('.htmx-request, .htmx-swapping, ' +
			'.htmx-settling, .htmx-added'), before);
	}

	// Go to a place of the menu by the menu.
	async menu(path) {
		const bar = this.page.locator(this.view.phone ? '.k-bottom' :
		    '.k-nav');
		const link = bar.locator(`a[href="${path}"]`).first();
		this.need(await link.count() > 0, `the menu has no ${path}`);
		if (this.view.phone && !await link.isVisible())
			await bar.locator('details', { has: this.page
				.locator(`a[href="${path}"]`) })
				.locator('summary').click();
		await this.press(link);
	}

	// Fill the controls of a form, found by their names.
	async fill(values, form = 'main form') {
		for (const [name, value] of Object.entries(values))
			await this.fill_one(this.page.locator(
			    `${form} [name="${name}"]:not([type=hidden])`),
			    value, name);
	}

	async fill_one(found, value, name) {
		this.need(await found.count() > 0,
		    `the form at ${this.path()} does not ask for ${name}`);
		const kind = await found.first().evaluate(e =>
		    e.type || e.localName);
		if (kind === 'radio')
			await found.and(this.page.locator(
			    `[value="${value}"]`)).check({ force: true });
		else if (kind === 'checkbox')
			await found.first().setChecked(!!value);
		else if (kind === 'select-one')
			await found.first().selectOption(value);
		else
			await found.first().fill(String(value));
	}

	// A reference: its words are looked up, or without script its number
	// is typed.
	async refer(name, words, id) {
		const input = this.page.locator(`main [name="${name}"]`).first();
		if (!this.js)
			return input.fill(String(id));
		const box = this.page.locator('.k-lookup').filter({ has: input });
		const typed = box.locator('input:not([type=hidden])').first();
		await typed.fill(words);
		await box.locator('.k-hit').filter({ hasText: words }).first()
			.click();
		return this.fact(await input.inputValue() === String(id),
		    `the lookup of ${name} finds ${words}`,
		    await input.inputValue());
	}

	// What a link or button sends as a file.
	async download(selector) {
		const target = this.page.locator(selector).first();
		this.need(await target.count() > 0,
		    `there is no ${selector} at ${this.path()}`);
		const [d] = await Promise.all([
		    this.page.waitForEvent('download'), target.click()]);
		return { name: d.suggestedFilename(),
			bytes: fs.readFileSync(await d.path()) };
	}

	// Look at the page that is open as everyone should be able to, from its
	// top: elsewhere the bar at its foot may just cut a control in two.
	async look(name) {
		const words = `${this.tag}: ${name}`;
		if (this.js)
			await this.page.evaluate(() => scrollTo(0, 0));
		fact(await this.page.locator('h1').count() === 1,
		    `${words}: one h1`);
		await check_sideways(this.page, words);
		if (this.view.phone)
			await check_targets(this.page, words);
		await check_axe(this.page, words);
		check_trouble(this.page, words);
		await shot(this.page, this.shots, `${name.replace(/\W+/g, '-')}-` +
		    `${this.lang}-${this.view.tag}`);
	}

	async end() {
		check_trouble(this.page, `${this.tag}: the whole way`);
		await this.page.context().close();
	}
}
