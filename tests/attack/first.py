"""A program at its first visit: without a configuration, then without a firm."""
import contextlib
import re
import subprocess
import time
import urllib.parse

from stand import Browser, Wrong
from wires import Server, Worker

PLAIN = "application/x-www-form-urlencoded"


class Alone(Worker):
    """A worker that nobody has told where its configuration is."""
    def start(self):
        env = {k: v for k, v in self.env.items() if k != "KARTOTEKA_CONFIG"}
        return subprocess.Popen([self.program], stdin=self.listen,
                                stdout=self.log, stderr=self.log, env=env)


class Visitor(Browser):
    """Who names the port with the host, as browsers do: Apache tells the
    program that one, by which it asks its own server."""
    def request(self, method, url, body=b"", headers=()):
        port = getattr(self.wire, "port", 80)
        return super().request(method, url, body, {
            "Host": f"127.0.0.1:{port}", **dict(headers)})


def base_empty(s):
    s.base.client("mariadb", "-e", "DROP DATABASE IF EXISTS kartoteka;"
                  "CREATE DATABASE kartoteka CHARACTER SET utf8mb4 COLLATE "
                  "utf8mb4_unicode_ci")


def end(s):
    """The program that runs."""
    died = s.wire.end()
    if died:
        s.fact(died, [died])


def begin_uploaded(s):
    """An upload and its program, beside an empty base; its web root."""
    Browser(s.wire).request("GET", "/health")	# it knows how to leave
    end(s)
    base_empty(s)
    site = s.base.home / "site/public_html"
    # A visit has questions of its own, and scanners many visits at once.
    s.base.env.update(FIRST="1", WORKERS="12")
    if s.args.server:
        s.base.stack("replace")
        s.wire = Server(s.base.port)
    else:
        s.base.stack("site")
        s.wire = Alone(site / "cgi-bin/kartoteka.fcgi", "", s.base.home, {})
    return site


@contextlib.contextmanager
def uploaded(s):
    """The same for a while; after it the firm's program runs again."""
    try:
        yield begin_uploaded(s)
    finally:
        end(s)
        del s.base.env["FIRST"]
        s.base.reset()
        s.wire = s.run.wire = s.base.program()


def code(site):
    """What the upload's owner reads in its folder conf."""
    return next((p.name[6:-4] for p in site.glob("conf/setup-*.txt")), None)


def account(s, **other):
    """The account of the database, as the first page asks for it."""
    held = dict(re.findall(r"(?m)^(\w+) = (.*)$", s.base.config.read_text()))
    return {"db_name": "kartoteka", "db_user": held["db_user"],
            "db_password": held["db_password"], "db_port": "3306",
            "db_host": held["db_socket"], **other}


def fill(who, path="/setup", **fields):
    """The page's form, filled in and sent."""
    page = who.request("GET", path)
    if page.status != 200:
        return page
    pairs = {**dict(page.main_form().pairs()), **fields}
    return who.request("POST", path, urllib.parse.urlencode(pairs).encode(),
                       {"Content-Type": PLAIN})


def wait_over(who):
    """The pages of whoever waits until the tables are made."""
    until = time.monotonic() + 120
    while (page := who.request("GET", "/setup")).status == 503:
        yield page
        if time.monotonic() > until:
            raise Wrong("the tables are not made")
    yield page
