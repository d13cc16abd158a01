#!/usr/bin/env python3
"""A worker told to leave finishes the request in hand, and then is gone.

Speaks to workers of its own over FastCGI, for a web server keeps whole bodies
and answers and so never lets a worker wait.  Prints a line per fact; ends
with "N passed, N failed".
"""
import array
import fcntl
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import urllib.parse
import uuid

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP / "tests/flows"), str(TOP / "tests/tools")]
import wires                                                    # noqa: E402
from browser import Browser, Wrong                              # noqa: E402
from stack import Firm, fact, facts_end, wait                   # noqa: E402

ROWS = 20000		# of an export larger than what a socket holds
KEEP = 1		# FCGI_KEEP_CONN
PIECES = 8


def held(s, what):
    """Bytes that a socket holds: TIOCOUTQ not taken yet, FIONREAD for us."""
    n = array.array("i", [0])
    fcntl.ioctl(s, what, n)
    return n[0]


def mask(pid, name):
    """Signals of a process, by their name in /proc: SigBlk, SigCgt, ShdPnd."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{name}:\s*(\w+)", text, re.M)
    return int(found.group(1), 16) if found else 0


def minds(pid):
    """Whether a process no longer dies of being told."""
    both = 1 << signal.SIGTERM - 1 | 1 << signal.SIGUSR1 - 1
    return (mask(pid, "SigBlk") | mask(pid, "SigCgt")) & both == both


def reached(pid):
    """Whether no signal is still on its way to it."""
    return mask(pid, "ShdPnd") & ~mask(pid, "SigBlk") == 0


class Worker(wires.Worker):
    def start(self):
        process = super().start()
        wait(lambda: minds(process.pid), 20)
        return process

    def asleep(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        return text.rsplit(")", 1)[1].split()[0] == "S"

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def tell(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        wait(lambda: reached(self.process.pid), 20)

    def left(self):
        """Whether it has ended, and well."""
        try:
            return self.process.wait(timeout=20) == 0
        except subprocess.TimeoutExpired:
            return False

    def anew(self):
        """The next one, when this has left or must."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process = self.start()

    def open(self):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(60)
        s.connect(self.path)
        return s

    def end_of(self, s):
        """The answer, or how it was broken off."""
        try:
            return wires.answer(self.collect(s.makefile("rb")))
        except (OSError, struct.error, Wrong) as e:
            return 0, [], f"{type(e).__name__}: {e}".encode()


def head(method, url, cookies, kind="", size=0, flags=0):
    headers = {"Host": "127.0.0.1", "Accept-Language": "en",
               "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    if size:
        headers |= {"Content-Type": kind, "Content-Length": str(size)}
    params = b"".join(wires.pair(k, v) for k, v in wires.variables(
        method, url, headers, b"").items())
    return wires.record(wires.BEGIN, struct.pack("!HB5x", 1, flags)) + \
        wires.stream(wires.PARAMS, params)


# ---- the requests

def sent_slowly(worker, who, url, kind, body, told=()):
    """The answer to a form sent in pieces; after each but the last, when the
    worker waits for more, it is told."""
    step = -(-len(body) // PIECES)
    with worker.open() as s:
        s.sendall(head("POST", url, who.cookies, kind, len(body)))
        for at in range(0, len(body), step):
            if at:
                wait(lambda: held(s, termios.TIOCOUTQ) == 0 and
                     worker.asleep(), 20)
                for number in told:
                    worker.tell(number)
            try:
                s.sendall(wires.record(wires.STDIN, body[at:at + step]))
            except OSError as e:
                return 0, [], repr(e).encode()
        s.sendall(wires.record(wires.STDIN, b""))
        return worker.end_of(s)


def read_slowly(worker, who, url, told=()):
    """The answer, not read before the worker waits for room and is told."""
    seen = []

    def full():
        seen.append(held(s, termios.FIONREAD))
        return worker.asleep() and seen[-1] > 0 and \
            len(seen) > 5 and len(set(seen[-5:])) == 1
    with worker.open() as s:
        s.sendall(head("GET", url, who.cookies) +
                  wires.record(wires.STDIN, b""))
        fact(wait(full, 60), f"{url} is more than a socket holds",
             seen[-1:])
        for number in told:
            worker.tell(number)
        return worker.end_of(s)


def contact(who):
    """A form of a contact with a long note: address, type, body, name."""
    form = who.request("GET", "/contacts/new").main_form()
    name = uuid.uuid4().hex
    form.values |= {"name": [name], "note": ["x" * 4000]}
    return (form.action, "application/x-www-form-urlencoded",
            urllib.parse.urlencode(form.pairs()).encode(), name)


def file(who):
    """The form of an import: address, type, body."""
    page = who.request("GET", "/import/contacts")
    mark = uuid.uuid4().hex
    keys = dict(re.findall(
        r'<input type="?hidden"? name="?(\w+)"? value="([^"]*)"',
        page.source))
    body = "".join(f'--{mark}\r\nContent-Disposition: form-data; '
                   f'name="{k}"\r\n\r\n{v}\r\n' for k, v in keys.items())
    rows = "".join(f"{uuid.uuid4().hex};person\r\n" for _ in range(5000))
    body += (f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
             f'filename="a.csv"\r\n\r\nname;kind\r\n{rows}\r\n--{mark}--\r\n')
    return ("/import/contacts", f"multipart/form-data; boundary={mark}",
            body.encode())


def sign_in(worker):
    who = Browser(worker)
    form = who.request("GET", "/sign-in").main_form()
    form.values |= {"login": ["admin"],
                    "password": ["correct horse battery 7"]}
    who.request("POST", form.action, urllib.parse.urlencode(
        form.pairs()).encode(), {
            "Content-Type": "application/x-www-form-urlencoded"})
    return who


# ---- what is told

def told_between(worker):
    for number in (signal.SIGTERM, signal.SIGUSR1):
        status = worker.exchange("GET", "/sign-in", {}, b"")[0]
        worker.tell(number)
        fact(status == 200 and worker.left(),
             f"a worker that waits leaves on {number.name}", status)
        worker.anew()


def told_in_body(stack, worker, who):
    action, kind, body, name = contact(who)
    status, _, text = sent_slowly(worker, who, action, kind, body,
                                  (signal.SIGTERM, signal.SIGUSR1))
    fact(status == 303, "a form in the middle of which the worker is told to"
         " leave is taken", (status, text[-200:]))
    fact(worker.left(), "and the worker has left")
    rows = stack.number("SELECT COUNT(*) FROM contact WHERE LENGTH(note) ="
                        f" 4000 AND name = '{name}'")
    fact(rows == 1, "the form's record is there, whole and once", rows)
    worker.anew()
    status, _, text = sent_slowly(worker, who, *file(who), (signal.SIGTERM,))
    fact(status == 303, "so is a file", (status, text[-200:]))
    fact(worker.left(), "and the worker has left")
    worker.anew()


def told_in_answer(worker, who):
    url = "/export/contacts?format=csv"
    before = read_slowly(worker, who, url)
    fact(before[2].count(b"\n") > ROWS, "an export has all rows",
         before[2].count(b"\n"))
    after = read_slowly(worker, who, url, (signal.SIGTERM, signal.SIGUSR1))
    fact(before == after, "it is the same when the worker is told to leave in"
         " its middle", (after[0], len(before[2]), len(after[2])))
    fact(worker.left(), "and the worker has left")
    worker.anew()


def told_before_words(worker, who):
    """Connected, and told before the request's first byte."""
    wait(worker.asleep, 20)
    files = worker.files()
    with worker.open() as s:
        wait(lambda: worker.files() > files and worker.asleep(), 20)
        worker.tell()
        try:
            s.sendall(head("GET", "/contacts", who.cookies) +
                      wires.record(wires.STDIN, b""))
            status, _, text = worker.end_of(s)
        except OSError as e:
            status, text = 0, repr(e)
    fact(status == 200, "a request is answered whose worker is told to leave"
         " before its first byte", (status, text[-200:]))
    fact(worker.left(), "and the worker has left")
    worker.anew()


def told_on_kept(worker, who):
    """Idle on a connection that the web server keeps."""
    with worker.open() as s:
        for n in range(2):
            s.sendall(head("GET", "/contacts", who.cookies, flags=KEEP) +
                      wires.record(wires.STDIN, b""))
            status, _, text = worker.end_of(s)
            fact(status == 200, f"request {n + 1} of a connection that is"
                 " kept is answered", (status, text[-200:]))
        wait(worker.asleep, 20)
        worker.tell()
        fact(worker.left(), "a worker leaves a connection that is kept")
    worker.anew()


def told_in_turn(worker):
    """Workers that share a socket: one leaves, the others go on."""
    others = [worker.start() for _ in range(3)]
    try:
        for p in others:
            p.send_signal(signal.SIGTERM)
            fact(p.wait(timeout=20) == 0, "one of several workers leaves")
            status = {worker.exchange("GET", "/sign-in", {}, b"")[0]
                      for _ in range(20)}
            fact(status == {200}, "and the others answer", status)
    finally:
        for p in others:
            p.kill()
            p.wait()


def main():
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    worker = None
    with tempfile.TemporaryDirectory(prefix="kartoteka-leave-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack = Firm(home, WORKERS="1")
        try:
            stack.sql(
                "INSERT INTO contact (kind, name, sort_name, rev, created_at,"
                " owner_id) SELECT 'person', CONCAT('Рядок ', seq),"
                f" CONCAT('Рядок ', seq), 1, 1, 1 FROM seq_1_to_{ROWS}")
            worker = Worker(TOP / "cgi-bin/kartoteka.fcgi",
                            home / "kartoteka.conf", home, {})
            who = sign_in(worker)
            told_between(worker)
            told_in_body(stack, worker, who)
            told_in_answer(worker, who)
            told_before_words(worker, who)
            told_on_kept(worker, who)
            told_in_turn(worker)
        finally:
            if worker:
                worker.process.kill()
                worker.process.wait()
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
