#!/usr/bin/env python3
"""What is refused, and how: each row of refused.tsv, exactly.

Columns, by tabs:
    who     admin, bob (a seller), eve (another), nobody
    how     a method; FORM: the page's form with the fields given changed;
            POST: these fields with token and key; FILE: the form's file
    path    {firm} and so on are records, see make_world()
    given   fields as in a body (name=a%00b&!form_token, "!" leaves one out),
            after headers, each "Name: value | "; of FILE name|content, where
            \\r \\n \\x00 are escapes; {x*9000} repeats
    status  of the answer
    says    one of its messages, whole: a page's heading, "field: words" of a
            form, an alert; empty: nothing is said

What is refused writes nothing: the change log stands still.  A "?" in the
last columns is filled in by --write, to be read before it is kept.
"""
import re
import secrets
import sys
import urllib.parse

sys.path.insert(0, str(__import__("pathlib").Path(__file__).parents[1] /
                       "attack"))
from stand import TOP, Browser, Wrong, attack                   # noqa: E402

TABLE = TOP / "tests/refused/refused.tsv"
PLAIN = "application/x-www-form-urlencoded"


def grow(text, kept):
    """{x*3} is xxx, {firm} a number."""
    text = re.sub(r"\{(.)\*(\d+)\}", lambda m: m[1] * int(m[2]), text)
    return re.sub(r"\{(\w+)\}", lambda m: str(kept[m[1]]), text)


def escapes(text):
    return text.encode().decode("unicode_escape").encode("latin-1") \
        if text.isascii() else text.encode()


def make_world(s):
    s.run.do_user("bob", "seller")
    s.run.do_user("eve", "seller")
    s.sign_in("admin")
    k = {}
    k["product"] = s.make("/products/new", name="Гвинт", code="G-1",
                          price="10", currency="UAH")
    s.sign_in("bob")
    k["firm"] = s.make("/contacts/new", kind="organisation", name="Завод",
                       country="UA")
    k["person"] = s.make("/contacts/new", kind="person", name="Петро")
    k["deal"] = s.make("/deals/new", contact_id=k["firm"], amount="5")
    line = {"line.1.name": "Товар", "line.1.price": "10"}
    k["draft"] = s.make("/invoices/new", contact_id=k["firm"], **line)
    k["invoice"] = s.make("/invoices/new", contact_id=k["firm"], **line)
    s.run.do_get(f"/invoices/{k['invoice']}")
    s.run.do_post(f"/invoices/{k['invoice']}/issue")
    k["payment"] = s.make("/payments/new", contact_id=k["firm"], amount="1",
                          date="2026-02-01", currency="UAH")
    s.run.do_post(f"/contacts/{k['firm']}/activities", "kind=task",
                  "text=Зателефонувати", "due_at=2026-12-01 10:00")
    k["task"] = s.sql("SELECT MAX(id) FROM activity")
    k["set"] = s.sql("SELECT MAX(id) FROM change_set")
    s.run.do_form("/import/contacts")
    s.run.do_file("file", "x.csv", "name,kind\\nA,person\\n")
    s.run.do_send()
    s.run.do_keep("made", "id")
    k["import"] = s.run.kept["made"]
    s.run.do_form("/import/contacts")
    s.run.do_file("file", "y.csv", "я" * 33000 + ",kind\\nA,person\\n")
    s.run.do_send()
    s.run.do_keep("made", "id")
    k["headings"] = s.run.kept["made"]
    k["token"] = s.run.who.request("GET", "/profile").token()
    s.sign_in("eve")
    k["alien"] = s.make("/contacts/new", kind="person", name="Чужий")
    k["alien_deal"] = s.make("/deals/new", contact_id=k["alien"], amount="7")
    return k


class Table:
    def __init__(self, s):
        self.s, self.kept = s, make_world(s)
        self.people = {}

    def who(self, name):
        if name not in self.people:
            self.people[name] = Browser(self.s.wire) if name == "nobody" \
                else self.s.sign_in(name)
        return self.people[name]

    def token(self, who):
        for path in ("/profile", "/sign-in"):
            token = who.request("GET", path).token()
            if token:
                return token
        return ""

    @staticmethod
    def pairs(given, pairs):
        """The form's pairs as a body, with what is given instead."""
        parts = [p for p in given.split("&") if p]
        drop = {p[1:] for p in parts if p[0] == "!"}
        set_ = {urllib.parse.unquote(p.split("=")[0]) for p in parts
                if p[0] != "!"}
        out = [urllib.parse.urlencode([p]) for p in pairs
               if p[0] not in drop | set_]
        out += [urllib.parse.quote(p, safe="%+=&!-._~") for p in parts
                if p[0] != "!"]
        return "&".join(out).encode()

    def ask(self, name, how, path, given):
        who, headers = self.who(name), {}
        path, given = grow(path, self.kept), grow(given, self.kept)
        *heads, given = given.split(" | ") if " | " in given else [given]
        for h in heads:
            headers.__setitem__(*h.split(": ", 1))
        if how == "FORM":
            page = who.request("GET", path)
            if page.status != 200:
                raise Wrong(f"{path}: {page.status}")
            form = page.main_form()
            body = self.pairs(given, form.pairs())
            return who.request("POST", form.action, body,
                               {"Content-Type": PLAIN, **headers})
        if how == "POST":
            pairs = [("form_token", self.token(who)),
                     ("request_key", secrets.token_hex(16))]
            return who.request("POST", path, self.pairs(given, pairs),
                               {"Content-Type": PLAIN, **headers})
        if how == "FILE":
            form = who.request("GET", path).main_form()
            file, text = given.split("|", 1)
            form.files.append(("file", file, escapes(text)))
            kind, body = form.body()
            return who.request("POST", form.action, body,
                               {"Content-Type": kind})
        method = how[4:] if how.startswith("RAW ") else how
        return who.request(method, path, escapes(given), headers)

    @staticmethod
    def says(page):
        if "<html" not in page.source[:200]:
            return [page.source.strip()] if page.source.strip() else []
        out = [n.text for n in page.dom.all("h1")]
        if page.status >= 400 and page.dom.text.startswith("Not done"):
            out = [f"{out[0]}: {n.text}" for n in page.dom.all("p")
                   if n.get("class") == "k-mute k-mb"]
        for n in page.dom.all():
            name = re.fullmatch(r"(?:f-)?([\w.-]+)-e", n.get("id", ""))
            if name:
                out.append(f"{name[1]}: {n.text}")
            elif n.get("role") == "alert":
                out.append(n.text)
        return out

    def written(self):
        return self.s.sql("SELECT COUNT(*) FROM change_set")


def rows():
    for n, line in enumerate(TABLE.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) == 5:
                cells.append("")
            if len(cells) != 6:
                raise Wrong(f"{TABLE.name}:{n}: {len(cells)} columns")
            yield n, cells


def leak(page):
    """Words that only a look behind the scenes has."""
    hit = re.search(r"(?i:mariadb|mysql|sql syntax|/home/|/tmp/|\.c:\d"
                    r"|src/core|stack trace)|SELECT |INSERT INTO", page.source)
    return hit and hit[0]


def check(t, n, cells):
    who, how, path, given, status, says = cells
    page = t.ask(who, how, path, given)
    there = t.says(page)
    row = f"{TABLE.name}:{n}: {who} {how} {path[:60]} {given[:60]}"
    if str(page.status) != status:
        yield f"{row}: {page.status}, not {status}; {there[:2]}"
    elif says not in there and (says or there):
        yield f"{row}: says {there}"
    if leak(page):
        yield f"{row}: tells “{leak(page)}”"
    if page.header("Content-Security-Policy") is None:
        yield f"{row}: has no headers of ours"


def fill(t):
    """The table with the "?" that a run answers."""
    out = []
    answered = dict(rows())
    for n, line in enumerate(TABLE.read_text().splitlines(), 1):
        if n in answered and answered[n][4] == "?":
            who, how, path, given = answered[n][:4]
            page = t.ask(who, how, path, given)
            there = [x for x in t.says(page)]
            best = next((x for x in there if re.match(r"[a-z][a-z_0-9.-]*: ",
                                                     x)),
                        there[-1] if there else "")
            line = "\t".join([who, how, path, given, str(page.status), best])
        out.append(line)
    TABLE.write_text("\n".join(out) + "\n")


def play(s):
    t = Table(s)
    if write:
        return fill(t)
    table = list(rows())
    before, wrong = t.written(), []
    for n, cells in table:
        bad = list(check(t, n, cells))
        now = t.written()
        if now != before:
            bad.append(f"{TABLE.name}:{n}: {cells[:4]}: wrote something")
            before = now
        s.passed += not bad
        s.failed += bool(bad)
        wrong += bad
    print("\n".join(f"not ok - {w}" for w in wrong))
    s.fact(f"the table has at least 150 rows ({len(table)})",
           [] if len(table) >= 150 else ["it has not"])


write = "--write" in sys.argv
if write:
    sys.argv.remove("--write")
if __name__ == "__main__":
    attack("refused", play)
