#!/usr/bin/env python3
"""What was acknowledged is there, once and whole, whatever was killed.

    tests/soak.py [--kills N] [--seconds N]	writers under fire
    tests/soak.py --memory [--requests N]	a worker's memory stays flat

Writers do over HTTP what people do and send a form again when its answer is
lost, as a browser does.  Meanwhile workers, nginx and MariaDB are killed while
a transaction is open, connections are cut around COMMIT, the clock jumps and
the program's file is replaced.  Then every row is counted.  Prints a line per
fact; ends with "N passed, N failed".
"""
import argparse
import http.client
import http.cookies
import multiprocessing
import os
import pathlib
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP / "tests/flows"), str(TOP / "tests/tools")]
import stack as tools                                           # noqa: E402
from browser import Form, Tree                                  # noqa: E402
from clock import LIBRARY, clock_tidy                           # noqa: E402
from stack import fact, facts_end, wait                         # noqa: E402

OPEN = ("SELECT t.trx_id FROM information_schema.innodb_trx t JOIN"
        " information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
        " WHERE t.trx_rows_modified > 0 AND p.command = 'Sleep'")
INNODB_TRX_S = 0.11		# the server renews that table every 0.1 s


# ---- between the workers and the database

class Proxy:
    """Passes bytes on; armed, it cuts a connection around its COMMIT."""
    BEFORE, AFTER = 1, 2

    def __init__(self, door, database):
        self.door, self.database = str(door), str(database)
        self.armed = multiprocessing.Value("i", 0)
        self.cuts = multiprocessing.Value("i", 0)
        self.process = multiprocessing.Process(target=self.serve, daemon=True)
        self.process.start()

    def serve(self):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.door)
        os.chmod(self.door, 0o777)
        listener.listen(100)
        self.peers = {}
        while True:
            for s in select.select([listener, *self.peers], [], [])[0]:
                if s is listener:
                    self.take(listener.accept()[0])
                elif s in self.peers:
                    self.pass_on(s)

    def take(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.database)
        except OSError:
            client.close()
            return
        self.peers[client], self.peers[server] = server, client
        self.clients = {c for c in getattr(self, "clients", set())
                        if c in self.peers} | {client}

    def drop(self, s):
        other = self.peers.pop(s)
        self.peers.pop(other, None)
        s.close()
        other.close()

    def pass_on(self, s):
        other = self.peers[s]
        try:
            data = s.recv(1 << 18)
            cut = self.armed.value if s in self.clients and \
                data[4:] == b"\x03COMMIT" else 0
            if data and cut != self.BEFORE:
                other.sendall(data)
            if cut == self.AFTER:
                other.settimeout(10)
                other.recv(1 << 16)
            if cut:
                self.armed.value = 0
                self.cuts.value += 1
        except OSError:
            data, cut = b"", 0
        if not data or cut:
            self.drop(s)

    def end(self):
        self.process.kill()
        self.process.join()


# ---- the stack

class Stack(tools.Firm):
    def __init__(self, home, workers):
        self.cgi = home / "cgi"
        self.cgi.mkdir()
        self.clock = home / "clock"
        self.program_put()
        super().__init__(
            home, CGI=str(self.cgi), WORKERS=str(workers),
            DB_OPTIONS="--innodb-flush-log-at-trx-commit=1")

    def program_put(self):
        """The program, renamed over the one that runs."""
        shutil.copy(TOP / "cgi-bin/kartoteka.fcgi", self.cgi / "new")
        (self.cgi / "new").rename(self.cgi / "program.fcgi")
        if not self.clock.exists():
            self.clock.write_text("+0\n")
            run = self.cgi / "kartoteka.fcgi"
            fake = (f"LD_PRELOAD={LIBRARY} FAKETIME_NO_CACHE=1 "
                    f"FAKETIME_TIMESTAMP_FILE={self.clock} "
                    "DONT_FAKE_MONOTONIC=1 " if LIBRARY else "")
            run.write_text(f"#!/bin/sh\n{fake}exec {self.cgi}/program.fcgi\n")
            run.chmod(0o755)

    def conf(self, key, value):
        path = self.home / "kartoteka.conf"
        lines = [x for x in path.read_text().splitlines()
                 if not x.startswith(key + " ")]
        path.write_text("\n".join([*lines, f"{key} = {value}", ""]))

    def sql(self, statement):
        return super().sql(statement) or ""	# away: killed a moment ago

    def rows(self, statement):
        return [x.split("\t") for x in self.sql(statement).splitlines()]

    def workers(self):
        return self.family("workers.log", "program")

    def database(self):
        return self.family("db.log", "mariadbd")


def kill(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


# ---- people at work

class Page:
    def __init__(self, url, text):
        self.url, self.text = url, text
        self.dom = Tree(text).root


class Refused(Exception):
    pass


class Person:
    def __init__(self, stack, stop):
        self.stack, self.stop = stack, stop
        self.cookies, self.again = {}, 0
        self.wire = None

    def once(self, method, path, body=None):
        if self.wire is None:
            self.wire = http.client.HTTPConnection(
                "127.0.0.1", self.stack.port, timeout=60)
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in
                                    self.cookies.items())}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.wire.request(method, path, body, head)
        got = self.wire.getresponse()
        text = got.read().decode(errors="replace")
        for line in got.headers.get_all("Set-Cookie", []):
            for k, m in http.cookies.SimpleCookie(line).items():
                self.cookies[k] = m.value
        return got.status, got.headers.get("Location", ""), text

    def ask(self, method, path, body=None):
        """Until there is an answer."""
        until = time.monotonic() + 120
        while True:
            try:
                status, to, text = self.once(method, path, body)
                if status not in (502, 503, 504):
                    return status, to, text
            except (OSError, http.client.HTTPException):
                pass
            self.wire = None
            self.again += method == "POST"
            if time.monotonic() > until:
                raise Refused(f"{method} {path}: no answer for two minutes")
            time.sleep(0.05 + random.random() / 10)

    def form(self, path, action=None):
        status, to, text = self.ask("GET", path)
        if status != 200:
            raise Refused(f"GET {path}: {status} {to}")
        page = Page(path, text)
        for node in page.dom.all("form"):
            form = Form(page, node)
            if form.post and form.action.split("?")[0] == (
                    action or path.split("?")[0]):
                return form
        raise Refused(f"{path} has no form {action}")

    def send(self, form, **values):
        for k, v in values.items():
            form.values[k] = [v]
        body = urllib.parse.urlencode(form.pairs()).encode()
        status, to, text = self.ask("POST", form.action, body)
        if status != 303:
            words = re.sub(r"<[^>]*>|\s+", " ", text)
            raise Refused(f"POST {form.action}: {status} {words[:1500]}")
        return to

    def sign_in(self):
        form = self.form("/sign-in")
        self.send(form, login="admin", password="correct horse battery 7")


class Writer(Person, threading.Thread):
    """Writes down what was acknowledged: (what, its mark)."""
    def __init__(self, stack, stop):
        Person.__init__(self, stack, stop)
        threading.Thread.__init__(self, daemon=True)
        self.done, self.refused = [], []

    def run(self):
        while not self.stop.is_set():
            try:
                if not self.cookies:
                    self.sign_in()
                self.round()
            except Refused as e:
                self.refused.append(str(e))
                self.cookies = {}

    def write(self, what, form, field, **values):
        mark = uuid.uuid4().hex
        to = self.send(form, **{field: mark, **values})
        self.done.append((what, mark))
        return re.search(r"/(\d+)", to).group(1)

    def round(self):
        firm = self.write("contact", self.form("/contacts/new"), "name",
                          kind="organisation", country="UA")
        deal = self.form(f"/deals/new?contact_id={firm}")
        self.write("deal", deal, "title", **{
            "line.1.name": "Кава", "line.1.quantity": "3",
            "line.1.price": "99.99", "line.2.name": "Доставка",
            "line.2.quantity": "1", "line.2.price": "33.33"})
        self.write("activity", self.form(f"/contacts/{firm}",
                   f"/contacts/{firm}/activities"), "text")
        paper = self.form(f"/invoices/new?contact_id={firm}")
        paper = self.write("document", paper, "note", date="2026-02-10", **{
            "line.1.name": "Робота", "line.1.quantity": "1",
            "line.1.price": "1500", "line.1.vat": "S20"})
        self.send(self.form(f"/invoices/{paper}",
                            f"/invoices/{paper}/issue"))
        self.done.append(("issued", paper))
        self.write("payment", self.form(f"/invoices/{paper}",
                   f"/invoices/{paper}/payments"), "purpose",
                   amount="500.00", date="2026-02-15")


# ---- fire

class Fire:
    def __init__(self, stack, proxy):
        self.stack, self.proxy = stack, proxy
        self.hits = {"worker": 0, "nginx": 0, "mariadbd": 0}

    def hold(self):
        """The workers stopped, and how many are in an open transaction."""
        held = self.stack.workers()
        kill(held, signal.SIGSTOP)
        time.sleep(INNODB_TRX_S)
        seen = set(self.stack.sql(OPEN).split())
        if seen:
            time.sleep(INNODB_TRX_S)
            seen &= set(self.stack.sql(OPEN).split())
        return held, len(seen)

    def once(self):
        held, caught = self.hold()
        if caught == 0:
            kill(held, signal.SIGCONT)
            time.sleep(0.05 + random.random() / 5)
            return
        what = random.choices(("worker", "nginx", "mariadbd"),
                              (8, 1, 1))[0]
        if what == "worker":
            kill(held, signal.SIGKILL)
        elif what == "nginx":
            kill(self.stack.family("web.log", "nginx"), signal.SIGKILL)
        else:
            kill(self.stack.database(), signal.SIGKILL)
        kill(held, signal.SIGCONT)
        self.hits[what] += caught if what == "worker" else 1
        if what != "worker" or not wait(self.stack.workers, 2):
            self.stack.command("start")

    def cut(self, mode, before=10):
        """A connection cut at the next COMMIT."""
        cuts = self.proxy.cuts.value
        self.proxy.armed.value = mode
        return wait(lambda: self.proxy.cuts.value > cuts, before)

    def jump(self):
        """The workers' clock to another time than it has."""
        was = self.stack.clock.read_text()
        self.stack.clock.write_text(random.choice(
            [t for t in ("-5400\n", "+0\n", "+5400\n", "-600\n")
             if t != was]))

    def replace(self):
        """A new program: the old one's processes are told to leave."""
        self.stack.program_put()
        kill(self.stack.workers(), signal.SIGTERM)


# ---- what is found afterwards

def found(stack, writers):
    column = {"contact": "name", "deal": "title", "activity": "body",
              "document": "note", "payment": "purpose"}
    done = [x for w in writers for x in w.done]
    for table, field in column.items():
        marks = [m for t, m in done if t == table]
        rows = [x[0] for x in stack.rows(f"SELECT {field} FROM {table}"
                f" WHERE {field} REGEXP '^[0-9a-f]{{32}}$'")]
        missing = set(marks) - set(rows)
        fact(not missing and marks, f"each of {len(marks)} acknowledged"
             f" writes of {table} is there", missing)
        fact(len(rows) == len(set(rows)), f"none of {table} is there twice",
             len(rows) - len(set(rows)))
    issued = {p for t, p in done if t == "issued"}
    there = {x[0] for x in stack.rows("SELECT id FROM document WHERE"
                                      " status <> 'draft'")}
    fact(issued <= there, f"each of {len(issued)} invoices that were issued"
         " is", issued - there)


def whole(stack):
    def none(sentence, statement):
        rows = stack.rows(statement)
        fact(not rows, sentence, rows[:5])
    fact(stack.sql("SELECT 1") == "1", "the database answers")
    none("every deal has both its lines",
         "SELECT d.id, COUNT(l.id) FROM deal d LEFT JOIN deal_line l"
         " ON l.deal_id = d.id GROUP BY d.id HAVING COUNT(l.id) <> 2")
    none("every invoice has its line",
         "SELECT d.id FROM document d LEFT JOIN document_line l ON"
         " l.document_id = d.id GROUP BY d.id HAVING COUNT(l.id) <> 1")
    none("no line is without its deal or invoice",
         "SELECT l.id FROM deal_line l LEFT JOIN deal d ON d.id = l.deal_id"
         " WHERE d.id IS NULL UNION ALL SELECT l.id FROM document_line l"
         " LEFT JOIN document d ON d.id = l.document_id WHERE d.id IS NULL")
    none("every payment is of an invoice, with its part",
         "SELECT p.id FROM payment p LEFT JOIN payment_part x ON"
         " x.payment_id = p.id GROUP BY p.id, p.amount"
         " HAVING COALESCE(SUM(x.amount), 0) <> p.amount")
    none("every deal entered its stage once",
         "SELECT d.id FROM deal d LEFT JOIN stage_log s ON s.deal_id = d.id"
         " GROUP BY d.id HAVING COUNT(s.id) <> 1")
    for entity, table in (("contact", "contact"), ("deal", "deal"),
                          ("invoice", "document"), ("payment", "payment"),
                          ("activity", "activity")):
        none(f"the change log tells once how each {entity} was made",
             f"SELECT t.id, COUNT(c.id) FROM {table} t LEFT JOIN change_row c"
             f" ON c.entity = '{entity}' AND c.record_id = t.id AND c.action"
             " = 1 GROUP BY t.id HAVING COUNT(c.id) <> 1")
    none("every row of the change log has its set",
         "SELECT c.id FROM change_row c LEFT JOIN change_set s ON s.id ="
         " c.set_id WHERE s.id IS NULL")
    none("no set of changes is empty",
         "SELECT s.id FROM change_set s LEFT JOIN change_row c ON c.set_id ="
         " s.id WHERE c.id IS NULL AND s.answer IS NULL")
    done = stack.tool("doctor")
    fact(done.returncode == 0, "doctor finds all sums, numbers and counters"
         " right", [x for x in done.stdout.splitlines() if "BAD" in x])


def mended(stack):
    """Doctor sees what is wrong, and counts anew."""
    stack.sql("UPDATE tally SET n = n + 1 LIMIT 1")
    stack.sql("INSERT INTO tally_delta (kind, day, a, b, owner_id, team_id,"
              " currency, code, n, amount) VALUES ('board', 0, 1, 1, 0, 0,"
              " 'UAH', '', 1, 100)")
    fact(stack.tool("doctor").returncode == 1, "doctor finds a wrong counter")
    stack.tool("doctor", "--repair")
    done = stack.tool("doctor")
    fact(done.returncode == 0, "doctor --repair counts anew", done.stdout)
    stack.sql("UPDATE document SET label = NULL, number = CONCAT(number, 'x')"
              " WHERE status <> 'draft' ORDER BY id LIMIT 1")
    fact(stack.tool("doctor").returncode == 1,
         "doctor finds a number that is missing")


def folders(stack):
    """A folder for uploads that is full or read-only."""
    who = Person(stack, None)
    who.sign_in()
    tmp = stack.home / "files/tmp"
    tmp.mkdir(exist_ok=True)
    status, _, page = who.ask("GET", "/import/contacts")
    keys = dict(re.findall(
        r'<input type="?hidden"? name="?(\w+)"? value="([^"]*)"', page))
    fact(status == 200 and "form_token" in keys, "the page of the import is"
         " there", (status, re.sub(r"<[^>]*>|\s+", " ", page)[-300:]))

    def upload():
        mark = uuid.uuid4().hex
        body = "".join(f'--{mark}\r\nContent-Disposition: form-data; '
                       f'name="{k}"\r\n\r\n{v}\r\n' for k, v in keys.items())
        rows = "".join(f"{uuid.uuid4().hex};person\r\n" for _ in range(5000))
        body += (f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
                 f'filename="a.csv"\r\n\r\nname;kind\r\n{rows}\r\n--{mark}--'
                 '\r\n')
        wire = http.client.HTTPConnection("127.0.0.1", stack.port,
                                          timeout=60)
        wire.request("POST", "/import/contacts", body.encode(), {
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in who.cookies.items())})
        got = wire.getresponse()
        return got.status, got.read().decode(errors="replace")

    def refused(sentence):
        status, text = upload()
        fact(status in (500, 503, 507), f"{sentence}: the file is refused",
             (status, re.sub(r"<[^>]*>|\s+", " ", text)[-300:]))
        fact(str(stack.home) not in text, f"{sentence}: no path is shown")
        fact(who.ask("GET", "/contacts")[0] == 200,
             f"{sentence}: pages go on")
    full = stack.home / "files"
    small = subprocess.run(["mount", "-t", "tmpfs", "-o",
                            "size=64k,mode=777", "tmpfs", full],
                           capture_output=True)
    if small.returncode == 0:
        try:
            refused("a full disk")
        finally:
            subprocess.run(["umount", full])
    else:
        print("# skip a full disk: nothing may be mounted here")
    for d in (tmp, full):
        d.chmod(0o555)
    refused("a read-only folder")
    for d in (full, tmp):
        d.chmod(0o777)
    status, text = upload()
    fact(status in (200, 303), "then it is taken again",
         (status, re.sub(r"<[^>]*>|\s+", " ", text)[-300:]))
    left = [p for p in tmp.glob("*") if p.is_file()]
    fact(not left, "nothing half-written is left behind", left)


def database_full(home):
    """MariaDB on a disk that fills up, and has room again."""
    home.mkdir()
    data = home / "db"
    data.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=755",
                       "tmpfs", data], capture_output=True).returncode:
        print("# skip the database's full disk: nothing may be mounted here")
        return
    shutil.chown(data, "nobody")
    stack, stop = None, threading.Event()
    try:
        stack = Stack(home, 2)
        writers = [Writer(stack, stop) for _ in range(2)]
        ballast = data / "ballast"
        with open(ballast, "wb") as f:
            try:
                while True:
                    f.write(bytes(65536))
                    f.flush()
            except OSError:
                pass
        for w in writers:
            w.start()
        fact(wait(lambda: any(w.again for w in writers), 60),
             "while the database's disk is full, forms get 503")
        fact(stack.database(), "and the database stays up")
        ballast.unlink()
        before = [len(w.done) for w in writers]
        fact(wait(lambda: all(len(w.done) > n + 6 for w, n in
                              zip(writers, before)), 60),
             "with room again people go on", before)
        stop.set()
        for w in writers:
            w.join(60)
        refused = [r for w in writers for r in w.refused]
        fact(not refused, "each form sent again is taken", refused)
        found(stack, writers)
        whole(stack)
    finally:
        stop.set()
        if stack:
            stack.command("stop")
        subprocess.run(["umount", data])


def jumped(stack, jumps):
    """Neighbours in the change log are seconds apart; a jump is minutes."""
    if LIBRARY is None:
        print("# skip the clock's jumps: there is no libfaketime")
        return
    seen = stack.number(
        "SELECT COUNT(*) FROM (SELECT at - LAG(at) OVER (ORDER BY id) AS step"
        " FROM change_set WHERE channel = 1) c WHERE ABS(step) > 300")
    fact(seen >= jumps, f"each of {jumps} jumps of the clock is in the"
         " change log", seen)


def acknowledged(writers):
    return sum(len(w.done) for w in writers)


def crash(home, kills, seconds):
    stack = Stack(home, 4)
    proxy = Proxy(home / "run/proxy.sock", home / "run/db.sock")
    stop = threading.Event()
    writers = [Writer(stack, stop) for _ in range(8)]
    try:
        stack.conf("db_socket", home / "run/proxy.sock")
        stack.command("replace")
        for w in writers:
            w.start()
        fire = Fire(stack, proxy)
        cuts, jumps, until = 0, 0, time.monotonic() + seconds
        wait(lambda: all(w.done for w in writers), 60)
        while sum(fire.hits.values()) < kills and time.monotonic() < until:
            fire.once()
            if sum(fire.hits.values()) >= 5 * (jumps + 1):
                jumps += 1
                cuts += fire.cut(Proxy.AFTER) + fire.cut(Proxy.BEFORE)
                fire.jump()
                fire.replace()
                done = acknowledged(writers) + len(writers)
                wait(lambda: acknowledged(writers) > done, 30)
        stack.clock.write_text("+0\n")
        stop.set()
        for w in writers:
            w.join(150)
        fact(sum(fire.hits.values()) >= kills, f"{kills} kills hit an open"
             f" transaction: {fire.hits}", fire.hits)
        fact(cuts >= 2, f"{cuts} connections were cut around COMMIT")
        jumped(stack, jumps)
        again = sum(w.again for w in writers)
        fact(again > 0, f"{again} forms were sent again")
        refused = [r for w in writers for r in w.refused]
        fact(not refused, "no form was refused", "; ".join(refused))
        found(stack, writers)
        whole(stack)
        mended(stack)
        upgrade(stack)
        folders(stack)
    finally:
        stop.set()
        stack.command("stop")
        proxy.end()
    database_full(home / "full")


def upgrade(stack):
    """A new program under load: nobody is answered by an error."""
    stop, bad, good = threading.Event(), [], []

    def ask():
        who = Person(stack, stop)
        who.sign_in()
        while not stop.is_set():
            try:
                status = who.once("GET", "/contacts")[0]
            except (OSError, http.client.HTTPException) as e:
                status, who.wire = repr(e), None
            (good if status == 200 else bad).append(status)
    people = [threading.Thread(target=ask) for _ in range(4)]
    for p in people:
        p.start()
    wait(lambda: len(good) > 20 or bad, 60)
    old = set(stack.workers())
    for _ in range(3):
        stack.program_put()
        for pid in stack.workers():
            kill([pid], signal.SIGTERM)
            wait(lambda: pid not in stack.workers(), 20)
    stop.set()
    for p in people:
        p.join()
    fact(not bad and good, f"a new program under load loses none of"
         f" {len(good)} requests", bad[:5])
    fact(not old & set(stack.workers()), "and all the old ones have left")


# ---- memory

def resident(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s*(\d+)", text).group(1))


def memory(home, requests):
    stack = Stack(home, 1)
    try:
        stack.conf("workers_max_requests", 0)
        stack.command("replace")
        who = Person(stack, None)
        who.sign_in()
        pages = ["/contacts", "/deals/board", "/contacts?q=a&kind=person",
                 "/invoices", "/contacts/new", "/health", "/nothing",
                 "/reports", "/search?q=abc", "/now"]
        pid, first = stack.workers()[0], 0
        early = requests // 10
        for n in range(requests):
            who.ask("GET", pages[n % len(pages)])
            if n % 50 == 0:
                form = who.form("/contacts/new")
                who.send(form, name=f"n{n}", kind="person", country="UA")
            if n + 1 == early:
                first = resident(pid)
        last = resident(pid)
        fact(stack.workers() == [pid], "one worker answered them all")
        fact(last - first <= 512, f"a worker of {first} KiB after {early}"
             f" requests has {last} KiB after {requests}")
        fact(last < 24 * 1024, "and is under 24 MB")
    finally:
        stack.command("stop")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--kills", type=int, default=200)
    p.add_argument("--seconds", type=int, default=7200)
    p.add_argument("--memory", action="store_true")
    p.add_argument("--requests", type=int, default=1000000)
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    clock_tidy()
    with tempfile.TemporaryDirectory(prefix="kartoteka-soak-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        if args.memory:
            memory(home, args.requests)
        else:
            crash(home, args.kills, args.seconds)
    clock_tidy()
    facts_end()


if __name__ == "__main__":
    main()
