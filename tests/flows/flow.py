"""The little language of *.flow files; its words are in README.md.

A file is a list of cases.  A case is a sentence at the margin, the fact, and
indented steps that show it.  All cases of a file share one base.
"""
import base64
import datetime
import hmac
import json
import operator
import re
import secrets
import shlex
import time
import urllib.parse
import zoneinfo

from browser import Browser, Wrong

FIRM_ZONE = zoneinfo.ZoneInfo("Europe/Kyiv")
PASSWORD = "correct horse battery 7"
COMPARE = {"=": operator.eq, "!=": operator.ne, "<=": operator.le,
           ">=": operator.ge, "<": operator.lt, ">": operator.gt}


def totp(secret, step):
    """The code of RFC 6238 of this step."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.new(key, step.to_bytes(8, "big"), "sha1").digest()
    at = mac[19] & 15
    number = int.from_bytes(mac[at:at + 4], "big") & 0x7fffffff
    return f"{number % 1000000:06}"


class Elsewhere(Exception):
    """The rest of a case is not meant for this server."""


class Case:
    def __init__(self, fact, line):
        self.fact, self.line, self.steps = fact, line, []


def parse(path):
    cases = []
    for n, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            cases.append(Case(line.strip(), n))
        elif cases:
            cases[-1].steps.append((n, line.strip()))
        else:
            raise Wrong(f"{path}:{n}: a step before any fact")
    return cases


def matches(wanted, text):
    """/regular expression/ or plain words."""
    if len(wanted) > 1 and wanted[0] == wanted[-1] == "/":
        return re.search(wanted[1:-1], text)
    return wanted in text


def equal(got, want, what):
    if str(got) != str(want):
        raise Wrong(f"{what}: wanted {want}, got {str(got)[:200]}")


class Run:
    """A file's run: who acts, the last answer, the form in hand."""
    def __init__(self, path, wire, base):
        self.path, self.wire, self.base = path, wire, base
        self.people, self.kept, self.form = {}, {}, None
        self.steps = {}                 # of one-time codes, by secret
        self.who = self.person("nobody")
        self.page = self.last = self.done = None
        self.spent, self.measured = {}, False

    def case(self, case):
        """None, or (line, what was wrong)."""
        self.measured = self.base.alone and any(
            re.match(r"want (queries|rows)\b", s) for _, s in case.steps)
        for n, step in case.steps:
            try:
                words = [self.expand(w) for w in shlex.split(step)]
                getattr(self, "do_" + words[0], self.unknown)(*words[1:])
            except Elsewhere:
                return None
            except TypeError as e:
                return n, f"{step}: wrong number of words ({e})"
            except (Wrong, ValueError) as e:
                return n, f"{step}: {e}"
        return None

    def unknown(self, *words):
        raise Wrong("there is no such step")

    def expand(self, word):
        def value(m):
            name, shift = m[1], int(m[2] or 0)
            if name == "today":
                day = datetime.datetime.now(FIRM_ZONE).date()
                return (day + datetime.timedelta(shift)).isoformat()
            if name == "long":
                return "x" * shift
            if name == "totp":
                secret = self.kept["secret"]
                first = self.steps.setdefault(secret,
                                              int(time.time()) // 30)
                return totp(secret, first + shift)
            if name not in self.kept:
                raise Wrong(f"nothing is kept as {name}")
            return str(self.kept[name])
        return re.sub(r"\{([a-z_]+)([+-]\d+)?\}", value, word)

    # People

    def person(self, login):
        if login not in self.people:
            self.people[login] = Browser(self.wire)
        return self.people[login]

    def do_user(self, login, role, *team):
        word = self.base.file("password", PASSWORD + "\n")
        self.base.tool("user", "add", login, "--name", login.capitalize(),
                       "--role", role, "--password-file", word,
                       *(["--team", team[0]] if team else []))

    def do_as(self, login, password=PASSWORD):
        known = login in self.people
        self.who = self.person(login)
        if login == "nobody" or known:
            return
        self.do_form("/sign-in")
        self.form.fill("login", login)
        self.form.fill("password", password)
        self.do_send()
        if self.last.status != 303:
            self.people.pop(login)
            raise Wrong(f"{login} cannot sign in ({self.last.status})")

    def do_lang(self, code):
        self.who.lang = code

    def do_except(self, *servers):
        if self.base.args.server in servers:
            raise Elsewhere

    # Requests

    def ask(self, method, url, body=b"", headers={}):
        before = self.base.spent() if self.measured else {}
        self.page = None
        self.last = self.who.request(method, url, body, headers)
        if self.measured:
            after = self.base.spent()
            self.spent = {k: after[k] - before[k] for k in after}

    def shown(self):
        """The page a person sees: a redirect has been followed."""
        if self.last is None:
            raise Wrong("nothing was asked for yet")
        if self.page is None:
            self.page = self.last
            for _ in range(5):
                if self.page.goes_to is None:
                    break
                self.page = self.who.request("GET", self.page.goes_to)
        return self.page

    def page_text(self):
        return self.shown().dom.text

    def do_get(self, url, *headers):
        self.ask("GET", url, headers=dict(h.split(": ", 1) for h in headers))

    def do_follow(self):
        there = self.last.goes_to
        if there is None:
            raise Wrong(f"{self.last.status} leads nowhere")
        self.ask("GET", there)

    def do_form(self, url, action=None):
        self.ask("GET", url)
        page = self.shown()
        if page.status != 200:
            raise Wrong(f"status {page.status}")
        if action:
            self.do_choose(action)
        else:
            self.form = page.main_form()

    def do_choose(self, action):
        self.form = self.shown().form(action)
        if self.form is None:
            there = ", ".join(f.action for f in self.page.forms())
            raise Wrong(f"no form with this action, only {there}")

    def do_fill(self, *fields):
        for f in fields:
            self.form.fill(*f.split("=", 1))

    def do_file(self, field, name, text=None):
        data = (self.path.parent / name).read_bytes() if text is None \
            else text.encode().decode("unicode_escape").encode("latin-1")
        self.form.multipart = True
        self.form.files.append((field, name.split("/")[-1], data))

    def do_send(self, button=None):
        if not self.form.post:
            query = urllib.parse.urlencode(self.form.pairs(button))
            return self.ask("GET",
                            self.form.action.split("?")[0] + "?" + query)
        kind, body = self.form.body(button)
        self.sent = (self.form.action, body, {"Content-Type": kind})
        return self.ask("POST", *self.sent)

    def do_again(self):
        """A second click, a reload, a retry after a lost connection."""
        self.ask("POST", *self.sent)

    def do_post(self, url, *fields):
        """As by the form with this action, found where it usually stands."""
        form = self.form_for(url)
        pairs = [tuple(f.split("=", 1)) for f in fields]
        pairs.append(("request_key", secrets.token_hex(16)))
        given = {k for k, _ in pairs}
        if form:
            pairs += [p for p in form.pairs() if p[0] not in given]
        else:
            pairs.append(("form_token", self.token()))
        body = urllib.parse.urlencode(pairs).encode()
        self.sent = (url, body, {
            "Content-Type": "application/x-www-form-urlencoded"})
        self.ask("POST", *self.sent)

    def form_for(self, url):
        path = url.split("?")[0]
        above = path.rsplit("/", 1)[0]
        pages = [self.shown()] if self.last else []
        for where in (None, above, path, path + "/new"):
            page = pages[0] if where is None and pages else \
                self.who.request("GET", where) if where else None
            form = page.form(path) if page and page.status == 200 else None
            if form:
                return form
        return None

    def token(self):
        for where in ("/now", "/profile", "/sign-in"):
            token = self.who.request("GET", where).token()
            if token:
                return token
        raise Wrong("no page has a form token")

    def do_raw(self, method, url, *words):
        """Exactly this: fields k=v, headers "Name: value"."""
        headers = dict(w.split(": ", 1) for w in words if ": " in w)
        fields = [tuple(w.split("=", 1)) for w in words if ": " not in w]
        body = urllib.parse.urlencode(fields).encode()
        if fields:
            headers.setdefault("Content-Type",
                               "application/x-www-form-urlencoded")
        self.ask(method, url, body, headers)

    # The tool and the base

    def do_tool(self, *args):
        args = [str(self.path.parent / a[1:]) if a.startswith("@") else a
                for a in args]
        self.done = self.base.tool(*args, check=False)

    def do_sql(self, statement):
        self.base.sql(statement)

    def do_keep(self, name, source, *of):
        if source == "id":
            there = self.ours(self.last.goes_to or self.shown().url)
            hit = re.search(r"/(\d+)(?:[/?#.]|$)", there)
            if not hit:
                raise Wrong(f"{there} names no record")
            self.kept[name] = hit[1]
        elif source == "field":
            self.kept[name] = self.field(of[0])
        elif source == "sql":
            self.kept[name] = self.base.sql(of[0])
        elif source == "header":
            self.kept[name] = self.last.header(of[0])
        elif source == "see":
            hit = re.search(of[0].strip("/"), self.page_text())
            if not hit:
                raise Wrong("it is not seen")
            self.kept[name] = hit[hit.re.groups and 1]
        else:
            raise Wrong("keep NAME id|field|sql|header|see")

    # Wants

    def do_want(self, what, *words):
        wanted = what != "not"
        if not wanted:
            what, words = words[0], words[1:]
        fact = getattr(self, "want_" + what, None)
        if fact is None:
            raise Wrong("there is no such want")
        try:
            fact(*words)
        except Wrong:
            if wanted:
                raise
            return
        if not wanted:
            raise Wrong("but so it is")

    def want_status(self, status):
        equal(self.last.status, status, f"status of {self.last.url}")

    def ours(self, address):
        """Without the program that stands before it where nothing is
        rewritten: kartoteka.fcgi, or upload.cgi where forms hold files."""
        if not self.wire.prefix:
            return address
        return re.sub(r"^/cgi-bin/\w+\.f?cgi", "", address)

    def want_at(self, path):
        there = self.ours(self.last.goes_to or self.shown().url)
        if not matches(path, there) or path[0] != "/" != there:
            raise Wrong(f"it is {there}")

    def want_see(self, text):
        page = self.shown()
        if not matches(text, page.dom.text):
            raise Wrong(f"not on {page.url}: {page.dom.text[:300]}")

    def want_source(self, text):
        if not matches(text, self.shown().source):
            raise Wrong(f"not in {self.page.url}")

    def want_header(self, name, how=None, value=None):
        got = self.last.header(name)
        if got is None:
            raise Wrong("there is no such header")
        if how == "=":
            equal(self.ours(got), value, name)
        elif how == "~" and not re.search(value, got):
            raise Wrong(f"it is {got}")

    def want_alert(self, text):
        got = " ".join(n.text for n in self.shown().dom.all()
                       if n.get("role") == "alert")
        if not matches(text, got):
            raise Wrong(f"the alert says: {got}")

    def want_invalid(self, *names):
        equal(sorted(self.shown().invalid()), sorted(names), "wrong fields")

    def field(self, name):
        for f in self.shown().forms():
            if name in f.values:
                return ",".join(f.values[name])
        raise Wrong(f"{self.page.url} has no field {name}")

    def want_field(self, name, how=None, value=None):
        got = self.field(name)
        if how:
            equal(got, value, name)

    def want_form(self, action):
        if self.shown().form(action) is None:
            raise Wrong("there is no such form")

    def want_link(self, path):
        there = [self.ours(a.get("href", "")) for a in self.shown().dom.all("a")]
        if not any(matches(path, a) if path[-1] == "/" and len(path) > 1
                   else a == path for a in there):
            raise Wrong("there is no such link")

    def want_row(self, *cells):
        for row in self.shown().rows():
            if all(any(matches(c, cell) for cell in row) for c in cells):
                return
        raise Wrong("no row of a table has these")

    def want_lang(self, code):
        got = next((n.get("lang") for n in self.shown().dom.all("html")),
                   None)
        equal(got, code, "language of the page")

    def want_json(self, path, how, value):
        data = json.loads(self.last.body)
        for step in path.strip(".").split(".") if path != "." else []:
            try:
                data = data[int(step) if isinstance(data, list) else step]
            except (KeyError, IndexError):
                raise Wrong(f"there is no {step}") from None
        equal(data if isinstance(data, str) else json.dumps(data), value,
              path)

    def want_sql(self, statement, how, value):
        got = self.base.sql(statement)
        if how == "=":
            equal(got, value, "the base says")
        elif how not in COMPARE or not COMPARE[how](float(got),
                                                    float(value)):
            raise Wrong(f"the base says {got}")

    def count(self, got, how, limit):
        if not COMPARE[how](got, int(limit)):
            raise Wrong(f"it is {got}")

    def want_queries(self, how, limit):
        self.cost("queries", how, limit)

    def want_rows(self, how, limit):
        self.cost("rows", how, limit)

    def cost(self, what, how, limit):
        """Of one worker that has its caches; a server has several."""
        if self.base.alone:
            self.count(self.spent[what], how, limit)

    def want_bytes(self, how, limit):
        if not self.wire.prefix:
            self.count(len(self.last.body), how, limit)

    def want_exit(self, code):
        if self.done.returncode != int(code):
            raise Wrong(f"exit {self.done.returncode}: "
                        f"{self.done.stderr.strip()[-300:]}")

    def want_out(self, text):
        if not matches(text, self.done.stdout):
            raise Wrong(f"it printed: {self.done.stdout[:300]}")

    def want_err(self, text):
        if not matches(text, self.done.stderr):
            raise Wrong(f"it said: {self.done.stderr[:300]}")
