#!/usr/bin/env python3
"""The big list of naughty strings through the text fields of every form:
stored as sent, or refused in words; shown as text; exported whole.

With --whole every field gets every string (make check-all, minutes).  Without
it (make check) so do the forms that have pages of their own; the others share
the list, an eighth of it each.

Forms are found by the route table, as for the scanners.  A field that does not
take a plain word has a shape (a code, a number, an address): it may refuse.
The list is KARTOTEKA_FIXTURES/blns, ../shared/fixtures where that is not set.
"""
import csv
import html
import io
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "attack"))
from stand import TOP, Wrong, attack                            # noqa: E402
from rights import Walk                                         # noqa: E402
from targets import PLAIN, Walker                               # noqa: E402

LIST = pathlib.Path(os.environ.get("KARTOTEKA_FIXTURES",
                                   TOP.parent / "shared/fixtures")) / \
    "blns/blns.json"
CALM = "quiet"
BLANK = " \t\r\n\ufeff\u00a0\u3000" + \
    "".join(map(chr, [*range(0x2000, 0x200b), 0x2028, 0x2029]))
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz",
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SHARP = re.compile(r"[<>\"'&\\]|script:", re.I)


def plain(text):
    """Blanks around do not count, nor how a line ends."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip(BLANK)


class Base:
    """One client that stays, for a question after each form."""
    def __init__(self, s):
        door = re.search(r"db_socket *= *(.*)", s.base.config.read_text())[1]
        self.client = subprocess.Popen(
            ["mariadb", "--no-defaults", "--default-character-set=utf8mb4",
             "-NBrn", "-S", door, "kartoteka"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def rows(self, statement):
        self.client.stdin.write(statement + "; SELECT 'ends here';\n")
        self.client.stdin.flush()
        out = []
        while (line := self.client.stdout.readline()) != "ends here\n":
            if not line:
                raise Wrong(f"{statement}: no answer")
            out.append([None if v == "NULL" else v
                        for v in line.rstrip("\n").split("\t")])
        return out

    def texts(self, columns, rest):
        """Of the one row: the columns' values."""
        found = self.rows("SELECT " + ", ".join(
            f"HEX(CONCAT({c}))" for c in columns) + rest)
        return [v and bytes.fromhex(v).decode() for v in found[0]] \
            if found else []


# Where a form keeps words that are no columns of the record it saves.
ELSEWHERE = {
    ("/views", "name"): "FROM view ORDER BY id DESC LIMIT 1",
}
# What has to be undone before a form can be sent again.
BEFORE = {"/deals/:id/pause": ("/deals/:id/resume", {}),
          "/deals/:id/stage": ("/deals/:id/stage", {"stage": "1"})}
# And what it needs besides.
WITH = {"/deals/:id/stage": {"from": "0", "loss_reason_id": "1"},
        "/invoices/:id/payments": {"amount": "0.01"},
        # Many records of one name are asked about.
        "/contacts/new": {"anyway": "1"}, "/contacts/:id/edit": {"anyway": "1"}}
UNIQUE = ("code", "login")	# of which no two may be equal
SHAPED = ("mail_host",)		# takes a calm word, and yet not any
# Forms that have pages of their own, or shapes.
WHOLE = re.compile("/(contacts|deals|products|invoices)/new$|/settings$|"
                   "/contacts/:id/(points|tags)$")
TABLES = {"invoice": "document", "invoice_line": "document_line"}
COLUMNS = {"text": "body"}
# Forms whose words are not kept, each with its reason.
NOT_KEPT = {
    "/sign-in": "a name and a password to be compared",
    "/profile/second": "a code of the moment",
    "/setup": "there is a firm already",
    "/contacts/:id/merge": "which of two values stays, of those that are there",
    "/import/:name/:id": "names of fields, which are a closed list",
}


class Forms:
    """Every form with a text field, and what came of the strings in it."""
    def __init__(self, s, strings):
        self.s, self.strings = s, strings
        walk = Walk(s)
        walk.make_world()
        self.who = s.sign_in("admin")
        self.base, self.calm = Base(s), {}
        self.columns, self.turn = {}, 0
        for table, column in self.base.rows(
                "SELECT table_name, column_name FROM information_schema."
                "columns WHERE table_schema = 'kartoteka'"):
            self.columns.setdefault(table, set()).add(column)
        found = Walker(walk, self.who).all()
        self.all = {(t.method, t.route): t for t in found}
        for t in found:
            if "line.1.name" in t.texts:
                t.fields.update({"line.1.name": "x", "line.1.price": "1",
                                 "line.1.quantity": "1"})
        self.all["POST", "/invoices/new"].fields["contact_id"] = \
            walk.bob["firm"]
        # A deal's lines are those of a new one.
        self.all["POST", "/deals/:id/edit"].texts.pop("line.1.name", None)
        self.targets = sorted(
            (t for t in found if t.method == "POST" and t.texts and
             t.route not in NOT_KEPT),
            key=lambda t: t.route == "/deals/:id/stage")    # closes it

    def post(self, t, words):
        if t.route in BEFORE:
            route, fields = BEFORE[t.route]
            self.send(self.all["POST", route], fields)
        return self.send(t, {**WITH.get(t.route, {}), **words})

    def send(self, t, words):
        pairs = {**t.fields, "request_key": secrets.token_hex(16)}
        if t.route.endswith("/new"):
            pairs.update((k, secrets.token_hex(6)) for k in UNIQUE
                         if k in pairs)
        pairs.update(words)
        return self.who.request("POST", t.path, urllib.parse.urlencode(
            pairs, errors="surrogatepass").encode(), {"Content-Type": PLAIN})

    @staticmethod
    def refused(page):
        """Fields with what is said of them; of a quick form, of ""."""
        said = re.findall(r'id="?(?:f-)?([\w.-]+)-e"?>(.*?)</p>|'
                          r'<p class="k-mute k-mb">()(.*?)</p>', page.source)
        return {a or c: html.unescape(re.sub("<[^>]*>", "", b or d)).strip()
                for a, b, c, d in said}

    def shapes(self, t):
        """The fields that take any word, and those that do not."""
        free, shaped = [], []
        for name in t.texts:
            page = self.post(t, {name: CALM})
            (shaped if page.status == 422 or name.endswith("_id") or
             name in UNIQUE + SHAPED else free).append(name)
        return free, shaped

    def some(self, t):
        """All of the strings for what has pages of its own; the others share
        them, each an eighth, unless all are asked for."""
        self.turn += 1
        return self.strings if self.s.args.whole or WHOLE.match(t.route) \
            else self.strings[self.turn % 8::8]

    def kept(self, t, words):
        """What the base has of these fields, by their names."""
        if t.route.startswith("/settings"):
            return {name: bytes.fromhex(value).decode() for name, value in
                    self.base.rows("SELECT name, HEX(value) FROM setting")
                    if name in words and value is not None}
        out, wanted = {}, {}
        rows = self.base.rows("SELECT entity, record_id FROM change_row "
                              "WHERE set_id = (SELECT MAX(id) FROM "
                              "change_set) AND action <> 3 "
                              "ORDER BY id DESC")
        for name in words:
            other = next((q for (end, f), q in ELSEWHERE.items()
                          if t.route.endswith(end) and f == name), None)
            column = COLUMNS.get(name, name.split(".")[-1])
            if t.route.endswith("/tags"):
                out[name] = words[name] if self.base.rows(
                    "SELECT id FROM tag WHERE name = CONVERT(X'" +
                    words[name].strip(BLANK).encode().hex() +
                    "' USING utf8mb4) COLLATE utf8mb4_unicode_ci") else None
            else:
                place = " " + other if other else \
                    self.place(name, column, rows)
                wanted.setdefault(place, {})[name] = column
        for place, names in wanted.items():
            if place:
                out.update(zip(names, self.base.texts(
                    [f"`{c}`" for c in names.values()], place)))
        return out

    def place(self, name, column, rows):
        """Which of the changed records has the column, as SQL."""
        for entity, number in rows:
            table = TABLES.get(entity, entity)
            if column in self.columns.get(table, ()) and \
                    ("line." in name) == table.endswith("_line"):
                return f" FROM `{table}` WHERE id = {number}"
        return None

    def one(self, t, text, names):
        """What is wrong with one string in the free fields of a form."""
        words = {k: text for k in names if len(text) <= t.texts[k]}
        if not words:
            return
        page = self.post(t, words)
        show = f"{t.route}: {ascii(text[:60])}"
        if page.status == 400 and CONTROL.search(text):
            return
        if page.status == 422:
            why = self.refused(page)
            if not any(why.values()):
                yield f"{show}: refused without a word"
            elif plain(text) and "\n" not in plain(text) and not all(
                    "is longer than" in w for w in why.values()):
                yield f"{show}: refused: {why}"
            return
        if page.status != 303:
            yield f"{show}: {page.status}"
            return
        got = self.kept(t, words)
        for k in words:
            want = text.translate(UPPER) if k in self.upper else text
            if plain(text) and plain(got.get(k)) != plain(want):
                yield f"{show}: {k} is kept as {ascii(got.get(k))[:80]}"
        if SHARP.search(text):
            yield from self.shown(page.goes_to, show)

    def shown(self, where, show):
        """Nothing of it acts on the page that the form leads to."""
        page = self.who.request("GET", where)
        if page.status != 200:
            yield f"{show}: {where} is {page.status}"
            return
        yield from self.acting(page, show)
        form = re.search(r'href="?([\w/]+/edit)\b', page.source)
        if form and len(show) % 2:
            yield from self.acting(self.who.request("GET", form[1]), show)

    def acting(self, page, show):
        # Our own image ticks once a minute, and is left out else.
        source = re.sub(r'<img class="?k-tick"? src="[^"<>]*" alt(="")?>', "",
                        page.source)
        tags = re.findall(r"(?i)<(script|img|iframe|style|object|embed|base"
                          r"|video|audio)\b", source)
        kind = re.sub(r"\d+", "", page.url.split("?")[0])
        if sorted(tags) != self.calm.setdefault(kind, sorted(tags)):
            yield f"{show}: {page.url} has {tags}"
        calm = re.sub(r'="[^"]*"', lambda m: '="#"' if not re.match(
            r'="\s*(javascript|data|vbscript):', m[0], re.I) else m[0],
            page.source)
        for hit in re.findall(r"<[a-z][^<>]*>", calm):
            if re.search(r"(?i)\s(on\w+|style)\s*=|(href|src|action)=.?\s*"
                         r"(javascript|data|vbscript):", hit):
                yield f"{show}: {page.url}: {hit[:80]}"

    def shape(self, t, text, names):
        """A field with a shape says why, or keeps what it takes."""
        words = {k: text for k in names if len(text) <= t.texts[k]}
        for _ in range(20):
            if not words:
                return
            page = self.post(t, words)
            if page.status == 400 and CONTROL.search(text):
                return
            if page.status != 422:
                break
            why = self.refused(page)
            if not why or not all(why.values()):
                yield f"{t.route}: {ascii(text[:60])}: {why}"
                return
            less = {k: v for k, v in words.items() if k not in why}
            words = less if len(less) < len(words) else {}
        if page.status != 303:
            yield f"{t.route}: {ascii(text[:60])}: {page.status}"
            return
        got = self.kept(t, words)
        for k in words:
            if re.search("[a-z@]", got.get(k) or "") and \
                    got[k].lower() != plain(text).lower():
                yield (f"{t.route}: {ascii(text[:60])}: {k} is kept as "
                       f"{ascii(got[k])[:80]}")

    def form(self, t):
        page = self.post(t, {})
        if page.status != 303:
            yield f"{t.route} as it is: {page.status} {self.refused(page)}"
            return
        free, shaped = self.shapes(t)
        words = dict.fromkeys(free, CALM)
        page = self.post(t, words)
        if page.status != 303:
            yield f"{t.route}: calm words: {page.status} {self.refused(page)}"
            return
        got = self.kept(t, words)
        lost = [k for k in free if (got.get(k) or "").lower() != CALM]
        self.upper = [k for k in free if got.get(k) != CALM]
        if lost:
            yield f"{t.route}: where is {lost} kept?"
            return
        some = self.some(t)
        for text in some:
            if free:
                yield from self.one(t, text, free)
            if shaped:
                yield from self.shape(t, text, shaped)
        self.tried = f"{len(some)} strings through {' '.join(free)}" + \
            (f"; with a shape {' '.join(shaped)}" if shaped else "")


def whole_exports(f):
    """Every name that there is comes out as it is kept."""
    for name, table, column in (("contacts", "contact", "name"),
                                ("deals", "deal", "title"),
                                ("products", "product", "name")):
        want = {plain(bytes.fromhex(r[0]).decode()) for r in f.base.rows(
            f"SELECT HEX({column}) FROM {table} WHERE deleted_at IS NULL")}
        page = f.who.request("GET", f"/export/{name}")
        text = page.body.decode("utf-8-sig")
        cells = {plain(c) for mark in ",;" for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=mark) for c in row}
        lost = [w for w in want if w not in cells and "'" + w not in cells]
        if page.status != 200 or lost:
            yield f"{name} as CSV ({page.status}) lacks {lost[:5]}"
        page = f.who.request("GET", f"/export/{name}?format=json")
        cells = {plain(v) for r in json.loads(page.body) for v in r.values()
                 if isinstance(v, str)}
        if want - cells:
            yield f"{name} as JSON lacks {sorted(want - cells)[:5]}"


def whole_papers(f):
    """An invoice's lines stand in its XML as they were typed."""
    rows = f.base.rows(
        "SELECT d.id, HEX(l.name) FROM document d JOIN document_line l ON "
        "l.document_id = d.id WHERE d.status = 'draft' AND l.name REGEXP "
        "'[<>&\"]' ORDER BY d.id DESC LIMIT 12")
    if not rows:
        yield "no invoice has a line to look at"
    issue = f.all["POST", "/invoices/:id/issue"]
    for number, name in rows:
        issue.path = f"/invoices/{number}/issue"
        status = f.send(issue, {"rev": "0"}).status
        page = f.who.request("GET", f"/invoices/{number}.xml")
        if status != 303 or "xml" not in page.header("Content-Type"):
            yield f"invoice {number}: {status}, {page.dom.text[:300]}"
            continue
        texts = {plain(n.text) for n in
                 xml.etree.ElementTree.fromstring(page.body).iter()}
        if plain(bytes.fromhex(name).decode()) not in texts:
            yield f"invoice {number} lacks {bytes.fromhex(name)!r}"


def lists(f):
    """Every parameter of every address takes what is not meant for it."""
    for t in f.all.values():
        for k in t.query if t.method == "GET" else ():
            for text in ("ї'\"<", "\u202e\U0001f6be", "9" * 30):
                page = f.who.request("GET", t.path + "?" +
                                     urllib.parse.urlencode({k: text}))
                if page.status not in (200, 303, 400, 404, 422):
                    yield f"{t.path}?{k}={ascii(text)}: {page.status}"
                elif "<html" in page.source[:200]:
                    f.calm.clear()	# of a filter that finds nothing
                    yield from f.acting(page, f"{k}={ascii(text)}")


def play(s):
    if not LIST.exists():
        print(f"# skip: there is no {LIST}")
        s.fact("skipped", [])
        return
    # Of equal ones in a row the second would change nothing.
    f = Forms(s, list(dict.fromkeys(
        t for t in json.loads(LIST.read_text()) if t)))
    for t in f.targets:
        f.tried = "its words"
        wrong = list(f.form(t))
        s.fact(f"{t.route}: {f.tried}", wrong)
    s.fact("CSV and JSON have what is kept", whole_exports(f))
    s.fact("so have the XML of invoices", whole_papers(f))
    s.fact("no parameter of an address breaks a page", lists(f))
    log = s.base.home / "log/kartoteka.log"
    s.fact("no error is in the log", [
        line for line in log.read_text(errors="replace").splitlines()
        if re.search(r" 5\d\d \d+ms| db: ", line)])


def more(p):
    p.add_argument("--whole", action="store_true",
                   help="every string through every field")


if __name__ == "__main__":
    attack("blns", play, more=more)
