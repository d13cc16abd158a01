// stack.mjs: a running Kartoteka with an empty base, of one's own.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { execFile, execFileSync } from 'node:child_process';
import { root } from '../browser.mjs';

const running = new Set();

function port_free() {
	return new Promise(done => {
		const s = net.createServer();
		s.listen(0, '127.0.0.1', () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});
}

const make = (verb, state, port) => ['-s', '--no-print-directory', verb,
	`STATE=${state}`, `PORT=${port}`, 'DEMO=0', 'WORKERS=2'];

// Start one; base is its address, state where its files are.
export async function stack_start() {
	const state = path.join(fs.mkdtempSync(path.join(os.tmpdir(),
	    'kartoteka-story.')), 'state');
	fs.chmodSync(path.dirname(state), 0o755);
	const port = await port_free();
	const stack = { state, port, base: `http://127.0.0.1:${port}` };
	running.add(stack);
	await new Promise((done, bad) => execFile('make', make('start', state,
	    port), { cwd: root }, (e, out, err) =>
		e ? bad(new Error(`no stack: ${err || e}`)) : done()));
	return stack;
}

export function stack_stop(stack) {
	if (!running.delete(stack))
		return;
	execFileSync('make', make('stop', stack.state, stack.port),
	    { cwd: root });
	fs.rmSync(path.dirname(stack.state), { recursive: true, force: true });
}

export function stacks_stop() {
	for (const s of [...running])
		stack_stop(s);
}
