#!/usr/bin/env python3
"""sqlmap and wapiti over every route, with and without an account.

    tests/attack/attack.py [--level N] [--risk N] [--minutes N] [--deep]
        [TOOL] [PART...]

The parts are proof (the tools find what there is), first (the program of an
upload, without a configuration and then without a firm) and firm; without a
word all three.  Each tool has a stack of its own with the demo firm, and must first find what
is wrong with holes.py.  Every address is tried; the long tries are made once
for each name of a field, with --deep for every field of every form.  What it
finds here is a failure, and so are an answer of 500, an error of the database,
a scan that did not come to its end.  Says at last "N passed, N failed"; the
tools' own words are in build/attack.
"""
import csv
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time

from first import Visitor, account, begin_uploaded, code, fill, wait_over
from stand import TOP, Browser, Wrong, attack
from rights import ASKED, Walk, routes
from run import FIRM, PASSWORD, Base
from targets import LATE, Target, Walker

HERE = pathlib.Path(__file__).parent
TOOLS = ("sqlmap", "wapiti")
PARTS = ("proof", "first", "firm")
# What wapiti tries.  Time-based SQL is sqlmap's; what needs a helper in the
# internet (ssrf, xxe), a list from it (wapp, nikto) or guesses words (buster,
# brute_login_form) is left out.
MODULES = "cookieflags,crlf,csp,csrf,http_headers,methods,redirect,sql,xss"
# Hundreds of tries a field, or all pages anew after each.
SLOW = "backup,exec,file,htaccess,permanentxss,shellshock"
# False alarms of wapiti, each with its reason.
ALLOWED = {
    # Loopback has no https; headers.py sees both at an address that has.
    ("HTTP Secure Headers", "Strict-Transport-Security is not set"),
    ("Secure Flag cookie", "Secure flag is not set in the cookie : ks"),
    ("Secure Flag cookie", "Secure flag is not set in the cookie : kb"),
    ("Secure Flag cookie", "Secure flag is not set in the cookie : kl"),
    ("Secure Flag cookie", "Secure flag is not set in the cookie : kc"),
    # No browser of today knows it; the policy forbids scripts in a page.
    ("HTTP Secure Headers", "X-XSS-Protection is not set"),
}


class Demo(Base):
    """With the demo firm; one base, no copies of it."""
    def reset(self):
        pass

    def make_template(self):
        self.tool("migrate")
        self.tool("setup", "--firm", FIRM["firm"], "--country", "UA",
                  "--currency", "UAH", "--lang", "en", "--admin", "admin",
                  "--name", "Admin", "--reg-no", FIRM["reg_no"], "--vat-no",
                  FIRM["vat_no"], "--password-file",
                  self.file("password", PASSWORD + "\n"), "--demo")


class Place:
    """Where a scan goes: an address, cookies, what it is called."""
    def __init__(self, tool, name, base, cookies, minutes):
        self.base, self.cookies = base, cookies
        self.until = time.monotonic() + 60 * minutes
        self.home = TOP / "build/attack" / f"{tool}-{name}"
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)

    def call(self, word, command):
        """The output of a scanner and whether it came to its end."""
        log = self.home / f"{word}.log"
        left = max(1, self.until - time.monotonic())
        with open(log, "wb") as out:
            tool = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                    stdout=out, stderr=out, cwd=self.home)
            try:
                code = tool.wait(left)
            except subprocess.TimeoutExpired:
                code = f"{left:.0f} s were not enough"
            finally:
                tool.kill()
        return log.read_text(errors="replace"), code


KNOWN = "with an account"


# ---- what is tried

def each_name(s, targets):
    """As few of the targets as have every name of a field, with its method;
    with --deep all of them."""
    out, seen = [], set()
    for t in targets:
        names = {*zip(t.query, "q" * 99), *zip(t.fields, "f" * 99)}
        if s.args.deep or names - seen:
            out.append(t)
        seen |= names
    return out


# ---- sqlmap

def burp(place, targets):
    """The requests as a log of a proxy, which sqlmap reads."""
    host = place.base.split("//")[1]
    cookie = "; ".join(f"{k}={v}" for k, v in place.cookies.items())
    out = []
    for t in targets:
        head = f"{t.method} {t.url} HTTP/1.1\nHost: {host}\n"
        head += f"Cookie: {cookie}\n" if cookie else ""
        if t.method == "POST":
            kind, body = t.body()
            head += f"Content-Type: {kind}\n\n{body}"
        out.append("=" * 12 + f"\n{head}\n" + "=" * 12 + "\n")
    return "\n".join(out)


def sqlmap(place, word, targets, *options):
    """What is wrong, by one run over all the targets."""
    (place.home / f"{word}.burp").write_text(burp(place, targets))
    report = place.home / f"{word}.csv"
    text, code = place.call(word, [
        "sqlmap", "-l", f"{word}.burp", "--batch", "--ignore-stdin",
        "--disable-coloring", "--technique=BEUST", "--ignore-redirects",
        "--drop-set-cookie", "--time-sec=3", "--results-file", report.name,
        "--output-dir", str(place.home / word), *options])
    if code:
        yield f"{word}: sqlmap ended with {code}"
    tried = set(re.findall(r"testing URL '[^']*?(/[^'/:]*(?:/[^']*)?)'",
                           text))
    if len(re.findall(r"^\[\d+/\d+\] URL:", text, re.M)) != len(targets):
        yield (f"{word}: of {len(targets)} requests " +
               str(len(re.findall(r"^\[\d+/\d+\] URL:", text, re.M))) +
               f" were tried, {len(tried)} addresses")
    for status, times in re.findall(r"(5\d\d) \([^)]*\) - (\d+) times", text):
        yield f"{word}: {times} answers of {status}"
    # A wait that was the machine's is found out when sqlmap tries it again.
    for row in csv.reader(report.open() if report.exists() else []):
        if len(row) > 2 and row[2] and row[0] != "Target URL" and \
                "false positive" not in row[-1]:
            yield f"{word}: {row[1]} {row[2]} of {row[0]}: {row[3]}"


def marked(t):
    """The target with sqlmap's mark in its path."""
    out = Target(t.method, t.route, t.path)
    number = re.search(r"/(\d+)", t.path)
    out.path = t.path[:number.end()] + "*" + t.path[number.end():] \
        if number else t.path + "*"
    return out


def sqlmap_all(s, place, targets, who):
    level = [f"--level={s.args.level}", f"--risk={s.args.risk}",
             "--dbms=mysql"]
    given = [t for t in targets if t.query or t.fields]
    whole = each_name(s, given)
    keys = ("form_token", "request_key")
    skip = "--skip=ks,kb," + ",".join(keys)
    s.fact(f"sqlmap finds nothing {who} in {len(whole)} requests that have "
           "every field", sqlmap(place, "whole", whole, *level, skip))
    rest = [t for t in given if t not in whole]
    if rest:
        s.fact(f"nor, by what looks like it, in {len(rest)} others",
               sqlmap(place, "rest", rest, *level, "--smart", skip))
    s.fact("nor in what a form carries besides", sqlmap(
        place, "keys", [t for t in given if t.fields][:1], *level,
        "-p", ",".join(keys)))
    paths = list({m.path: m for m in map(marked, targets)
                  if m.method == "GET"}.values())
    s.fact(f"nor in {len(paths)} paths",
           sqlmap(place, "paths", paths, *level))
    if who == KNOWN:
        lists = [t for t in targets if t.method == "GET" and
                 t.route in ASKED]
        s.fact("nor in cookies and headers", sqlmap(
            place, "headers", lists, "--level=3", "--risk=1",
            "--dbms=mysql", "-p", "ks,kb,kl,user-agent,referer"))


# ---- wapiti

def wapiti(place, targets, modules, seconds):
    """What is wrong, as the list of (kind, words, request)."""
    todo, report = place.home / "todo.json", place.home / "report.json"
    todo.write_text(json.dumps({
        "base": place.base, "cookies": place.cookies, "modules": modules,
        "store": str(place.home / "store"), "targets": [
            {"method": t.method, "url": t.url, "fields": t.fields,
             "kind": t.body()[0] if t.method == "POST" else ""}
            for t in targets]}))
    text, code = place.call("wapiti", [
        "/usr/bin/python3", str(HERE / "scan.py"), str(todo), str(report),
        str(seconds)])
    if code:
        yield "wapiti", f"ended with {code}", ""
    seen = re.search(r"^browsed (\d+)$", text, re.M)
    if not seen or int(seen[1]) < len(targets):
        yield "wapiti", f"tried {seen and seen[1]} of {len(targets)}", ""
    for line in re.findall(r"^Max attack time.*|^\w*(?:Error|Exception) .*",
                           text, re.M):
        yield "wapiti", line, ""
    found = json.loads(report.read_text()) if report.exists() else {}
    for part in ("vulnerabilities", "anomalies"):
        for kind, rows in found.get(part, {}).items():
            for r in rows:
                yield kind, r["info"], f"{r['method']} {r['path']} " \
                    f"{r['parameter']}"


def wapiti_all(s, place, targets, who):
    late = [t for t in targets if LATE.search(t.route)]
    early = [t for t in targets if t not in late]
    for sentence, some, modules in (
            ("changes", early, MODULES),
            ("opens files or runs programs", each_name(s, early), SLOW),
            ("destroys", late, "crlf,redirect,sql,xss")):
        if some:
            s.fact(f"wapiti finds nothing {who} in {len(some)} requests of "
                   f"what {sentence}", [
                       f"{kind}: {info}: {where}" for kind, info, where in
                       wapiti(place, some, modules, 60 * s.args.minutes)
                       if (kind, info) not in ALLOWED])


# ---- the proof that they find

def hole(method, path, **fields):
    t = Target(method, path, path)
    (t.query if method == "GET" else t.fields).update(fields)
    return t


def holes(s, tool):
    """What the tool says of a page full of holes."""
    server = subprocess.Popen([sys.executable, HERE / "holes.py"],
                              stdout=subprocess.PIPE, text=True)
    try:
        base = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        place = Place(tool, "holes", base, {}, 5)
        there = [hole("GET", "/number", word="1"),
                 hole("POST", "/text", word="bolt"),
                 hole("GET", "/says", word="x"),
                 hole("GET", "/leads", word="/safe"),
                 hole("GET", "/safe", word="bolt")]
        if tool == "sqlmap":
            return list(sqlmap(place, "fields", there, "--level=1",
                               "--risk=1", "--dbms=sqlite", "--answers="
                               "skip further tests involving it=n"))
        return [" ".join(x) for x in wapiti(
            place, there, "sql,xss,redirect", 120)]
    finally:
        server.kill()
        server.wait()


def proof(s, tool):
    said = holes(s, tool)
    wanted = {"sqlmap": ["/number", "/text"],
              "wapiti": ["SQL Injection.*/number", "SQL Injection.*/text",
                         "Cross Site Scripting.*/says",
                         "Open Redirect.*/leads"]}[tool]
    s.fact(f"{tool} finds the holes that there are",
           [f"not {w}: {said}" for w in wanted
            if not any(re.search(w, x) for x in said)])
    s.fact(f"{tool} finds none where there is none",
           [x for x in said if "/safe" in x and "/leads" not in x])


# ---- the whole

class Calm(threading.Thread):
    """Whoever guesses passwords never has to wait: else none is tried."""
    def __init__(self, s):
        super().__init__(daemon=True)
        self.s, self.stop = s, threading.Event()

    def run(self):
        while not self.stop.wait(0.5):
            try:
                self.s.sql("DELETE FROM throttle")
            except Wrong:
                pass		# somebody was just adding a row


def stranger(s, targets):
    """The same requests from somebody without an account."""
    who = Browser(s.wire)
    token = who.request("GET", "/sign-in").token()
    for t in targets:
        if t.method == "POST":
            t.fields["form_token"] = token
    return who.cookies


def errors(s):
    log = (s.base.home / "log/kartoteka.log").read_text(errors="replace")
    return [line for line in log.splitlines()
            if re.search(r" 5\d\d \d+ms| db: |: error", line)]


def scan(s, place, targets, who):
    (sqlmap_all if s.args.tool == "sqlmap" else wapiti_all)(
        s, place, targets, who)


# ---- before there is a firm

def asked_first(s):
    """What a program without a configuration is asked, but for its keys; the
    account is a wrong one, or it would have a configuration."""
    there = [hole("GET", "/"), hole("GET", "/setup", code="x"),
             hole("GET", "/setup/probe"),
             hole("GET", "/language/:name", next="/setup"),
             hole("POST", "/setup", code="x",
                  **account(s, db_password="no"))]
    lacks = {(m, p) for m, p, _ in routes(s.args, "first")} ^ \
        {(t.method, t.route) for t in there}
    s.fact("every address of the first visit has a sample", lacks)
    return there


def asked_empty(who):
    """What one without a firm is asked; two fields are wrong, that trying one
    of them does not set it up."""
    page = who.request("GET", "/setup")
    pairs = dict(page.main_form().pairs())
    if "firm" in pairs:
        pairs.update(firm="F", name="A", login="admin", password="x",
                     currency="?")
    restore = hole("POST", "/setup/restore", what="x")
    restore.multipart = True
    return [hole("GET", "/"), hole("GET", "/setup", code="x"),
            hole("GET", "/setup/restore", code="x"),
            hole("GET", "/setup/done"), hole("GET", "/sign-in", next="/now"),
            hole("GET", "/language/:name", next="/setup"),
            hole("GET", "/contacts", q="x"), hole("POST", "/setup", **pairs),
            restore]


def keyed(who, targets):
    """As this visitor sends them."""
    token = who.request("GET", "/setup").token()
    for t in targets:
        t.path = t.route.replace(":name", "en")
        if t.method == "POST":
            t.fields.update(form_token=token,
                            request_key=secrets.token_hex(16))
    return targets


def first(s, base):
    """The program of an upload, by its owner and by anybody."""
    tool, minutes = s.args.tool, s.args.minutes
    site = begin_uploaded(s)
    who, no = Visitor(s.wire), Visitor(s.wire)
    for one in (who, no):
        one.request("GET", "/setup")
    fill(who, code=code(site), **account(s, db_password="no"))
    for name, one in (("with", who), ("without", no)):
        scan(s, Place(tool, f"first-{name}", base, one.cookies, minutes),
             keyed(one, asked_first(s)),
             f"{name} the code, before there is a configuration,")
    s.fact("nobody has configured it", [
        "somebody has"] * (site / "conf/kartoteka.conf").exists())
    fill(who, code=code(site), **account(s))
    list(wait_over(who))
    for name, one in (("with", who), ("without", no)):
        scan(s, Place(tool, f"empty-{name}", base, one.cookies, minutes),
             keyed(one, asked_empty(one)),
             f"{name} the code, before there is a firm,")
    s.fact("nobody has set it up", [] if 'name="firm"' in who.request(
        "GET", "/setup").source.replace("name=firm", 'name="firm"')
        else ["somebody has"])
    # The wrong account's own errors are in the log, and are no failure.
    s.fact("no answer of 500 is in the log", [
        line for log in ("log/workers.log", "log/kartoteka.log")
        for line in (s.base.home / log).read_text(
            errors="replace").splitlines()
        if re.search(r" 5\d\d \d+ms", line) and " 503 " not in line])


# ---- with a firm

def play(s):
    tool, parts = s.args.tool, s.args.parts or PARTS
    base = f"http://127.0.0.1:{s.base.port}"
    if "proof" in parts:
        proof(s, tool)
    if "firm" in parts:
        firm(s, tool, base)
    if "first" in parts:
        first(s, base)


def firm(s, tool, base):
    walk = Walk(s)
    walk.make_world()
    s.fact("every address of the route table has a sample", walk.unknown())
    who = s.sign_in("admin")
    there = Walker(walk, who).all()
    ending = [t for t in there if t.route == "/sign-out"]
    targets = [t for t in there if t.route != "/sign-out"]
    calm = Calm(s)
    calm.start()
    mine = {"ks": who.cookies["ks"]}
    scan(s, Place(tool, "in", base, mine, s.args.minutes), targets, KNOWN)
    s.fact("the account was signed in to the end",
           [] if who.request("GET", "/profile").status == 200
           else ["it was not"])
    scan(s, Place(tool, "end", base, mine, 2), ending, KNOWN)
    cookies = stranger(s, there)
    scan(s, Place(tool, "out", base, cookies, s.args.minutes), there,
         "without an account")
    calm.stop.set()
    s.fact("no answer of 500 and no error of the database is in the log",
           errors(s))


def more(p):
    p.set_defaults(server="nginx")
    p.add_argument("--deep", action="store_true")
    p.add_argument("--level", type=int, default=1)
    p.add_argument("--risk", type=int, default=2)
    p.add_argument("--minutes", type=int, default=60)
    p.add_argument("tool", choices=TOOLS)
    p.add_argument("parts", nargs="*", metavar="PART")


def both():
    """Both at once, each with a stack of its own; their lines and sums."""
    home = TOP / "build/attack"
    home.mkdir(parents=True, exist_ok=True)
    parts = [w for w in sys.argv[1:] if w in PARTS]
    options = [w for w in sys.argv[1:] if w not in PARTS]
    logs = [home / f"{tool}.log" for tool in TOOLS]
    running = [subprocess.Popen(
        [sys.executable, __file__, *options, tool, *parts],
        stdout=log.open("w"), stderr=subprocess.STDOUT)
        for tool, log in zip(TOOLS, logs)]
    try:
        failed = sum(p.wait() != 0 for p in running)
    finally:
        for p in running:
            p.terminate()
            p.wait()
    sums = [0, 0]
    for log in logs:
        text = log.read_text()
        hit = re.search(r"(?m)^(\d+) passed, (\d+) failed\n", text)
        sums = [a + int(b) for a, b in zip(sums, hit.groups())] if hit \
            else [sums[0], sums[1] + 1]
        print(text.replace(hit[0], "") if hit else text, end="")
    print(f"{sums[0]} passed, {sums[1]} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    if any(t in sys.argv for t in TOOLS) or "-h" in sys.argv:
        tool = next((t for t in TOOLS if t in sys.argv), "attack")
        attack(tool, play, more=more, kind=Demo)
    both()
