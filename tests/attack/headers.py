#!/usr/bin/env python3
"""Headers, cookies, sessions, throttling, redirects and the log under attack.

With --server the headers of a web server's answers, static files among them.
"""
import os
import pathlib
import re
import secrets
import statistics
import urllib.parse

from first import Visitor, account, code, fill, uploaded, wait_over
from stand import TOP, Browser, attack

PLAIN = "application/x-www-form-urlencoded"
WORD = "correct horse battery 7"
NEEDED = {
    "Content-Security-Policy": r"default-src 'none'.*frame-ancestors 'none'",
    "X-Content-Type-Options": r"nosniff$",
    "X-Frame-Options": r"DENY$",
    "Referrer-Policy": r"same-origin$",
    "Cross-Origin-Opener-Policy": r"same-origin$",
    "Cross-Origin-Resource-Policy": r"same-origin$",
    "Permissions-Policy": r"camera=\(\)",
}
STATIC = {k: NEEDED[k] for k in ("Content-Security-Policy",
                                 "X-Content-Type-Options",
                                 "X-Frame-Options", "Referrer-Policy")}
AWAY = ["//evil.example/", "https://evil.example/", "/\\evil.example",
        "\\\\evil.example", "/%09/evil.example", "/\t/evil.example",
        "https:\\evil.example", "https:%5C%5Cevil.example",
        "javascript:alert(1)", "data:text/html,x", "///evil.example",
        "/%2fevil.example", "/..//evil.example", " //evil.example",
        "%0d%0aX-Fire: 1", "/now\r\nX-Fire: 1", "/now%0d%0aX-Fire:%201",
        "http:evil.example", "@evil.example", "/@evil.example/..//x",
        "//evil.example@127.0.0.1/", "/.evil.example", "", "evil.example"]


LIES = {"Host": "evil.example", "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Server": "evil.example", "X-Original-URL": "/evil",
        "Forwarded": "host=evil.example;proto=https",
        "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "//evil",
        "X-Rewrite-URL": "/evil", "Referer": "https://evil.example/"}


def leads_away(there):
    """Whether the address of a redirect is not one of ours."""
    return there is not None and (
        not re.match(r"/(?![/\\])", there) or
        re.search(r"[\r\n\t\\]", there) or
        urllib.parse.urlsplit(there).netloc)


def form(who, path, pairs, headers=()):
    return who.request("POST", path, urllib.parse.urlencode(pairs).encode(),
                       {"Content-Type": PLAIN, **dict(headers)})


def token(who, path="/profile"):
    return who.request("GET", path).token() or ""


def try_in(who, login, word, **headers):
    """One attempt to sign in, as the page would make it."""
    return form(who, "/sign-in", {"login": login, "password": word,
                                  "form_token": token(who, "/sign-in"),
                                  "request_key": secrets.token_hex(16)},
                headers)


def lacking(page, needed):
    for name, wanted in needed.items():
        got = [v for k, v in page.headers if k.lower() == name.lower()]
        if len(got) != 1:
            yield f"{page.url} ({page.status}): {name} stands {len(got)} times"
        elif not re.search(wanted, got[0]):
            yield f"{page.url} ({page.status}): {name}: {got[0]}"


def answers(s):
    """An answer of every kind, by whoever gets it."""
    me, no = s.sign_in("admin"), Browser(s.wire)
    one = s.make("/contacts/new", kind="organisation", name="Фірма")
    s.make("/invoices/new", contact_id=one, issue="1",
           **{"line.1.name": "X", "line.1.price": "1"})
    yield from (me.request("GET", p) for p in (
        "/now", f"/contacts/{one}", "/contacts", "/contacts/new", "/nope",
        "/contacts?kind=x", "/export/contacts",
        "/export/contacts?format=json", "/accounting/ubl.zip",
        "/invoices/1/print", "/invoices/1.xml", "/reports/sales?format=csv",
        "/audit", "/", "/sign-in", "/health", "/robots.txt"))
    if not s.args.server:		# it refuses this one itself
        yield me.request("GET", "/contacts/1%00")
    yield from (no.request("GET", p) for p in (
        "/sign-in", "/contacts", "/health", "/robots.txt", "/language/uk",
        "/nope", "/setup"))
    yield no.request("HEAD", "/sign-in")
    yield me.request("PUT", "/contacts")
    yield form(me, "/contacts/new", {"name": "x"})
    yield form(me, "/contacts/new", {"name": "x" * 3000000})
    yield form(me, "/contacts/new", {"form_token": token(me),
                                     "birthday": "x", "name": "Y"})


def statics(s):
    """What lies in htdocs, and what a server answers by itself."""
    me = Browser(s.wire)
    files = sorted(p for p in (TOP / s.args.build / "share/htdocs").rglob("*")
                   if p.is_file())
    for p in files:
        path = "/" + str(p.relative_to(TOP / s.args.build / "share/htdocs"))
        if "/." not in path and "cgi-bin" not in path:
            yield me.request("GET", path)
    if s.args.server:
        for path in ("/conf/kartoteka.conf", "/.git/HEAD", "/sql/"):
            yield me.request("GET", path)


def acting(page):
    """What the policy would not let run, so that nobody relies on it."""
    for n in page.dom.all():
        if n.tag == "script" and not n.get("src"):
            yield f"{page.url}: a script within the page"
        if n.tag == "style" or "style" in n:
            yield f"{page.url}: a style within the page"
        yield from (f"{page.url}: {k}" for k in n if k.startswith("on"))


def guarded(s, pages, of=""):
    """What holds of every answer; of says whose these are."""
    s.fact(f"every answer{of} has its security headers, once",
           [w for p in pages for w in lacking(p, NEEDED)])
    s.fact(f"the policy{of} allows nothing written into a page",
           [p.url for p in pages
            if "unsafe" in (p.header("Content-Security-Policy") or "")])
    s.fact(f"no page{of} relies on it", [
        w for p in pages if "<html" in p.source[:200] for w in acting(p)])
    s.fact(f"nothing{of or ' of ours'} is kept by anybody", [
        f"{p.url}: {p.header('Cache-Control')}" for p in pages
        if "no-store" not in (p.header("Cache-Control") or "")])
    # What Apache says of itself is its owner's to set, not a folder's.
    s.fact(f"no answer{of} names its makers' versions", [
        f"{p.url}: {k}: {v}" for p in pages for k, v in p.headers
        if k.lower() in ("x-powered-by", "x-runtime") or
        k.lower() == "server" and re.search(r"\d", v) and
        not v.startswith("Apache/")])


def headers(s):
    pages = list(answers(s))
    guarded(s, pages)
    s.fact("downloads are attachments", [
        p.url for p in pages if p.status == 200 and re.search(
            "csv|json|zip|xml", p.header("Content-Type") or "") and
        "attachment" not in (p.header("Content-Disposition") or "")])


# ---- before there is a firm

OFTEN = ("/", "/setup", "/setup/restore", "/setup/done", "/setup/probe",
         "/sign-in", "/contacts", "/health", "/robots.txt", "/nope",
         "/language/uk")


def strange(who):
    """What anybody may send to a page of the set-up."""
    yield from (who.request("GET", p) for p in OFTEN)
    yield who.request("HEAD", "/setup")
    yield who.request("PUT", "/setup")
    for path in ("/setup", "/setup/restore"):
        yield form(who, path, {"firm": "x", "db_name": "x"})
        yield form(who, path, {"form_token": "0" * 64})
    yield form(who, "/setup", {"db_name": "x" * 3000000})


def unconfigured(s, site, who):
    """Of a program without a configuration, until it has one."""
    yield from strange(who)
    faulty = site / "conf/kartoteka.conf"
    faulty.write_text("words\n")
    yield from (who.request("GET", p) for p in OFTEN)
    faulty.unlink()
    yield fill(who, code="wrong", **account(s))
    yield fill(who, code=code(site), **account(s, db_name=""))
    yield fill(who, code=code(site), **account(s, db_password="no"))
    yield fill(who, code=code(site), **account(s))


def empty(s, site, who):
    """Of a program without a firm, until there is one."""
    no = Visitor(s.wire)
    yield from strange(no)
    yield fill(no, code="wrong")
    yield fill(no, code=code(site))
    for one in (who, no):
        yield from strange(one)
        yield fill(one, firm="")
        yield fill(one, "/setup/restore")
    yield fill(who, firm="F", currency="UAH", country="UA", lang="en",
               name="A", login="admin", password=WORD, reg_no="10787917")


def lies(who):
    """Pages of which the request says that they are another host's."""
    for path in (*OFTEN, "/language/en?next=//evil.example/"):
        page = who.request("GET", path, headers=LIES)
        if "evil" in page.source + str(page.headers):
            yield f"{path}: {page.status}"
    for away in AWAY:
        there = who.request("GET", "/language/en?next=" +
                            urllib.parse.quote(away)).header("Location")
        if leads_away(there):
            yield f"/language/en?next={away}: {there}"


def first(s):
    with uploaded(s) as site:
        who = Visitor(s.wire)
        who.request("GET", "/setup")
        bad = list(lies(who))
        pages = list(unconfigured(s, site, who))
        s.fact("an upload is configured by the right account alone", [
            [p.status for p in pages[-4:]]] * (
            [p.status for p in pages[-4:]] != [422, 422, 422, 303]))
        guarded(s, pages, " of a program without a configuration")
        kept = (site / "conf/kartoteka.conf")
        s.fact("its configuration is its own user's alone", [
            oct(kept.stat().st_mode)] * (kept.stat().st_mode & 0o77 != 0))
        wait = list(wait_over(who))
        guarded(s, wait, " of one that makes its tables")
        bad += lies(who)
        more = list(empty(s, site, who))
        s.fact("and set up by whoever has the code",
               [more[-1].status] * (more[-1].status != 303))
        last = [who.request("GET", p) for p in (
            "/setup/done", "/setup", "/setup/restore", "/setup/probe")]
        guarded(s, more + last, " of one that is not set up")
        s.fact("then its pages are gone, and the code", [
            f"{p.url}: {p.status}" for p in last[1:] if p.status != 404] +
            [code(site)] * bool(code(site)))
        lines = [v for p in pages + wait + more + last
                 for k, v in p.headers if k.lower() == "set-cookie"]
        s.fact("their cookies are out of reach for scripts and other sites", [
            v for v in lines if not all(
                w in v for w in ("HttpOnly", "SameSite=Lax", "Path=/"))] +
               ["no kc"] * (not any(v.startswith("kc=") for v in lines)))
        s.fact("no request names their host, or leads away from them", bad)


# ---- with a firm

def cookies(s):
    no = Browser(s.wire)
    no.cookies["ks"] = fixed = "ab" * 32
    before = dict(no.cookies)
    page = try_in(no, "admin", WORD)
    lines = [v for k, v in page.headers if k.lower() == "set-cookie"]
    s.fact("a session's cookie is out of reach for scripts and other sites", [
        v for v in lines if not re.search(r"HttpOnly", v) or
        not re.search("SameSite=Lax", v) or not re.search("Path=/", v)])
    s.fact("the number of a session is new at sign-in, whatever was brought",
           [] if page.status == 303 and no.cookies["ks"] not in
           (fixed, before.get("ks")) and len(no.cookies["ks"]) == 64
           else [f"{page.status} {no.cookies}"])
    raw = no.cookies["ks"]
    s.fact("the database does not hold it", [
        t for t in (s.sql("SELECT LOWER(HEX(token_hash)) FROM session"),)
        if raw in t])
    first = dict(no.cookies)
    form(no, "/sign-in", {"login": "admin", "password": WORD,
                          "form_token": token(no)})
    old = Browser(s.wire)
    old.cookies = first
    s.fact("signing in again ends the session before",
           [] if no.cookies["ks"] != first["ks"] and
           old.request("GET", "/now").status == 303 else ["it lives on"])
    form(no, "/sign-out", {"form_token": token(no)})
    no.cookies["ks"] = raw
    s.fact("after signing out its number is worth nothing",
           [] if no.request("GET", "/now").status == 303 else ["it is"])


def passwords(s):
    s.run.do_user("hanna", "seller")
    a, b = Browser(s.wire), Browser(s.wire)
    try_in(a, "hanna", WORD)
    try_in(b, "hanna", WORD)
    page = form(a, "/profile", {
        "lang": "en", "password_now": WORD, "password": "another word 88",
        "form_token": token(a), "request_key": secrets.token_hex(16)})
    s.fact("a new password ends the other sessions, not this one",
           [] if page.status == 303 and
           a.request("GET", "/now").status == 200 and
           b.request("GET", "/now").status == 303 else [page.status])
    admin = s.sign_in("admin")
    user = s.sql("SELECT id FROM user WHERE login = 'hanna'")
    edit = admin.request("GET", f"/users/{user}/edit").main_form()
    pairs = dict(edit.pairs())
    pairs["password"] = "set by another 99"
    form(admin, f"/users/{user}/edit", pairs)
    s.fact("one given by the administrator ends all of them",
           [] if a.request("GET", "/now").status == 303 else ["it does not"])
    try_in(b, "hanna", "set by another 99")
    role = s.sql("SELECT id FROM role WHERE code = 'bookkeeper'")
    pairs = dict(admin.request("GET", f"/users/{user}/edit").main_form()
                 .pairs())
    pairs["role_id"] = role
    form(admin, f"/users/{user}/edit", pairs)
    s.fact("another role holds from the next request on",
           [] if b.request("GET", "/deals/new").status == 403
           else ["the old one does"])


def calm(s):
    s.sql("DELETE FROM throttle")


def too_many(page):
    return "Too many" in page.dom.text


def tries(s, logins, **heads):
    """How many are refused for the password before they have to wait."""
    calm(s)
    for n, login in enumerate(logins):
        if too_many(try_in(Browser(s.wire), login, "wrong", **{
                k.replace("_", "-"): v.format(n) for k, v in heads.items()})):
            return n
    return None


def throttle(s):
    # The first wait is of 2 s and may pass on a busy machine: 5 at least.
    for login in ("admin", "ghost"):
        n = tries(s, [login] * 14)
        s.fact(f"{login} has five tries, then waits",
               [] if n and 5 < n < 12 else [n])
    tries(s, ["admin"] * 14)
    page = try_in(Browser(s.wire), "admin", WORD)
    s.fact("the right password does not help meanwhile",
           [] if page.status == 422 and too_many(page) else [page.status])
    n = tries(s, ["ADMIN", " admin", "admin ", "Admin", "aDmin", "AdmiN",
                  "admiN ", "ADmin", "ADMin", "adMIN", "admIN", "AdMiN"])
    s.fact("spellings of a login share its tries", [] if n else ["they do "
                                                               "not"])
    n = tries(s, [f"name{i}" for i in range(32)])
    s.fact("an address has twenty, whatever the logins",
           [] if n and 20 < n < 30 else [n])
    calm(s)


def work(s):
    """Seconds of a processor that the worker has taken: no neighbour's."""
    stat = pathlib.Path(f"/proc/{s.wire.process.pid}/stat").read_text()
    user, system = stat.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def timing(s):
    """The same work for a login that there is not."""
    s.run.do_user("ivan", "seller")
    s.sql("UPDATE user SET active = 0 WHERE login = 'ivan'")
    no = Browser(s.wire)
    pairs = {"password": "wrong", "form_token": token(no, "/sign-in")}
    took = {"admin": [], "ghost": [], "ivan": []}
    for _ in range(4):
        for login in took:
            calm(s)
            start = work(s)
            form(no, "/sign-in", {**pairs, "login": login,
                                  "request_key": secrets.token_hex(16)})
            took[login].append(work(s) - start)
    least = {k: min(v) for k, v in took.items()}
    s.fact("a wrong login, a switched-off one and a wrong password take the "
           f"same work ({statistics.mean(least.values()):.2f} s)",
           [] if max(least.values()) < 1.4 * min(least.values()) else [least])
    calm(s)


def hosts(s):
    me, bad = s.sign_in("admin"), []
    for who in (me, Browser(s.wire)):
        for path in ("/now", "/contacts", "/contacts/1", "/sign-in", "/",
                     "/nope", "/invoices/1/print", "/language/en"):
            page = who.request("GET", path, headers=LIES)
            if "evil" in page.source + str(page.headers):
                bad.append(f"{path}: {page.status}")
            if any("Secure" in v for k, v in page.headers):
                bad.append(f"{path}: takes https for told")
    s.fact("what a request says of the host becomes no address", bad)


def redirects(s):
    me, bad = s.sign_in("admin"), []
    undo = int(s.sql("SELECT MAX(id) FROM change_set"))
    s.run.do_post("/contacts/1/activities", "kind=task", "text=A")
    for away in AWAY:
        quoted = urllib.parse.quote(away)
        got = [Browser(s.wire).request("GET", f"/language/en?next={quoted}"),
               me.request("GET", f"/sign-in?next={quoted}")]
        t = token(me)
        for path in ("/profile/theme", "/activities/1/done",
                     "/activities/1/postpone", f"/changes/{undo}/undo",
                     "/deals/1/stage", "/contacts/views"):
            got.append(form(me, path, {
                "next": away, "back": away, "return": away, "theme": "dark",
                "name": "x", "query": away, "form_token": t,
                "request_key": secrets.token_hex(16)}))
        for page in got:
            there = page.header("Location")
            if page.header("X-Fire") or leads_away(there):
                bad.append(f"{page.url} {away!r}: {there}")
    s.fact("no address given leads away or becomes a header", bad)


def names(s):
    me = s.sign_in("admin")
    bad = []
    s.sql("UPDATE document SET label = 'A\"; filename=evil.html\r\nX-Fire: 1'"
          " WHERE id = 1")
    for path in ("/invoices/1.xml", "/accounting/ubl.zip",
                 "/export/contacts?x=%0d%0aX-Fire:1"):
        page = me.request("GET", path)
        text = page.header("Content-Disposition") or "attachment; filename=x"
        if page.header("X-Fire") or not re.fullmatch(
                r'attachment; filename=("[^"\r\n]*"|x)'
                r"(; filename\*=UTF-8''[\w.%~-]*)?", text):
            bad.append(f"{path}: {text}")
    s.fact("a file's name stays a name", bad)


def log(s):
    me, cut = s.sign_in("admin"), "\n2026-01-01T00:00:00Z 1 forged line"
    heads = {"User-Agent": "x" + cut, "Referer": "x" + cut,
             "X-Forwarded-For": "1.2.3.4" + cut}
    if s.args.server:
        heads = {}			# a server takes no such header
    for path in ("/nope%0a2026 forged", "/contacts/%0d%0aforged",
                 "/contacts?q=%0aforged", "/%1b[2J", "/x%e2%80%a8forged"):
        me.request("GET", path, headers=heads)
    form(Browser(s.wire), "/sign-in", {"login": "x" + cut, "password": cut})
    try_in(Browser(s.wire), "admin" + cut, "geheim-Wort" + cut)
    calm(s)
    text = (s.base.home / "log/kartoteka.log").read_bytes()
    lines = text.decode("utf-8", "replace").splitlines()
    s.fact("each line of the log is one of ours", [
        line[:120] for line in lines if not re.match(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \d+ [0-9a-f-]+ ", line) or
        re.match(r"2026-01-01T", line)])
    s.fact("and holds no password, session or query", [
        w for w in (WORD, "geheim", "q=", me.cookies["ks"], "wrong")
        if w in text.decode("utf-8", "replace")])


def proxies(s):
    """Behind a proxy of ours, and behind none."""
    def seen():
        return s.sql("SELECT addr FROM session ORDER BY created_at DESC, "
                     "seen_at DESC LIMIT 1")
    def configured(lines):
        s.base.config.write_text(re.sub(
            r"(?m)^(trusted_proxies|base_url).*$", "",
            s.base.config.read_text()) + "\n" + lines)
        s.wire.end()
        s.wire = s.run.wire = s.base.program()
    configured("")
    s.sql("DELETE FROM session")
    try_in(Browser(s.wire), "admin", WORD, **{
        "X-Forwarded-For": "203.0.113.9"})
    s.fact("X-Forwarded-For from anybody is not believed",
           [] if seen() == "127.0.0.1" else [seen()])
    configured("trusted_proxies = 127.0.0.1 10.0.0.1\n"
               "base_url = https://crm.example.org/crm\n")
    want = {"203.0.113.9": "203.0.113.9",
            "6.6.6.6, 203.0.113.9": "203.0.113.9",
            "203.0.113.9, 10.0.0.1": "203.0.113.9",
            "nonsense": "127.0.0.1", "203.0.113.9, nonsense": "127.0.0.1",
            "2001:db8::1": "2001:db8::1", "": "127.0.0.1"}
    bad = []
    for via, addr in want.items():
        s.sql("DELETE FROM session")
        calm(s)
        who = Browser(s.wire)
        page = form(who, "/crm/sign-in", {
            "login": "admin", "password": WORD,
            "form_token": token(who, "/crm/sign-in")},
            {"X-Forwarded-For": via})
        if seen() != addr:
            bad.append(f"{via}: {seen()}")
    s.fact("from a proxy of ours the last address that is none of them", bad)
    lines = [v for k, v in page.headers if k.lower() == "set-cookie"]
    s.fact("at an address with https cookies are Secure and below its path, "
           "and the browser is told to stay with it", [
               f"{page.status} {lines} {page.headers}"
           ] * (not lines or not all("; Secure" in v and "Path=/crm/" in v
                                     for v in lines) or
                "max-age" not in (page.header("Strict-Transport-Security")
                                  or "")))
    page = Browser(s.wire).request("GET", "/crm/contacts")
    s.fact("a redirect stays below the base",
           [] if (page.header("Location") or "").startswith("/crm/sign-in")
           else [page.header("Location")])


def play(s):
    first(s)
    headers(s)
    if s.args.server:
        pages = list(statics(s))
        s.fact(f"static files and what the server refuses have theirs "
               f"({len(pages)})",
               [w for p in pages for w in lacking(p, STATIC)])
    hosts(s)
    redirects(s)
    names(s)
    log(s)
    if s.args.server:
        return
    cookies(s)
    passwords(s)
    throttle(s)
    timing(s)
    proxies(s)


if __name__ == "__main__":
    attack("headers", play)
