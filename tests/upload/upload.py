"""An upload without its web server: the program beside a folder conf, started
as a web server starts it, by plain CGI or FastCGI, as an ordinary user.
"""
import html
import http.server
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import types
import urllib.parse

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / d) for d in ("flows", "tools")]
from browser import Form, Tree                                  # noqa: E402
from stack import B, fact, facts_end, wait                      # noqa: E402
from wires import Worker, answer, variables                     # noqa: E402

PROGRAM = TOP / ("cgi-bin" if B == "build" else f"{B}/cgi-bin") \
    / "kartoteka.fcgi"
DOOR = os.environ.get("KARTOTEKA_TEST_SOCKET", "")
BASE, ACCOUNT, SECRET = "shop_up", "shop_up", "p# =x"
PREFIX = "/cgi-bin/kartoteka.fcgi"
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} \
    if os.geteuid() == 0 else {}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
__all__ = ["fact", "facts_end", "wait", "Upload", "Front", "sql", "account",
           "base_new", "form", "english", "BASE", "ACCOUNT", "SECRET", "DOOR"]


def sql(text, base=""):
    r = subprocess.run(["mariadb", "--no-defaults", "-NB", "-u", "test", "-S",
                        DOOR, base] if base else
                       ["mariadb", "--no-defaults", "-NB", "-u", "test", "-S",
                        DOOR], input=text, capture_output=True, text=True)
    if r.returncode:
        raise SystemExit(f"sql: {r.stderr}")
    return r.stdout.strip()


def account(name, rights="ALL", more=""):
    """A database account as a host's panel makes it, with these rights."""
    sql(f"CREATE OR REPLACE USER {name}@localhost IDENTIFIED BY '{SECRET}';"
        f"GRANT {rights} ON {BASE}.* TO {name}@localhost {more}")


def base_new():
    sql(f"DROP DATABASE IF EXISTS {BASE}; CREATE DATABASE {BASE}")


def form(path, text):
    """The last form of a page: its address, and what its fields hold."""
    page = types.SimpleNamespace(url=path, dom=Tree(text).root)
    f = Form(page, list(page.dom.all("form"))[-1])
    return f.action, {name: values[0] for name, values in f.values.items()
                      if values}


def english(text):
    """The first sentence of a page that nobody has translated."""
    found = re.search(r"[A-Za-z]{2,}(?:,? [A-Za-z]{2,}){2,}",
                      re.sub(r"[\w./]*[_./]\w*", "", Tree(text).root.text))
    return found[0] if found else ""


class Upload:
    """What lies in the web root, and the visitor's cookies."""
    def __init__(self, name="site", share=None):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="kartoteka-up-"))
        self.site = self.top / "root" / name
        self.conf = self.site / "conf"
        self.program = self.site / PREFIX[1:]
        self.program.parent.mkdir(parents=True)
        self.conf.mkdir()
        shutil.copy(PROGRAM, self.program)
        self.program.with_name("upload.cgi").touch()
        (self.site / "share").symlink_to(share or TOP / B / "share")
        for p in [self.top, *self.top.rglob("*")]:
            if not p.is_symlink():
                p.chmod(0o755)
                self.give(p)
        self.cookies, self.fast, self.extra = {}, None, {}
        self.errors, self.before = "", []

    @staticmethod
    def give(path):
        if NOBODY:
            os.chown(path, NOBODY["user"], NOBODY["group"])

    @property
    def folder(self):
        """Where the configuration lies beside the web root."""
        return next(self.site.parent.glob("kartoteka-*"), None)

    @property
    def code(self):
        names = [p.name for p in self.conf.glob("setup-*.txt")]
        return names[0][6:-4] if names else None

    def environment(self, method, path, fields, jar, more):
        body = urllib.parse.urlencode(fields).encode() if fields else b""
        headers = {"Host": "shop.example"}
        if jar:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in jar.items())
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        env = variables(method, path, headers, body)
        env.update({"SCRIPT_NAME": PREFIX, "SCRIPT_FILENAME":
                    str(self.program), "DOCUMENT_ROOT":
                    str(self.site), **self.extra, **more})
        return env, headers, body

    def start(self, env, stdin=subprocess.PIPE):
        """A process of plain CGI, which nobody waits for yet."""
        return subprocess.Popen(
            self.before + [self.program], env={"PATH": os.environ["PATH"],
                                               **env},
            stdin=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **NOBODY)

    def ask(self, method, path, fields=None, jar=None, **more):
        jar = self.cookies if jar is None else jar
        if not path.startswith(PREFIX):
            path = PREFIX + path
        env, headers, body = self.environment(method, path, fields, jar, more)
        if self.fast:
            status, got, text = self.fast.exchange(method, path, headers,
                                                   body)
        else:
            out, err = self.start(env).communicate(body, 60)
            self.errors = err.decode("utf-8", "replace")
            status, got, text = answer(out) if out else (500, [], b"")
        to = ""
        for name, value in got:
            if name.lower() == "set-cookie":
                k, _, v = value.split(";")[0].partition("=")
                jar[k] = v
            elif name.lower() == "location":
                to = value.replace("https://shop.example", "")
        return status, to, text.decode("utf-8", "replace")

    def get(self, path, jar=None, **more):
        """Follows where it leads, as a browser."""
        for _ in range(6):
            status, to, text = self.ask("GET", path, None, jar, **more)
            if not to:
                return status, path, text
            path = to
        return status, path, text

    def get_whole(self, path):
        """The same once the tables are made, however many visits it takes."""
        for _ in range(60):
            status, at, text = self.get(path)
            if status != 503:
                break
        return status, at, text

    def fill(self, path, fields, jar=None, **more):
        """The page's form, filled in and sent."""
        _, path, text = self.get(path, jar, **more)
        action, out = form(path, text)
        status, to, text = self.ask("POST", action, {**out, **fields}, jar,
                                    **more)
        return self.get(to, jar, **more) if to else (status, path, text)

    def checks(self, path="/setup", lang="en", fields=None, **more):
        """What the page found: {label: (state, words)}, and the page."""
        jar = {**self.cookies, "kl": lang}
        status, _, text = self.fill(path, fields, jar, **more) if fields \
            else self.get(path, jar, **more)
        out = {}
        for label, words, state in re.findall(
                r"<li><span>([^<]*)(?:<small>([^<]*)</small>)?</span>.*?"
                r"is-(ok|warn|late)", text, re.S):
            out[html.unescape(label)] = (state, html.unescape(words))
        return out, text

    def serve(self):
        """By FastCGI from now on."""
        (self.top / "log").mkdir(exist_ok=True)
        self.fast = Fast(self.program, "", self.top, {})

    def end(self):
        if self.fast:
            self.fast.end()
        shutil.rmtree(self.top, ignore_errors=True)


class Fast(Worker):
    """A worker that nobody has told where its configuration is."""
    def start(self):
        env = {"PATH": os.environ["PATH"]}
        return subprocess.Popen([self.program], stdin=self.listen,
                                stdout=self.log, stderr=self.log, env=env,
                                **NOBODY)


class Front:
    """A web server that knows the program and shows what lies in the root:
    what our own question to it meets.  conf is its answer to what lies there.
    With a certificate it speaks TLS."""
    def __init__(self, up, rewrite, conf=403, certificate=None):
        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                text, status = "kartoteka\n", 404
                if self.path.startswith("/conf/"):
                    status = conf
                elif rewrite and self.path == "/setup/probe":
                    _, _, text = up.ask("GET", "/setup/probe", None, {})
                    status = 200
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Answers)
        self.port = self.server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket,
                                                     server_side=True)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def __enter__(self):
        return {"SERVER_ADDR": "127.0.0.1", "SERVER_PORT": str(self.port)}

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
