// app.js: small helps on pages that work without it.  No state, no markup of
// its own beyond what stands here; words come from data- attributes.
(() => {
'use strict';
const root = document.documentElement;
const $ = (s, e = document) => e.querySelector(s);
const $$ = (s, e = document) => [...e.querySelectorAll(s)];
const token = name => getComputedStyle(root).getPropertyValue(name).trim();
root.classList.add('is-scripted');

function make(tag, attributes) {
	const e = document.createElement(tag);
	for (const [k, v] of Object.entries(attributes))
		if (v !== null && v !== undefined)
			e.setAttribute(k, v);
	return e;
}

// Before htmx begins: no styles of its own, no code in markup, our site alone,
// and pages of errors shown.
Object.assign(window.htmx?.config || {}, { includeIndicatorStyles: false,
	allowEval: false, selfRequestsOnly: true, historyCacheSize: 0,
	responseHandling: [{ code: '[23]..', swap: true },
	    { code: '4(0[034]|09|22)', swap: true },
	    { code: '[45]..', swap: false, error: true }] });

// ---- theme: shown at once, remembered by the server

function theme_set(value) {
	if (value === 'auto')
		delete root.dataset.bsTheme;
	else
		root.dataset.bsTheme = value;
	for (const b of $$('[data-theme-form] button'))
		b.setAttribute('aria-pressed', String(b.value === value));
	charts_draw();
}

function key_text() {
	return [...crypto.getRandomValues(new Uint8Array(16))]
		.map(b => b.toString(16).padStart(2, '0')).join('');
}

function key_new(form) {
	const k = $('[name=request_key]', form);
	if (k)
		k.value = key_text();
}

document.addEventListener('submit', e => {
	if (!e.target.matches('[data-theme-form]') || !e.submitter)
		return;
	e.preventDefault();
	const body = new URLSearchParams(new FormData(e.target, e.submitter));
	key_new(e.target);
	theme_set(e.submitter.value);
	fetch(e.target.action, { method: 'POST', body, redirect: 'manual' });
});

// ---- menus: one open at a time; Esc closes and gives the focus back

function menus_close(except) {
	for (const d of $$('details.k-menu[open], .k-bottom details[open]'))
		if (!d.contains(except))
			d.open = false;
}
document.addEventListener('click', e => {
	menus_close(e.target);
	const b = e.target.closest('[data-dismiss]');
	if (b)
		b.closest('.k-toast').remove();
	if (e.target.closest('[data-print]'))
		window.print();
	const side = e.target.closest('[data-choose]')?.dataset.choose;
	if (side)
		for (const r of $$(`[data-side=${side}]`))
			r.checked = true;
	if (e.target.closest('[data-add-line]') && line_add())
		e.preventDefault();
});

// ---- forms: unsaved changes, choosing all

let dirty = false;
document.addEventListener('input', e => {
	if (e.target.closest('form[data-watch]'))
		dirty = true;
});
document.addEventListener('submit', () => { dirty = false; });
document.addEventListener('reset', () => { dirty = false; });
window.addEventListener('beforeunload', e => {
	if (dirty)
		e.preventDefault();
});
document.addEventListener('change', e => {
	if (e.target.closest('[data-pick-all]'))
		for (const b of $$('[name=id]', e.target.closest('form')))
			b.checked = e.target.checked;
	if (e.target.matches('.k-move select[name=stage]'))
		move_why(e.target.form);
});

// ---- keys, by their place on the keyboard, so that any layout works

const GO = { KeyN: '/now', KeyC: '/contacts', KeyD: '/deals',
	KeyI: '/invoices', KeyR: '/reports' };
let going = 0;

function go(code) {
	const to = (document.body.dataset.base || '') + GO[code];
	const a = GO[code] && $$('.k-nav a').find(x =>
	    new URL(x.href).pathname.startsWith(to));
	if (a)
		a.click();
	return !!a;
}

const ROW = '[data-row], [data-rows] > tr';

function row_move(step) {
	const rows = $$(ROW);
	const i = rows.findIndex(r => r.contains(document.activeElement));
	const at = Math.max(0, Math.min(rows.length - 1, i + step));
	rows[at]?.querySelector('th a, .k-c-title a, h2 a, h3 a, a, button')?.focus();
}

function menu_open(d) {
	if (!d)
		return false;
	menus_close(d);
	d.open = true;
	($('input:not([type=hidden]), select, .k-menu-item', d) ||
	    d.firstElementChild).focus();
	return true;
}

function key_plain(e) {
	const row = document.activeElement?.closest(ROW) ||
	    $('[data-row-first]');
	const digit = /^Digit([1-9])$/.exec(e.code)?.[1];
	if (going && Date.now() - going < 1500 && go(e.code))
		return true;
	going = e.code === 'KeyG' ? Date.now() : 0;
	if (going)
		return true;
	if (e.code === 'Slash')
		return box_go();
	if (e.code === 'KeyJ' || e.code === 'KeyK')
		return row_move(e.code === 'KeyJ' ? 1 : -1) || true;
	if (e.code === 'KeyX' && row)
		return pick_row(row);
	if ((e.code === 'ArrowRight' || e.code === 'ArrowLeft') &&
	    row?.closest('[data-cell]'))
		return cell_move(row, e.code === 'ArrowRight' ? 1 : -1);
	if (e.code === 'Enter' && document.activeElement
		.matches('[data-cell] > tr > :is(td, th)'))
		return cell_edit(cell_at(document.activeElement)) || true;
	if (e.code === 'KeyF' && menu_open($('[data-filter]')))
		return true;
	const own = row && $(`[data-key="${e.code}"]`, row);
	const any = own || $(`[data-key="${e.code}"]`);
	if (any)
		return (any.matches('summary') ? menu_open(any.parentElement) :
		    any.click()) || true;
	if (digit) {
		const pick = $$('.k-dialog [type=radio]')[digit - 1] ||
		    $$('.k-tabs a.k-tab')[digit - 1];
		return pick ? pick.click() || true : false;
	}
	return e.code === 'KeyC' && menu_open($('[data-create]'));
}

// Tick a row; a list without boxes is shown anew with them.
function pick_row(row) {
	const box = $('[name=id]', row), link = $('main a[href*="pick=1"]');
	const id = $('th a', row)?.pathname.split('/').pop();
	if (box)
		return box.click() || true;
	if (!link || !/^\d+$/.test(id) || !window.htmx)
		return false;
	htmx.ajax('GET', link.href, { target: '#main', select: '#main',
		swap: 'outerHTML' }).then(() => {
		const b = $(`.k-c-pick [value="${id}"]`);
		b?.click();
		b?.focus();
	});
	return true;
}
document.addEventListener('click', e => {
	if (e.target.matches('[data-rows] > tr > th:first-child') &&
	    e.offsetX < 36 && root.clientWidth >= 768)
		pick_row(e.target.parentElement);
});

// The search, on a phone that of its page; else what finds in the list.
function box_go() {
	const box = $$('#q, #q2, #find').find(b => b.offsetParent);
	box?.focus();
	box?.select();
	return !!box;
}

// The keys over the page, as their own page tells them.
async function keys_show() {
	const link = $('[data-keys-page]');
	const r = await fetch(link.href);
	const doc = new DOMParser().parseFromString(r.ok ? await r.text() : '',
	    'text/html');
	const keys = doc.getElementById('keys'), title = $('h1', doc);
	if (!keys)
		return link.click();
	const d = make('dialog', { class: 'k-dialog k-keys-over',
		'aria-labelledby': 'keys-t', tabindex: '-1' });
	const head = make('header', {}), body = make('div', { class: 'k-body' });
	const h = make('h2', { id: 'keys-t' });
	h.textContent = title.textContent;
	head.append(h);
	body.append(keys);
	d.append(head, body);
	document.body.append(d);
	d.addEventListener('close', () => d.remove());
	d.addEventListener('click', e => { if (e.target === d) d.close(); });
	d.showModal();
}

function key_escape(e) {
	const d = e.target.closest('details[open]');
	if (d) {
		d.open = false;
		d.firstElementChild.focus();
	} else if ($('[data-cancel]') && !$('.k-drop:not([hidden]) .k-hit')) {
		$('[data-cancel]').click();
	}
}

document.addEventListener('keydown', e => {
	if (e.defaultPrevented || e.isComposing || $('.k-keys-over'))
		return;
	const ctrl = e.ctrlKey || e.metaKey;
	if (e.key === 'Escape') {
		key_escape(e);
	} else if (ctrl && e.key === 'Enter') {
		const f = e.target.closest('form[method=post]');
		const b = f && ($('.btn-primary[type=submit]', f) ||
		    $('.btn[type=submit]', f));
		if (b)
			b.click();
	} else if (ctrl && e.code === 'KeyK' && box_go()) {
		e.preventDefault();
	} else if (ctrl && e.code === 'KeyI' && $('[data-add-line]')) {
		e.preventDefault();
		$('[data-add-line]').click();
	} else if (ctrl || e.altKey || root.dataset.keys === 'off' ||
	    e.target.closest('input:not([type=checkbox]):not([type=radio]), ' +
	    'select, textarea, [contenteditable]')) {
		return;
	} else if (e.shiftKey) {
		if (e.code === 'Slash' && $('[data-keys-page]'))
			keys_show();
	} else if (key_plain(e)) {
		e.preventDefault();
	}
});

// ---- lookup: words over a number; .k-lookup[data-lookup]


function lookup_ask(box, input, take) {
	const list = make('div', { class: 'k-drop', hidden: '' });
	let timer, asked = 0, at = -1;
	list.id = 'drop-' + Math.random().toString(36).slice(2);
	box.append(list);
	for (const [k, v] of Object.entries({ role: 'combobox',
	    'aria-expanded': 'false', 'aria-controls': list.id,
	    'aria-autocomplete': 'list', autocomplete: 'off' }))
		input.setAttribute(k, v);
	const hits = () => $$('.k-hit', list);
	const close = () => {
		list.hidden = true;
		at = -1;
		input.setAttribute('aria-expanded', 'false');
		input.removeAttribute('aria-activedescendant');
	};
	const mark = i => {
		at = Math.max(0, Math.min(hits().length - 1, i));
		hits().forEach((h, n) => {
			h.id = list.id + '-' + n;
			h.setAttribute('aria-selected', String(n === at));
			if (n === at) {
				h.scrollIntoView({ block: 'nearest' });
				input.setAttribute('aria-activedescendant', h.id);
			}
		});
	};
	const ask = async () => {
		const n = ++asked, u = new URL(box.dataset.lookup, location.href);
		u.searchParams.set('q', input.value.trim());
		const r = await fetch(u, { headers: { 'HX-Request': 'true' } });
		const html = r.ok ? await r.text() : '';
		if (n !== asked)
			return;
		const doc = new DOMParser().parseFromString(html, 'text/html');
		list.replaceChildren(...doc.body.childNodes);
		if (!hits().length) {
			list.replaceChildren(make('p', { class: 'k-hint' }));
			list.firstChild.textContent = box.dataset.none;
		}
		list.hidden = false;
		input.setAttribute('aria-expanded', 'true');
		mark(0);
	};
	// One more record by its title: the answer is what was chosen, or why not.
	const add = async h => {
		const body = new URLSearchParams(h.dataset.fields);
		body.set('form_token', $('[name=form_token]').value);
		body.set('request_key', key_text());
		const r = await fetch(h.dataset.new, { method: 'POST', body,
			headers: { 'HX-Request': 'true' } });
		const doc = new DOMParser().parseFromString(await r.text(),
		    'text/html');
		const made = r.ok && $('.k-hit', doc);
		if (made)
			return choose(made);
		const why = $('[role=alert]', doc) || make('p', {});
		why.textContent = why.textContent || box.dataset.none;
		list.replaceChildren(why);
	};
	const choose = h => {
		if (h.dataset.new)
			return add(h);
		take(h);
		close();
		dirty = true;
	};
	input.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(ask, 150);
	});
	input.addEventListener('keydown', e => {
		if (list.hidden && e.key === 'ArrowDown')
			ask();
		else if (list.hidden)
			return;
		else if (e.key === 'ArrowDown' || e.key === 'ArrowUp')
			mark(at + (e.key === 'ArrowDown' ? 1 : -1));
		else if (e.key === 'Enter' && !e.ctrlKey && hits()[at])
			choose(hits()[at]);
		else if (e.key === 'Escape')
			close();
		else
			return;
		e.preventDefault();
		e.stopPropagation();
	});
	list.addEventListener('pointerdown', e => {
		const h = e.target.closest('.k-hit');
		e.preventDefault();
		if (h)
			choose(h);
	});
	input.addEventListener('blur', () => { asked++; close(); });
}

function lookup_start(box) {
	const number = $('input', box);
	if (!box.dataset.lookup || box.dataset.ready)
		return;
	box.dataset.ready = '1';
	if (box.dataset.lineProduct)
		return lookup_line(box, number);
	const words = number.cloneNode();
	words.removeAttribute('name');
	words.removeAttribute('inputmode');
	words.value = box.dataset.label || number.value;
	number.removeAttribute('id');
	number.type = 'hidden';
	box.append(words);
	// What was typed and not chosen goes along: the server says why not.
	words.addEventListener('input', () => { number.value = words.value; });
	lookup_ask(box, words, h => {
		number.value = h.dataset.id;
		words.value = h.dataset.label;
		number.dispatchEvent(new Event('change', { bubbles: true }));
	});
}

// In a line the words are the line's own name, and a product brings more.
function lookup_line(box, number) {
	const row = box.closest('tr');
	const input = end => $(`[name$=".${end}"]`, row);
	const name = input('name');
	box.classList.add('is-scripted');
	number.type = 'hidden';
	box.append(name);
	name.addEventListener('input', () => {
		if (!name.value)
			number.value = '';
	});
	lookup_ask(box, name, h => {
		number.value = h.dataset.id;
		name.value = h.dataset.label;
		for (const end of ['unit', 'price', 'vat'])
			if (h.dataset[end])
				input(end).value = h.dataset[end];
		if (!input('quantity').value)
			input('quantity').value = '1';
		input('quantity').focus();
		input('quantity').select();
	});
}

// ---- search: answers below the box as one types

function search_start(form) {
	const input = $('#q', form);
	const drop = make('div', { class: 'k-drop', hidden: '' });
	let timer, asked = 0, at = -1;
	if (!input || form.dataset.ready)
		return;
	form.dataset.ready = '1';
	form.append(drop);
	for (const [k, v] of Object.entries({ role: 'combobox',
	    'aria-expanded': 'false', 'aria-haspopup': 'listbox',
	    'aria-autocomplete': 'list' }))
		input.setAttribute(k, v);
	const hits = () => $$('.k-hit', drop);
	const close = () => {
		asked++;
		clearTimeout(timer);
		drop.hidden = true;
		at = -1;
		input.setAttribute('aria-expanded', 'false');
		input.removeAttribute('aria-controls');
		input.removeAttribute('aria-activedescendant');
	};
	const mark = i => {
		const list = hits();
		at = i < 0 ? list.length - 1 : i >= list.length ? 0 : i;
		list.forEach((h, n) => {
			h.id = 'q-hit-' + n;
			h.setAttribute('aria-selected', String(n === at));
		});
		list[at]?.scrollIntoView({ block: 'nearest' });
		input.setAttribute('aria-activedescendant', 'q-hit-' + at);
	};
	const ask = async () => {
		const n = ++asked, u = new URL(form.action + '/drop');
		u.searchParams.set('q', input.value.trim());
		const r = await fetch(u, { headers: { 'HX-Request': 'true' } })
			.catch(() => null);
		const html = r?.ok && !r.redirected ? await r.text() : '';
		if (n !== asked || !html)
			return;
		const doc = new DOMParser().parseFromString(html, 'text/html');
		drop.replaceChildren(...doc.body.childNodes);
		drop.hidden = false;
		at = -1;
		input.removeAttribute('aria-activedescendant');
		input.setAttribute('aria-expanded', String(!!hits().length));
		if (hits().length)
			input.setAttribute('aria-controls', 'q-list');
		else
			input.removeAttribute('aria-controls');
	};
	input.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(ask, 120);
	});
	input.addEventListener('focus', () => {
		if (!input.value)
			ask();
	});
	input.addEventListener('keydown', e => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (e.isComposing)
			return;
		if (step && drop.hidden)
			ask();
		else if (step)
			mark(at < 0 && step < 0 ? -1 : at + step);
		else if (e.key === 'Enter' && !drop.hidden && at >= 0)
			hits()[at].click();
		else if (e.key === 'Escape' && !drop.hidden)
			close();
		else
			return;
		e.preventDefault();
		e.stopPropagation();
	});
	drop.addEventListener('pointerdown', e => e.preventDefault());
	input.addEventListener('blur', close);
	form.addEventListener('submit', close);
}

// ---- forms: is it there already? Asked as one types

function alike_start(box) {
	const form = box.closest('form');
	let timer, asked = 0;
	if (box.dataset.ready)
		return;
	box.dataset.ready = '1';
	const ask = async () => {
		const n = ++asked, u = new URL(box.dataset.alike, location.href);
		for (const k of ['kind', 'name', 'phone', 'email', 'tax_no',
		    'reg_no', 'city']) {
			const v = form.elements[k]?.value?.trim();
			if (v)
				u.searchParams.set(k, v);
		}
		const r = await fetch(u, { headers: { 'HX-Request': 'true' } })
			.catch(() => null);
		if (n !== asked || !r?.ok || r.redirected)
			return;
		const html = (await r.text()).trim();
		const doc = new DOMParser().parseFromString(html, 'text/html');
		if (n === asked && box.textContent !== doc.body.textContent)
			box.replaceChildren(...doc.body.childNodes);
	};
	form.addEventListener('input', e => {
		if (!['name', 'phone', 'email', 'tax_no', 'reg_no']
		    .includes(e.target.name))
			return;
		clearTimeout(timer);
		timer = setTimeout(ask, 350);
	});
}

// ---- lines of documents: a new one is the last one, emptied and renumbered

function line_add() {
	const last = $('[data-lines] tr:last-child');
	if (!last)
		return false;
	const n = Number(last.dataset.line), row = last.cloneNode(true);
	row.dataset.line = n + 1;
	row.cells[0].textContent = n + 1;
	for (const e of $$('.k-drop, .k-err, [name$=".id"]', row))
		e.remove();
	for (const e of $$('[name], [aria-label]', row)) {
		if (e.name?.startsWith('line.'))
			e.name = e.name.replace(/^line\.\d+/, 'line.' + (n + 1));
		e.setAttribute('aria-label', (e.getAttribute('aria-label') || '')
			.replace(/\d+$/, n + 1));
		for (const a of ['aria-invalid', 'aria-describedby', 'id'])
			e.removeAttribute(a);
		if (e.matches('input'))
			e.value = '';
		if (e.name === 'drop_line')
			e.value = n + 1;
	}
	$('.k-ro span', row).textContent = '—';
	for (const box of $$('.k-lookup', row)) {
		const name = $('[name$=".name"]', row);
		delete box.dataset.ready;
		if (box.contains(name))
			box.after(name);
	}
	last.after(row);
	init(row);
	$('[name$=".name"]', row).focus();
	return true;
}

// ---- board: dragging fills the card's own form and sends it

function move_why(form) {
	const to = $('select[name=stage]', form).selectedOptions[0];
	const lost = to?.dataset.kind === 'lost', all = $('#k-why');
	if (lost && all && !$('.k-why', form))
		$('button', form).before(all.content.cloneNode(true));
	if (!lost)
		$('.k-why', form)?.remove();
	return lost && !!$('.k-why', form);
}

function board_dropped(e) {
	const form = $('.k-move', e.item), to = e.to.dataset.lane;
	if (!form || e.from === e.to)
		return;
	$('select[name=stage]', form).value = to;
	if (move_why(form)) {		// lost: the reason is asked first
		e.from.insertBefore(e.item, e.from.children[e.oldIndex] || null);
		menu_open(form.closest('details'));
		$('.k-why select', form).focus();
		return;
	}
	$('.k-deal', e.item).classList.add('is-moving');
	form.requestSubmit();
}

function board_start(board) {
	const kept = 'board-x:' + location.pathname;
	board.scrollLeft = Number(sessionStorage.getItem(kept) || 0);
	window.addEventListener('pagehide', () =>
	    sessionStorage.setItem(kept, board.scrollLeft));
	if (!window.Sortable || matchMedia('(pointer: coarse)').matches)
		return;
	for (const lane of $$('[data-lane]', board))
		window.Sortable.create(lane, { group: 'deals', sort: false,
			animation: 0, onEnd: board_dropped,
			draggable: '[data-id]', filter: '.k-menu, a', preventOnFilter: false });
}

// ---- charts, drawn from the table beside them

function chart_read(table) {
	const heads = $$('thead th', table), rows = $$('tbody tr', table);
	const series = heads.map((h, i) => ({ h, i }))
		.filter(x => x.h.dataset.series);
	return {
		labels: rows.map(r => r.cells[0].textContent.trim()),
		names: series.map(s => s.h.textContent.trim()),
		data: series.map(s => rows.map(r =>
		    r.cells[s.i].dataset.v === '' ? null :
		    Number(r.cells[s.i].dataset.v))),
		texts: series.map(s => rows.map(r =>
		    r.cells[s.i].textContent.trim())),
	};
}

// Names under a chart are cut; the table beside it has them whole.
function chart_label(text) {
	const s = text ?? '';
	return s.length > 18 ? s.slice(0, 17).trimEnd() + '…' : s;
}

function chart_draw(place) {
	const table = document.getElementById(place.dataset.chartOf);
	if (!table || !window.uPlot)
		return;
	place.hidden = false;
	const t = chart_read(table), bars = table.dataset.chart === 'bar';
	const ink = token('--k-ink-2'), line = token('--k-line');
	const wide = Math.max(64, 16 + 7 * Math.max(...t.labels.map(l =>
	    chart_label(l).length)));
	const short = new Intl.NumberFormat(root.lang, { notation: 'compact' });
	const axis = { stroke: ink, font: '12px ' + token('--k-font'),
		grid: { stroke: line, width: 1 }, ticks: { show: false } };
	place._plot?.destroy();
	place._plot = new window.uPlot({
		width: place.clientWidth, height: 260,
		cursor: { points: { show: !bars }, drag: { x: false, y: false } },
		scales: { x: { time: false, range: () =>
		    [-.5, t.labels.length - .5] }, y: { range: (u, a, b) =>
		    [Math.min(0, a), b > 0 ? b * 1.08 : 1] } },
		axes: [{ ...axis, grid: { show: false }, space: 56,
			splits: u => t.labels.map((_, i) => i).filter(i => i %
			    Math.ceil(t.labels.length * wide / u.width) === 0),
			values: (u, at) => at.map(i => chart_label(t.labels[i])) },
		    { ...axis, size: 56, values: (u, at) =>
			at.map(v => short.format(v)) }],
		series: [{ label: $('thead th', table).textContent,
		    value: (u, v) => t.labels[v] ?? '—' },
		    ...t.names.map((label, i) => ({ label,
			stroke: token('--k-c' + (i % 6 + 1)),
			width: i && bars ? 1 : 2, dash: i ? [4, 3] : undefined,
			fill: bars && !i ? token('--k-c1') : undefined,
			paths: bars ? window.uPlot.paths.bars({
			    size: [.72 / t.names.length, 48],
			    align: t.names.length > 1 ? (i ? 1 : -1) : 0 }) :
			    undefined,
			points: { show: false },
			value: (u, v, s, n) => t.texts[i][n] ?? '—' }))],
	}, [t.labels.map((_, i) => i), ...t.data], place);
}
function charts_draw() {
	$$('[data-chart-of]').forEach(chart_draw);
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change',
    charts_draw);

// ---- dates: a calendar beside the typed date

function date_start(box) {
	const typed = $('input', box);
	const pick = make('input', { type: 'date', class: 'k-date',
		tabindex: '-1', 'aria-hidden': 'true' });
	const b = make('button', { type: 'button', class: 'btn k-quiet btn-icon',
		'aria-label': box.dataset.date });
	const icon = $('use[href*="icons.svg"]')?.getAttribute('href')
		.replace(/#.*/, '');
	if (!pick.showPicker || !icon)
		return;
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
	use.setAttribute('href', icon + '#calendar');
	svg.setAttribute('class', 'icon');
	svg.setAttribute('aria-hidden', 'true');
	svg.append(use);
	b.append(svg);
	b.addEventListener('click', () => {
		const d = /^(\d\d?)\.(\d\d?)\.(\d{4})$/.exec(typed.value.trim());
		pick.value = d ? `${d[3]}-${d[2].padStart(2, 0)}-` +
		    d[1].padStart(2, 0) : typed.value;
		pick.showPicker();
	});
	pick.addEventListener('change', () => {
		const iso = /^\d{4}-/.test(typed.value) || root.lang === 'en';
		typed.value = iso ? pick.value :
		    pick.value.split('-').reverse().join('.');
		dirty = true;
		typed.focus();
	});
	box.append(pick, b);
}

// ---- reminders: each shown once in this browser, asked for while one looks

function told_before(key) {
	const list = (localStorage.getItem('k-told') || '').split(' ');
	if (list.includes(key))
		return true;
	localStorage.setItem('k-told', [...list, key].slice(-100).join(' '));
	return false;
}

function remind_show(part, bell) {
	const n = part.dataset.count;
	let badge = $('.k-bell', bell);
	if (!badge && n)
		bell.append(badge = make('span', { class: 'k-bell',
			'aria-hidden': 'true' }));
	if (badge && n)
		badge.textContent = n;
	else
		badge?.remove();
	bell.setAttribute('aria-label', bell.getAttribute('aria-label')
		.split(':')[0] + (n && `: ${n}`));
	let left = 3;	// more of them would hide the page
	const fresh = $$('[data-told]', part).filter(e =>
		left && !told_before(e.dataset.told) && left--);
	if (!fresh.length)
		return;
	toast_put(...fresh);
}

function toast_put(...list) {
	let box = $('.k-toasts');
	if (!box)
		document.body.append(box = make('div',
		    { class: 'k-toasts k-noprint' }));
	box.append(...list);
}

function remind_start() {
	const bell = $('[data-remind]');
	const ask = async () => {
		if (document.hidden)
			return;
		const r = await fetch(bell.href + '/told',
		    { headers: { 'HX-Request': 'true' } }).catch(() => null);
		const html = r?.ok && !r.redirected ? await r.text() : '';
		const part = new DOMParser().parseFromString(html, 'text/html')
			.querySelector('[data-count]');
		if (part)
			remind_show(part, bell);
	};
	if (!bell)
		return;
	if ($('.k-bell', bell))
		ask();
	setInterval(ask, 60000);
	document.addEventListener('submit', async e => {
		const toast = e.target.closest('[data-told]');
		if (!toast)
			return;
		e.preventDefault();
		await fetch(e.target.action, { method: 'POST',
			body: new URLSearchParams(new FormData(e.target)) })
			.catch(() => null);
		toast.remove();
		ask();
	});
}

// ---- one value edited where it stands: in a list, on a card

// Where it would be edited, and what it is; null: not here.
function cell_at(e) {
	const pencil = e.closest('.k-facts dd')?.querySelector('.k-pencil');
	if (pencil)
		return { box: pencil.parentElement, pencil, kind: pencil.dataset.cell,
			field: pencil.dataset.f,
			id: pencil.pathname.match(/(\d+)\/edit$/)?.[1] };
	const box = e.closest('[data-cell] > tr > :is(td, th)');
	const head = box && box.closest('table').tHead.rows[0]
		.cells[box.cellIndex];
	if (!head?.dataset.f)
		return null;
	return { box, kind: box.closest('[data-cell]').dataset.cell,
		field: head.dataset.f, narrow: 1,
		id: $('th a', box.parentElement)?.pathname.match(/\d+$/)?.[0] };
}

const cell_url = c => `${document.body.dataset.base || ''}/cell/${c.kind}/` +
	`${c.id}?field=${c.field}${c.narrow ? '&narrow=1' : ''}`;

function cell_focus(c) {
	const to = c.pencil || c.box;
	if (!c.pencil)
		c.box.tabIndex = -1;
	to.focus();
}

function cell_form(c, html) {
	c.box.innerHTML = html;
	c.box.classList.add('is-edit');
	init(c.box);
	const form = $('form', c.box), end = () => {
		c.box.classList.remove('is-edit');
		c.box.replaceChildren(...c.was);
		cell_focus(c);
	};
	form.addEventListener('submit', async e => {
		e.preventDefault();
		e.stopPropagation();
		const body = new URLSearchParams(new FormData(form));
		const r = await fetch(form.action, { method: 'POST', body,
			redirect: 'manual' }).catch(() => null);
		if (r?.ok)
			return cell_done(c, await r.text());
		if (r && (r.status === 422 || r.status === 409))
			return cell_form(c, await r.text());
		form.submit();	// what went wrong is told by a page
	});
	$('[data-cell-end]', form).addEventListener('click', end);
	form.addEventListener('keydown', e => {
		if (e.key !== 'Escape' || $('.k-drop:not([hidden])', form))
			return;
		e.preventDefault();
		e.stopPropagation();
		end();
	});
	const first = $('input:not([type=hidden]), select, textarea', form);
	first?.focus();
	first?.select?.();
}

// Saved, with Undo, which comes back to where we are.
function cell_said(toast) {
	if (!toast)
		return;
	toast.parentNode.remove();
	$('.k-toast.is-ok')?.remove();
	$('form', toast).action += '?next=' + encodeURIComponent(
	    location.pathname.slice((document.body.dataset.base || '').length) +
	    location.search);
	init(toast);
	toast_put(toast);
}

function cell_done(c, html) {
	c.box.classList.remove('is-edit');
	c.box.innerHTML = c.pencil ? `<span>${html}</span>` : html;
	if (c.pencil)
		c.box.append(c.pencil);
	cell_said($('.k-toast', c.box));
	const link = c.was.find(n => n.matches?.('a'));
	if (!c.pencil && c.box.tagName === 'TH' && link) {
		link.textContent = c.box.textContent.trim();
		c.box.replaceChildren(link);
	}
	cell_focus(c);
}

async function cell_edit(c) {
	if (!c?.id || c.box.classList.contains('is-edit'))
		return;
	pencil.remove();
	c.was = [...c.box.childNodes];
	const r = await fetch(cell_url(c), { redirect: 'manual' })
		.catch(() => null);
	if (r?.ok)
		cell_form(c, await r.text());
	else if (c.pencil)
		location = c.pencil.href;
}

// The pencil of a list: where the pointer or the focus is, or was tapped.
const pencil = make('button', { type: 'button', class: 'k-pencil is-over' });
function pencil_put(e) {
	const c = e.target.closest?.('[data-cell]') && cell_at(e.target);
	if (!c || !c.id || c.box.classList.contains('is-edit') ||
	    c.box.contains(pencil))
		return;
	const icon = $('use[href*="icons.svg"]')?.getAttribute('href')
		.replace(/#.*/, '#edit');
	pencil.innerHTML = `<svg class="icon icon-s" aria-hidden="true"><use ` +
	    `href="${icon}"/></svg>`;
	pencil.setAttribute('aria-label', c.box.closest('table').tHead.rows[0]
		.cells[c.box.cellIndex].textContent.trim());
	c.box.append(pencil);
}

// Left and right along a row, Enter edits.
function cell_move(row, step) {
	const cells = [...row.cells].filter(b => cell_at(b)?.id);
	const at = cells.findIndex(b => b.contains(document.activeElement));
	const to = cells[Math.max(0, Math.min(cells.length - 1, at + step))];
	if (!to)
		return false;
	to.tabIndex = -1;
	to.focus();
	return true;
}

for (const kind of ['pointerover', 'focusin'])
	document.addEventListener(kind, e => {
		if (kind === 'focusin' || e.pointerType === 'mouse')
			pencil_put(e);
	});
document.addEventListener('click', e => {
	const own = e.target.closest('.k-pencil');
	if (own && !e.ctrlKey && !e.metaKey) {
		e.preventDefault();
		return cell_edit(cell_at(own));
	}
	if (!e.target.closest('a, button, input, select, textarea'))
		pencil_put(e);
});
document.addEventListener('dblclick', e => {
	if (!e.target.closest('a, button, input, select, textarea'))
		cell_edit(cell_at(e.target));
});

// ---- begin

function init(scope) {
	$$('.k-lookup', scope).forEach(lookup_start);
	$$('.k-top .k-search', scope).forEach(search_start);
	for (const e of $$('[data-date]', scope))
		if (!e.dataset.ready && (e.dataset.ready = '1'))
			date_start(e);
	for (const e of $$('[data-pick-all], [data-dismiss], [data-print], ' +
	    '[data-sides]', scope))
		e.hidden = false;
	for (const c of $$('.k-tabs [aria-current]', scope))
		c.parentElement.scrollLeft = c.offsetLeft - 16;
	$$('[data-alike]', scope).forEach(alike_start);
	$$('.k-move', scope).forEach(move_why);
	$$('[data-chart-of]', scope).forEach(chart_draw);
	$$('[data-board]', scope).forEach(board_start);
}

document.addEventListener('DOMContentLoaded', () => {
	init(document);
	remind_start();
	$('#form-errors')?.focus();
	new ResizeObserver(() => $$('[data-chart-of]').forEach(p =>
	    p._plot?.setSize({ width: p.clientWidth, height: 260 })))
		.observe(document.body);
	document.body.addEventListener('htmx:afterSettle', e =>
	    init(e.detail.elt.parentElement || document));
});
})();
