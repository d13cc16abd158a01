// browser.mjs: Debian's Chromium, facts about pages, and helpers for screens.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)),
	'..', '..');
const require = createRequire(path.join(root, 'build/npm/package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];

let passed = 0, failed = 0;

// State a fact; why tells what came instead.
export function fact(holds, words, why = '') {
	if (holds)
		passed++;
	else
		failed++;
	console.log(holds ? `ok     ${words}` : `not ok ${words}` +
	    (why ? `: ${String(why).replace(/\s+/g, ' ').slice(0, 600)}` : ''));
	return holds;
}

// Print the summary that CI reads; the exit code tells the same.
export function finish() {
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}

export function browser_start() {
	return chromium.launch({ executablePath: process.env.CHROMIUM ||
	    '/usr/bin/chromium-headless-shell', args: FLAGS });
}

// Four ways to look at a page.
export const VIEWS = [
	{ tag: '1280-light', width: 1280, height: 900, scheme: 'light' },
	{ tag: '1280-dark', width: 1280, height: 900, scheme: 'dark' },
	{ tag: '390-light', width: 390, height: 844, scheme: 'light', phone: 1 },
	{ tag: '390-dark', width: 390, height: 844, scheme: 'dark', phone: 1 },
];

// A new person at a new browser; js: false is one without JavaScript.
// page.trouble collects console errors, broken policies and failed scripts.
export async function visitor(b, view, js = true, more = {}) {
	const context = await b.newContext({
		viewport: { width: view.width, height: view.height },
		colorScheme: view.scheme, hasTouch: !!view.phone,
		isMobile: !!view.phone, javaScriptEnabled: js,
		locale: 'uk-UA', ...more });
	const page = await context.newPage();
	page.trouble = [];
	page.plain = !js;
	page.setDefaultTimeout(8000);
	page.on('console', m => {
		if (m.type() === 'error' &&
		    !/status of (4\d\d|503)/.test(m.text()))
			page.trouble.push(m.text());
	});
	if (js)
		await page.addInitScript(() => document.addEventListener(
		    'securitypolicyviolation', e => console.error('policy',
			e.effectiveDirective, e.sourceFile, e.lineNumber,
			e.columnNumber, e.target?.outerHTML?.slice(0, 200))));
	page.on('pageerror', e => page.trouble.push(String(e)));
	return page;
}

export async function sign_in(page, base, login, password) {
	await page.goto(base + '/sign-in');
	await page.fill('[name=login]', login);
	await page.fill('[name=password]', password);
	await Promise.all([page.waitForNavigation(),
	    page.click('form button[type=submit]:not([name])')]);
	return !page.url().includes('/sign-in');
}

// ---- facts about the page that is open

// The script as the browser takes it from its console: what was compiled for
// one page serves the next.
async function axe_put(page) {
	page.console ??= await page.context().newCDPSession(page);
	await page.console.send('Runtime.evaluate', { expression: axe });
}

// Nothing is gathered but what violates, and of that what is shown here.
const GATHER = { resultTypes: ['violations'], selectors: false,
	elementRef: false };

// axe needs script: on a page without it the fact is left out.
export async function check_axe(page, words, off = []) {
	if (page.plain)
		return true;
	await axe_put(page);
	const found = await page.evaluate(([tags, rules, gather]) =>
	    globalThis.axe.run({ exclude: [['[inert]']] }, { ...gather,
		runOnly: { type: 'tag', values: tags }, rules:
		    Object.fromEntries(rules.map(r => [r, { enabled: false }])),
	    }).then(r => r.violations.map(v => v.id + ' x' + v.nodes.length +
		' ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160) + ' {' +
		(n.any[0]?.message || n.all[0]?.message ||
		    n.none[0]?.message || '').slice(0, 160) + '}').join(' '))),
	[RULES, off, GATHER]);
	return fact(!found.length, `${words}: nobody is shut out (axe)`,
	    found.join(' | '));
}

export async function check_sideways(page, words) {
	const over = await page.evaluate(() => {
		const w = document.documentElement.clientWidth;
		const more = document.documentElement.scrollWidth - w;
		if (more <= 0)
			return '';
		const wide = [...document.querySelectorAll('body *')].filter(e =>
		    e.getBoundingClientRect().right > w + 1 &&
		    e.checkVisibility()).slice(0, 3)
			.map(e => e.outerHTML.slice(0, 80));
		return more + ' px: ' + wide.join(' ');
	});
	return fact(!over, `${words}: does not scroll sideways`, over);
}

export async function check_targets(page, words) {
	const small = await page.evaluate(() => [...document.querySelectorAll(
	    'a.btn, button, summary, select, input:not([type=hidden]), .k-tab,' +
	    ' .k-chip > a, .k-bottom a, .k-menu-item')].filter(e => {
		if (e.closest('[inert]') || !e.checkVisibility({
		    visibilityProperty: true }) ||
		    e.matches('[type=checkbox], [type=radio], .k-linkbtn, ' +
		    '[type=date].k-date'))
			return false;
		const r = e.getBoundingClientRect();
		return r.width > 1 && (r.height < 43.5 || r.width < 43.5);
	}).map(e => e.outerHTML.slice(0, 90) + ' ' +
	    Math.round(e.getBoundingClientRect().width) + 'x' +
	    Math.round(e.getBoundingClientRect().height)));
	return fact(!small.length, `${words}: a thumb hits every control`,
	    small.length + ' small: ' + small.slice(0, 4).join(' '));
}

// What the markup must keep to: UI.md 1 and 8.
export async function check_markup(page, words) {
	const html = await page.content();
	const s = await page.evaluate(() => ({
		h1: [...document.querySelectorAll('h1')].filter(e =>
		    !e.closest('[inert]')).length,
		primary: [...document.querySelectorAll('.btn-primary')].filter(e =>
		    !e.closest('[inert]')).length,
		ids: [...document.querySelectorAll('[id]')].map(e => e.id)
			.filter((id, i, all) => all.indexOf(id) !== i),
	}));
	fact(s.h1 === 1, `${words}: one h1`, s.h1);
	fact(s.primary <= 1, `${words}: at most one primary button`, s.primary);
	fact(!s.ids.length, `${words}: every id once`, s.ids.join(' '));
	fact(!/<[^>]*\son[a-z]+=/.test(html) && !/<style[ >]/.test(html),
	    `${words}: no inline script or style`);
}

export function check_trouble(page, words) {
	return fact(!page.trouble.length,
	    `${words}: no error in the console, no broken policy`,
	    page.trouble.splice(0).join(' | '));
}

// A picture of the whole page, bounded in height.
export async function shot(page, dir, name) {
	if (!dir)
		return;
	fs.mkdirSync(dir, { recursive: true });
	const size = page.viewportSize();
	const h = await page.evaluate(() =>
	    document.documentElement.scrollHeight);
	await page.setViewportSize({ width: size.width,
	    height: Math.max(size.height, Math.min(h, 2200)) });
	// Hiding the caret would leave style attributes behind.
	await page.screenshot({ path: path.join(dir, name + '.png'),
		caret: 'initial' });
	await page.setViewportSize(size);
}
