#!/usr/bin/env python3
"""Set-up by upload, as on a cheap host: an Apache of an ordinary user who has
only .htaccess, one database account with rights on one database, no shell and
no cron.  TAP; wants `make portable` and root (to be another user).
"""
import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import types
import urllib.parse
import zipfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / d) for d in ("flows", "tools")]
from browser import Form, Tree                                  # noqa: E402
from stack import fact, facts_end, free_port, wait              # noqa: E402

HOME = TOP / "build" / "upload"
ZIP = max((TOP / "build/portable").glob("kartoteka-*.zip"))
USER = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
PASSWORD = "kartoteka-4711"
HOST_TAKES = 2_000_000                 # bytes of a body: less than the program


class Host:
    """A shared host: its database with one account, and its Apache."""
    def __init__(self, name, modules, folder="", outside=True):
        self.home = HOME / name
        self.folder = folder
        self.cookies, self.web, self.database = {}, None, None
        shutil.rmtree(self.home, ignore_errors=True)
        self.root = self.home / "user" / "public_html"
        self.site = self.root / folder if folder else self.root
        self.site.mkdir(parents=True)
        (self.home / "run").mkdir()
        self.base = "/" + folder if folder else ""
        self.start_database()
        self.unzip()
        subprocess.run(["chown", "-R", "nobody:nogroup", self.home],
                       check=True)
        if not outside:
            os.chmod(self.home / "user", 0o555)
            subprocess.run(["chown", "root:root", self.home / "user"],
                           check=True)
        self.start_web(modules)

    def env(self):
        return {**os.environ, "STATE": str(self.home / "db"), "DEMO": "0",
                "SERVER": "nginx"}

    def start_database(self):
        subprocess.run(["sh", "conf/dev/stack.sh", "database"], cwd=TOP,
                       env=self.env(), check=True)
        conf = (self.home / "db/kartoteka.conf").read_text()
        self.door = re.search(r"db_socket = (.*)", conf)[1]
        self.sql("CREATE DATABASE shop_kt; CREATE USER shop_kt@localhost "
                 "IDENTIFIED BY 'p# =x'; GRANT ALL ON shop_kt.* TO "
                 "shop_kt@localhost; CREATE USER reader@localhost IDENTIFIED "
                 "BY 'r'; GRANT SELECT ON shop_kt.* TO reader@localhost")

    def sql(self, text):
        r = subprocess.run(["mariadb", "--no-defaults", "-NB", "-u", "root",
                            "-S", self.door, "-e", text],
                           capture_output=True, text=True)
        if r.returncode:
            raise SystemExit(r.stderr)
        return r.stdout.strip()

    def unzip(self):
        """As a file manager does: programs keep their rights."""
        with zipfile.ZipFile(ZIP) as z:
            for info in z.infolist():
                path = self.site / info.filename
                path.parent.mkdir(parents=True, exist_ok=True)
                new = path.with_name(path.name + ".part")
                new.write_bytes(z.read(info))
                new.chmod(info.external_attr >> 16 & 0o777)
                os.replace(new, path)

    def start_web(self, modules):
        self.port = free_port()
        run = self.home / "run"
        conf = "".join(f"LoadModule {m}_module "
                       f"/usr/lib/apache2/modules/mod_{m}.so\n"
                       for m in modules)
        conf += f"""
ServerRoot {self.home}
ServerName localhost
Listen 127.0.0.1:{self.port}
PidFile {run}/pid
ErrorLog {run}/error.log
DefaultRuntimeDir {run}
Mutex file:{run}
TypesConfig /etc/mime.types
DocumentRoot {self.root}
<Directory {self.root}>
    AllowOverride FileInfo Indexes Limit Options AuthConfig
    Require all granted
    LimitRequestBody {HOST_TAKES}
</Directory>
"""
        if "fcgid" in modules:
            conf += (f"FcgidIPCDir {run}/f\nFcgidProcessTableFile {run}/t\n"
                     "FcgidMaxProcesses 3\n")
        (run / "apache.conf").write_text(conf)
        self.web = subprocess.Popen(
            USER + ["apache2", "-f", run / "apache.conf", "-DFOREGROUND"],
            env={"PATH": os.environ["PATH"]}, start_new_session=True)
        if not wait((run / "pid").exists, 10):
            raise SystemExit("upload: Apache did not start")

    def ask(self, method, path, fields=None, jar=None):
        jar = self.cookies if jar is None else jar
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()),
                   "Accept-Language": "en", "Connection": "close"}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        c.request(method, path, body, headers)
        r = c.getresponse()
        text = r.read().decode("utf-8", "replace")
        for name, value in r.getheaders():
            if name.lower() == "set-cookie":
                k, _, v = value.split(";")[0].partition("=")
                jar[k] = v
        return r.status, r.getheader("Location") or "", text

    def get(self, path, jar=None):
        """Follows where it leads, as a browser."""
        for _ in range(6):
            status, to, text = self.ask("GET", path, jar=jar)
            if not to:
                return status, path, text
            path = to
        return status, path, text

    @staticmethod
    def form(path, text):
        """The last form of a page: its address, and what its fields hold."""
        page = types.SimpleNamespace(url=path, dom=Tree(text).root)
        form = Form(page, list(page.dom.all("form"))[-1])
        return form.action, {name: values[0] for name, values in
                             form.values.items() if values}

    def fill(self, path, jar=None, **fields):
        """The page's form, filled in and sent."""
        _, path, text = self.get(path, jar)
        action, out = self.form(path, text)
        status, to, text = self.ask("POST", action, {**out, **fields}, jar)
        if to:
            status, to, text = self.get(to, jar)
        return status, to, text

    def code(self):
        names = [p.name for p in (self.site / "conf").glob("setup-*.txt")]
        return names[0][6:-4] if names else None

    def stop(self):
        if self.web:
            os.killpg(self.web.pid, signal.SIGTERM)
            self.web.wait(30)
        subprocess.run(["sh", "conf/dev/stack.sh", "stop"], cwd=TOP,
                       env=self.env(), check=False)


def problems(text):
    """Labels of what stands in the way."""
    return re.findall(r"<li><span>([^<]*)(?:(?!</li>).)*is-late", text, re.S)


def setup(h, what):
    """From the upload to the first page of somebody signed in."""
    account = {"db_name": "shop_kt", "db_user": "shop_kt",
               "db_host": h.door, "db_port": "3306",
               "db_password": "p# =x"}
    status, at, text = h.get(h.base + "/")
    fact(status == 200 and at.endswith("/setup") and "db_name" in text,
         f"{what}: the first visit asks for the database", (status, at, text))
    fact(not problems(text) and h.code(), f"{what}: and finds the host "
         "good enough", text)
    code = h.code()
    fact(code and code not in text, f"{what}: the code stands in the folder "
         "alone")
    stranger = {}
    status, _, text = h.fill(h.base + "/", stranger, **account, code="guess")
    fact(status == 422 and "setup-CODE" in text and not list(
        (h.site / "conf").glob("kartoteka.conf")),
        f"{what}: a visitor without it writes nothing", (status, text))
    for wrong, words in (({"db_password": "no"}, "password is not right"),
                         ({"db_name": "other"}, "no such database"),
                         ({"db_host": "/nowhere"}, "Nobody answers"),
                         ({"db_user": "reader", "db_password": "r"},
                          "may not make or change tables")):
        status, _, text = h.fill(h.base + "/", **{**account, **wrong},
                                 code=code)
        fact(status == 422 and words in text,
             f"{what}: {words.lower()}: it says what to do", (status, text))
    status, at, text = h.fill(h.base + "/", **account, code=code)
    for _ in range(20):                 # a slow host makes tables in parts
        if status != 503:
            break
        status, at, text = h.get(at)
    fact(status == 200 and 'name="firm"' in text,
         f"{what}: then it asks for the firm", (status, at, text))
    status, at, text = h.get(h.base + "/", stranger)
    fact('name="code"' in text and 'name="firm"' not in text,
         f"{what}: of nobody but who has the code", (status, text))
    restore = at[:at.index("/setup")] + "/setup/restore"
    status, seen, text = h.get(restore, stranger)
    fact(seen.endswith("/setup") and 'name="code"' in text,
         f"{what}: nor does anybody else see where backups are restored",
         (status, seen, text))
    status, to, text = h.ask("POST", restore, h.form(seen, text)[1], stranger)
    fact(status == 303 and to.endswith("/setup"),
         f"{what}: or restores his own", (status, to, text))
    status, _, text = h.get(restore)
    fact(status == 200 and 'name="file"' in text,
         f"{what}: who has the code may restore a backup", (status, text))
    status, _, text = h.ask("GET", h.base + "/conf/kartoteka.conf")
    fact(status in (403, 404) and "db_" not in text,
         f"{what}: the web cannot read the configuration", status)
    status, _, _ = h.ask("GET", f"{h.base}/conf/setup-{code}.txt")
    fact(status in (403, 404), f"{what}: nor anything beside it", status)
    status, at, text = h.fill(
        h.base + "/", firm="ТОВ «Проба»", country="UA", currency="UAH",
        lang="uk", name="Admin", login="admin", password=PASSWORD)
    fact(status == 200 and at.endswith("/now"),
         f"{what}: the firm's administrator is signed in", (status, at, text))
    fact(h.code() is None, f"{what}: the code is gone")
    status, at, text = h.get(at[:-len("/now")] + "/setup", {})
    fact(status == 404, f"{what}: and the set-up with it", (status, at))
    return at[:-len("/setup")]


def contact(h, prefix, what, name):
    status, at, text = h.fill(prefix + "/contacts/new", name=name)
    fact(status == 200 and name in text, f"{what}: a contact is saved",
         (status, at, text))


def too_long(h, prefix, what):
    """The host takes less than the program; it answers by itself."""
    c = http.client.HTTPConnection("127.0.0.1", h.port, timeout=60)
    body = b"--x\r\n" + b"a" * HOST_TAKES + b"\r\n--x--\r\n"
    c.request("POST", prefix.replace("kartoteka.fcgi", "upload.cgi") +
              "/import/contacts", body, {
        "Cookie": "; ".join(f"{k}={v}" for k, v in h.cookies.items()),
        "Content-Type": "multipart/form-data; boundary=x",
        "Connection": "close"})
    r = c.getresponse()
    text = r.read().decode("utf-8", "replace")
    fact(r.status == 413 and "Файл більший" in text and
         "larger than the host allows" in text and
         "iso-8859-1" not in r.getheader("Content-Type", "").lower(),
         f"{what}: a file that the host does not take is refused in words",
         (r.status, r.getheader("Content-Type"), text[:200]))
    status, _, text = h.get(prefix + "/contacts")
    fact(status == 200, f"{what}: and nobody is signed out by it", status)


def upgrade(h, prefix, what):
    """A newer program over the old: the tables follow."""
    path = max(p for p in (TOP / "build/share/sql").glob("transfer_*.sql")
               if "CREATE TABLE" in p.read_text())
    last = path.name
    for table in re.findall(r"CREATE TABLE (\w+)", path.read_text()):
        h.sql(f"DROP TABLE shop_kt.{table}")
    h.sql(f"DELETE FROM shop_kt.migration WHERE file = '{last}'")
    for stamp in h.home.rglob("data/schema"):
        stamp.unlink()
    h.unzip()
    status, _, text = h.get(prefix + "/contacts")
    left = h.sql("SELECT COUNT(*) FROM shop_kt.migration WHERE file = "
                 f"'{last}' AND at > 0")
    fact(left != "0", f"{what}: a new upload brings the tables along",
         (status, text))
    status, _, text = h.get(prefix + "/contacts")
    fact(status == 200 and "Перша" in text,
         f"{what}: and keeps what was there", (status, text))


def broken(h, prefix, what):
    """Somebody has spoilt the configuration; plain CGI reads it each time."""
    path = next((h.home / "user").glob("kartoteka-*/kartoteka.conf"))
    right = path.read_text()
    path.write_text(right + "p# =x\n")
    status, _, text = h.get(prefix + "/now", {})
    fact(status == 503 and f"{path.parent.name}/kartoteka.conf, line "
         f"{right.count(chr(10)) + 1}: " in text and "p#" not in text and
         f'href="{h.base}/' in text, f"{what}: a line that is wrong is named",
         (status, text))
    path.write_text(right)
    status, _, text = h.get(prefix + "/sign-in", {})
    fact(status == 200, f"{what}: and all is well when it is mended", status)


def walk(name, modules, **more):
    h = Host(name, modules, **more)
    try:
        prefix = setup(h, name)
        contact(h, prefix, name, "Перша Олена")
        outside = list((h.home / "user").glob("kartoteka-*/kartoteka.conf"))
        fact(bool(outside) == more.get("outside", True),
             f"{name}: the configuration lies " + ("beside the web root" if
             more.get("outside", True) else "where .htaccess closes it"))
        too_long(h, prefix, name)
        upgrade(h, prefix, name)
        if "fcgid" not in modules:
            broken(h, prefix, name)
    finally:
        h.stop()


def main():
    if os.geteuid() != 0:
        print("1 skipped: only root can be an ordinary user of a host")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    plain = ["mpm_prefork", "authz_core", "dir", "env", "headers", "mime",
             "setenvif", "cgi"]
    walk("fcgid", plain + ["fcgid", "rewrite"])
    walk("cgi", plain + ["rewrite"], folder="crm")
    walk("closed", plain + ["fcgid", "rewrite"], outside=False)
    walk("bare", plain + ["fcgid", "alias"])
    facts_end()


if __name__ == "__main__":
    main()
