// gallery.mjs: every template with sample data, looked at in a browser.
//	node tests/browser/gallery.mjs [--only a,b] [--shots DIR] [--light]
//	    [--no-browser]
// tests/browser/gallery/NAME.hdf is shown by NAME.cst, or by the template its
// first line names ("# module/name.cst"); _page.hdf goes with every page.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { VIEWS, browser_start, check_axe, check_markup, check_sideways,
	check_targets, check_trouble, fact, finish, root, shot, visitor }
	from './browser.mjs';
import { script_facts } from './script.mjs';

const arg = name => {
	const i = process.argv.indexOf(name);
	return i < 0 ? null : process.argv[i + 1];
};
const only = arg('--only')?.split(',');
const dir = path.join(root, 'tests/browser/gallery');
const share = path.join(root, 'build/share');
const htdocs = path.join(share, 'htdocs');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; " +
    "font-src 'self'";
const TYPES = { '.css': 'text/css', '.js': 'text/javascript',
	'.svg': 'image/svg+xml' };

// Words of the Ukrainian catalogue, for the renderer.
function words() {
	const po = path.join(root, 'po/uk.po'), out = path.join(root,
	    'build/gallery.words');
	const text = fs.existsSync(po) ? fs.readFileSync(po, 'utf8') : '';
	const join = s => s.split('\n').map(l => JSON.parse(l.trim())).join('');
	const lines = [];
	const q = '((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)';
	for (const m of text.matchAll(new RegExp(`^msgid ${q}msgstr ${q}`, 'gm')))
		lines.push(join(m[1].trim()) + '\t' + join(m[2].trim()));
	for (const m of text.matchAll(new RegExp(
	    `^msgid ${q}msgid_plural ${q}msgstr\\[0\\] ${q}msgstr\\[1\\] ${q}` +
	    `msgstr\\[2\\] ${q}`, 'gm')))
		lines.push(join(m[1].trim()) + '\t' + join(m[3].trim()),
		    join(m[2].trim()) + '\t' + join(m[5].trim()));
	fs.writeFileSync(out, lines.filter(l => !l.endsWith('\t') &&
	    !l.startsWith('\t') && !l.slice(1).includes('\n')).join('\n') + '\n');
	return out;
}

function render(name, env) {
	const file = path.join(dir, name + '.hdf');
	const first = fs.readFileSync(file, 'utf8').split('\n', 1)[0];
	const tpl = /^# (\S+\.cst)$/.exec(first)?.[1] || name + '.cst';
	return execFileSync(path.join(root, 'build/render'), [
	    path.join(share, 'tpl'), path.join(share, 'tpl', tpl),
	    path.join(dir, '_page.hdf'), file], { env, encoding: 'utf8' });
}

// Pages under the product's content policy; what is posted is kept in posts.
function serve(pages, posts) {
	const server = http.createServer(async (q, r) => {
		const p = new URL(q.url, 'http://x').pathname;
		if (q.method === 'POST') {
			let body = '';
			for await (const part of q)
				body += part;
			posts.push({ path: p, form: new URLSearchParams(body) });
			r.writeHead(303, { Location: '/list' }).end();
			return;
		}
		const file = path.join(htdocs, path.normalize(p));
		if (pages[p.slice(1)] !== undefined) {
			r.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8',
			    'Content-Security-Policy': POLICY });
			r.end(pages[p.slice(1)]);
		} else if (fs.existsSync(file) && fs.statSync(file).isFile()) {
			r.writeHead(200, { 'Content-Type':
			    TYPES[path.extname(file)] || 'text/plain' });
			r.end(fs.readFileSync(file));
		} else {
			r.writeHead(404).end();
		}
	});
	return new Promise(done => server.listen(0, '127.0.0.1', () =>
	    done({ base: `http://127.0.0.1:${server.address().port}`,
		close: () => server.close() })));
}

async function menus_open(page, words) {
	await page.evaluate(() => document.querySelectorAll('.k-top details')
		.forEach(d => { d.open = true; }));
	await check_axe(page, words + ' with open menus', ['target-size']);
}

async function look_at(b, base, view, names) {
	const page = await visitor(b, view);
	for (const name of names) {
		const words = `${name} at ${view.tag}`;
		await page.goto(`${base}/${name}`);
		await shot(page, arg('--shots'), `${name}-${view.tag}`);
		await check_sideways(page, words);
		if (view.phone)
			await check_targets(page, words);
		else
			await check_markup(page, words);
		await check_axe(page, words);
		if (name === 'list')	// the menus of every page are the same
			await menus_open(page, words);
		check_trouble(page, words);
	}
	await page.context().close();
}

const env = { ...process.env, KT_WORDS: words() };
const pages = {}, parts = {}, posts = [];
for (const f of fs.readdirSync(dir).sort()) {
	const name = f.replace(/\.hdf$/, '');
	if (f === '_page.hdf' || (only && !only.includes(name)))
		continue;
	try {
		const html = render(name, env);
		fact(html.includes('<'), `${name}: parses and renders`);
		if (name.startsWith('_'))
			parts[name] = html;
		else	// a page that loads itself anew would run from under us
			pages[name] = html.replace('data-reload', 'data-again');
	} catch (e) {
		fact(false, `${name}: parses and renders`, e.stderr || e);
	}
}

// ---- what a first visit costs

const gzipped = f => zlib.gzipSync(fs.readFileSync(path.join(htdocs, f)),
	{ level: 9 }).length;
const sizes = ['css/kartoteka.css', 'js/app.js', 'js/htmx.js',
	'js/sortable.js', 'js/uplot.js'].map(f => [f, gzipped(f)]);
const total = sizes.reduce((n, [, size]) => n + size, 0);
fact(total <= 80 * 1024, `styles and scripts come to ${total} bytes gzipped, ` +
    `at most 80 KiB`, sizes.join(' '));

if (process.argv.includes('--no-browser')) {
	finish();
	process.exit();
}
pages['contacts/lookup'] = parts._lookup;
const s = await serve(pages, posts), b = await browser_start();
const views = VIEWS.filter(v => v.scheme === 'light' ||
    !process.argv.includes('--light'));
const names = Object.keys(pages).filter(n => !n.includes('/'));
await Promise.all([0, 1].map(async half => {
	for (const view of views.filter((v, i) => i % 2 === half))
		await look_at(b, s.base, view, names);
}));
if (!only)
	await script_facts(b, s.base, posts);
await b.close();
s.close();
finish();
