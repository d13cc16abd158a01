// build.mjs: make the static files.
//	node conf/npm/build.mjs NPM_DIR OUT_DIR
// OUT_DIR/htdocs gets css/kartoteka.css (Tabler, uPlot and ours, purged of what
// no template uses), js/*.js, icons.svg (the icons really used), logo.svg;
// OUT_DIR/assets has one line per file, "/css/kartoteka.css HASH", from which
// the program makes ?v=HASH.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [npm, out] = process.argv.slice(2);
const require = createRequire(path.resolve(npm, 'package.json'));
const esbuild = require('esbuild');
const { PurgeCSS } = require('purgecss');
const read = (...p) => fs.readFileSync(path.join(...p), 'utf8');
const lib = (...p) => read(npm, 'node_modules', ...p);

function files(dir, ext) {
	return fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => {
		const p = path.join(dir, e.name);
		return e.isDirectory() ? files(p, ext) :
		    p.endsWith(ext) ? [p] : [];
	});
}

// ---- icons: literal in icon("name"), "icon" beside a name in C, icons.txt

const templates = files('src', '.cst').map(p => read(p)).join('\n');
const code = files('src', '.c').map(p => read(p)).join('\n');
const names = new Set(read('htdocs/icons.txt').split('\n')
	.filter(l => /^[a-z]/.test(l)));
for (const m of templates.matchAll(/icon(?:_s)?\("([a-z0-9-]+)"\)/g))
	names.add(m[1]);
for (const m of templates.matchAll(/call:(?:empty|panel_icon)\("([a-z0-9-]+)"/g))
	names.add(m[1]);
for (const m of code.matchAll(/icon\b[^"\n;]{0,24}"([a-z0-9-]+)"/g))
	names.add(m[1]);

function symbol(name) {
	const file = path.join(npm, 'node_modules/@tabler/icons/icons/outline',
	    name + '.svg');
	if (!fs.existsSync(file)) {
		console.error(`assets: no icon "${name}" in @tabler/icons`);
		process.exitCode = 1;
		return '';
	}
	const body = read(file).replace(/<!--[\s\S]*?-->/g, '')
		.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>[\s\S]*/, '')
		.replace(/<path stroke="none"[^>]*>/g, '')
		.replace(/\s+/g, ' ').replace(/> </g, '><').trim();
	return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" ` +
	    `stroke="currentColor" stroke-linecap="round" ` +
	    `stroke-linejoin="round">${body}</symbol>\n`;
}

const sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' +
    [...names].sort().map(symbol).join('') +
    // The mark stands in the colour of its place.
    read('htdocs/logo.svg').trim().replace(/^<svg xmlns="[^"]*"/,
	'<symbol id="logo"').replace(/ fill="[^"]*"/, ' fill="currentColor"')
	.replace('</svg>', '</symbol>\n') + '</svg>\n';

// ---- css

// "icon(name)" in our style sheet: the icon itself, to mask a colour with.
const own = read('htdocs/css/kartoteka.css').replace(/\bicon\(([a-z0-9-]+)\)/g,
    (all, name) => 'url("data:image/svg+xml,' + encodeURIComponent(
	symbol(name).trim().replace(/^<symbol id="[^"]*"/,
	    '<svg xmlns="http://www.w3.org/2000/svg" stroke-width="2"')
	    .replace('</symbol>', '</svg>').replace('currentColor', 'red')
	    .replace(/"/g, "'")).replace(/%20/g, ' ').replace(/%3D/g, '=')
	    .replace(/%2F/g, '/').replace(/%3A/g, ':') + '")');

async function css() {
	const raw = [lib('@tabler/core/dist/css/tabler.min.css'),
	    lib('uplot/dist/uPlot.min.css'), own];
	// Only what stands in tags: a word in a text is no class.  What is
	// glued in a template is listed: is-<state>, k-w<width>, k-c-<place>.
	const tags = templates.replace(/<\?cs[\s\S]*?\?>/g, ' ')
		.match(/<[^>]*>/g).join('\n');
	const script = read('htdocs/js/app.js').replace(/^\s*\/\/.*$/gm, '');
	const [purged] = await new PurgeCSS().purge({
		content: [{ raw: tags, extension: 'html' },
		    { raw: script, extension: 'js' }],
		css: [{ raw: raw.join('\n') }],
		safelist: { greedy: [/^u-/, /^uplot/],
		    standard: ['is-ok', 'is-warn', 'is-late', 'is-info', 'is-hold',
			'is-none', /^k-w\d/, /^k-c-/, /^data-bs-theme/, /^:/,
			'sortable-ghost'],
		    variables: [/^--k-/] },
		variables: true,
		keyframes: true,
		fontFace: true,
	});
	const min = await esbuild.transform(purged.css, { loader: 'css',
	    minify: true, legalComments: 'none', charset: 'utf8' });
	return '/* Tabler, uPlot: MIT; see /licences.txt */\n' + min.code;
}

async function js(source) {
	const min = await esbuild.transform(source, { minify: true,
	    legalComments: 'none', target: 'es2020', charset: 'utf8' });
	return min.code;
}

// SortableJS without what only lists of files need: 2 KB less.
async function sortable() {
	const made = await esbuild.build({
		stdin: { resolveDir: path.resolve(npm), contents:
		    'import S, { AutoScroll } from ' +
		    '"sortablejs/modular/sortable.core.esm.js";' +
		    'S.mount(new AutoScroll()); window.Sortable = S;' },
		bundle: true, write: false, minify: true, format: 'iife',
		legalComments: 'none', target: 'es2020', charset: 'utf8',
	});
	return made.outputFiles[0].text;
}

// What is passed on carries its licence.
const licences = ['@tabler/core', '@tabler/icons', 'htmx.org', 'sortablejs',
	'uplot'].map(name => {
	const dir = path.join(npm, 'node_modules', name);
	const file = fs.readdirSync(dir).find(f => /^licen[cs]e/i.test(f));
	const about = JSON.parse(read(dir, 'package.json'));
	return `${name} ${about.version} (${about.license})\n\n` +
	    (file ? read(dir, file).trim() + '\n' : '');
}).join('\n' + '-'.repeat(72) + '\n\n');

// ---- write

const made = {
	'/css/kartoteka.css': await css(),
	'/js/app.js': await js(read('htdocs/js/app.js')),
	'/js/htmx.js': lib('htmx.org/dist/htmx.min.js'),
	'/js/sortable.js': await sortable(),
	'/js/uplot.js': lib('uplot/dist/uPlot.iife.min.js'),
	'/icons.svg': sprite,
	'/logo.svg': read('htdocs/logo.svg'),
	'/licences.txt': licences,
};
const hash = text => crypto.createHash('sha256').update(text).digest('hex')
	.slice(0, 6);

function write(file, text) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	if (fs.existsSync(file) && read(file) === text)
		return;
	fs.writeFileSync(file + '.new', text);
	fs.renameSync(file + '.new', file);
}

if (!process.exitCode) {
	for (const [name, text] of Object.entries(made))
		write(path.join(out, 'htdocs', name), text);
	write(path.join(out, 'assets'), Object.entries(made)
		.map(([name, text]) => `${name} ${hash(text)}\n`).join(''));
}
