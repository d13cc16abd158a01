#!/usr/bin/env python3
"""A backup restored into an empty base is the same in every row and file.

Two stacks of their own: one with the demo data, one empty.  Prints a line per
fact; ends with "N passed, N failed".
"""
import hashlib
import http.cookiejar
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import uuid
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "tools"))
from stack import B, TOP, Stack, fact, facts_end, wait         # noqa: E402


class Browser:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path, data=None, headers={}):
        ask = urllib.request.Request(self.base + path, data, headers)
        try:
            got = self.opener.open(ask, timeout=120)
        except urllib.error.HTTPError as e:
            got = e
        self.status, self.url, self.body = got.status, got.url, got.read()
        return self.body.decode(errors="replace")

    def keys(self, path):
        page = self.open(path)
        return dict(re.findall(
            r'<input type="?hidden"? name="?(\w+)"? value="([^"]*)"', page))

    def sign_in(self, password):
        keys = self.keys("/sign-in")
        pairs = {**keys, "login": "admin", "password": password}
        self.open("/sign-in", urllib.parse.urlencode(pairs).encode())
        return self.status == 200 and self.url.endswith("/now")

    def upload(self, path, name, content):
        mark = uuid.uuid4().hex
        body = b""
        for key, value in self.keys(path).items():
            body += (f'--{mark}\r\nContent-Disposition: form-data; '
                     f'name="{key}"\r\n\r\n{value}\r\n').encode()
        body += (f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
                 f'filename="{name}"\r\nContent-Type: application/zip\r\n\r\n'
                 ).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.open(path, body, {
            "Content-Type": f"multipart/form-data; boundary={mark}"})


def members(path):
    with zipfile.ZipFile(path) as z:
        return {n: z.read(n) for n in z.namelist()}


def archive(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)


def summed(files):
    """The members with sums that fit them."""
    files = {n: d for n, d in files.items() if n != "SHA256SUMS"}
    lines = (f"{hashlib.sha256(d).hexdigest()}  {n}\n"
             for n, d in files.items())
    return {**files, "SHA256SUMS": "".join(lines).encode()}


def empty_again(stack):
    tables = stack.sql("SELECT table_name FROM information_schema.tables"
                       " WHERE table_schema = 'kartoteka'").split()
    for table in tables:
        stack.sql(f"DROP TABLE `{table}`")


def naughty_row(full):
    """Bytes that a text format must not lose."""
    full.sql("UPDATE contact SET note = CONCAT('a', CHAR(9), 'b', CHAR(10),"
             " CHAR(13), '\\\\', 'N', CHAR(0), '\\\\t', '😀', '') WHERE id ="
             " (SELECT id FROM (SELECT MIN(id) AS id FROM contact) x)")


def late_steps(full):
    """Deals that moved at half past ten at night, UTC: the firm's next day."""
    full.sql("UPDATE stage_log SET at = at - at % 86400 + 81000")
    full.tool("doctor", "--repair")


def round_trip(full, bare, dir):
    one, two = dir / "one.zip", dir / "two.zip"
    (full.home / "files/import").mkdir(exist_ok=True)
    (full.home / "files/import/kept").write_bytes(os.urandom(200000))
    shutil.chown(full.home / "files/import", full.owner)
    naughty_row(full)
    late_steps(full)
    done = full.tool("backup", one)
    fact(done.returncode == 0, "a backup is made", done.stderr)
    fact(one.stat().st_mode & 0o077 == 0, "nobody else may read it")
    done = bare.tool("restore", one)
    fact(done.returncode == 0, "it is restored into an empty base",
         done.stderr)
    fact(bare.tool("doctor").returncode == 0,
         "what is counted from the records and found by words is right")
    bare.tool("backup", two)
    fact(members(one) == members(two),
         "a backup of what was restored is the same in every byte")
    fact((bare.home / "files/import/kept").read_bytes() ==
         (full.home / "files/import/kept").read_bytes(),
         "files come back")
    for table in full.sql("SELECT table_name FROM information_schema.tables"
                          " WHERE table_schema = 'kartoteka' AND table_name"
                          " NOT IN ('session', 'throttle', 'migration',"
                          " 'posting', 'search_state', 'tally',"
                          " 'tally_delta', 'tally_kind', 'tick')"
                          " ORDER BY 1").split():
        rows = [sorted(s.sql(f"SELECT * FROM `{table}`").split("\n"))
                for s in (full, bare)]
        fact(rows[0] == rows[1], f"the rows of {table} are the same")
    return one


def refusals(full, bare, one, dir):
    bad = dir / "bad.zip"
    done = full.tool("restore", one)
    fact(done.returncode == 1 and "already holds records" in done.stderr,
         "a base with records is not written over", done.stderr)
    files = members(one)
    whole = one.read_bytes()

    def refused(sentence, words):
        empty_again(bare)
        done = bare.tool("restore", bad)
        fact(done.returncode == 1 and words in done.stderr, sentence,
             done.stderr)
        left = bare.sql("SELECT COUNT(*) FROM information_schema.tables"
                        " WHERE table_schema = 'kartoteka' AND table_name ="
                        " 'contact'")
        fact(left == "0" or bare.sql("SELECT COUNT(*) FROM contact") == "0",
             f"{sentence}: the base is empty still")

    bad.write_bytes(whole[:-1000])
    refused("an archive cut off is refused", "not a whole backup")
    bad.write_bytes(b"PK" + os.urandom(5000))
    refused("what is no archive is refused", "not a whole backup")
    at = whole.index(b"table/contact/") + 200
    bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
    refused("a changed byte is found", "damaged")
    archive(bad, {**files, "table/contact/000001.tsv":
                  files["table/contact/000001.tsv"] + b"x\n"})
    refused("a changed table is found", "damaged")
    fewer = dict(files)
    del fewer["table/deal/000001.tsv"]
    archive(bad, fewer)
    refused("a table taken out is missed", "damaged")
    archive(bad, summed({**files, "table/contact/000001.tsv":
                         files["table/contact/000001.tsv"] + b"x\n"}))
    refused("a row without its cells is refused", "damaged")
    archive(bad, summed({**files, "file/../../evil": b"x"}))
    refused("a way out of the data folder is refused", "damaged")
    archive(bad, summed({**files, "table/mysql/000001.tsv": b"a\n1\n"}))
    refused("a table that is not ours is refused", "damaged")
    archive(bad, summed({**files, "backup.txt": files["backup.txt"].replace(
        b"000_core.sql 1 ", b"000_core.sql 1 0")}))
    refused("another text of a step is refused", "newer version")
    archive(bad, summed({**files, "backup.txt": files["backup.txt"] +
                         b"space_001_ship.sql 1 " + b"0" * 64 + b"\n"}))
    refused("a newer version's backup is refused", "newer version")
    archive(bad, summed({**files, "backup.txt": b"kartoteka backup 2\n"}))
    refused("another form of backup is refused", "newer version")


def survivors(bare, one, dir):
    """The database is lost, the data folder is not."""
    folder, bad = bare.home / "files/import", dir / "bad.zip"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.chown(folder, bare.owner)
    (folder / "0newer").write_bytes(b"newer than the backup")
    (folder / "kept").write_bytes(b"other bytes")
    files = members(one)
    kept = {n: d for n, d in files.items() if n.startswith("file/")}
    rest = {n: d for n, d in files.items() if n not in kept}
    rest["table/user/000001.tsv"] += b"x\n"
    archive(bad, summed({**kept, "file/import/zlast": b"last", **rest}))

    def held():
        return {p.name: p.read_bytes() for p in folder.iterdir()}
    before = held()
    empty_again(bare)
    done = bare.tool("restore", bad)
    fact(done.returncode == 1 and held() == before,
         "a restore that fails leaves the files as they were", done.stderr)
    fact(not list(bare.home.glob("files/tmp/restore-*")),
         "and nothing of its own")
    done = bare.tool("restore", one)
    fact(done.returncode == 0, "files that the archive does not know do not "
         "hinder a restore", done.stderr)
    fact(held() == {**before, "kept": files["file/import/kept"]},
         "they stay, and the archive's replace their namesakes")
    (folder / "0newer").unlink()


class Session:
    """A client whose transaction stays open between statements."""
    def __init__(self, stack):
        self.client = subprocess.Popen(
            ["mariadb", "--no-defaults", "-S", stack.home / "run/db.sock",
             "-N", "-B", "--unbuffered", "kartoteka"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def do(self, statements):
        self.client.stdin.write(statements + "; SELECT 'done';\n")
        self.client.stdin.flush()
        assert self.client.stdout.readline() == "done\n"

    def end(self):
        self.client.stdin.close()
        self.client.wait()


MARK = ("INSERT INTO migration (file, step, checksum, at)"
        " VALUES ('', 0, REPEAT('m', 32), 0)")
UNMARK = "DELETE FROM migration WHERE file = ''"


def restoring(stack, path):
    return subprocess.Popen(
        [TOP / B / "kartoteka", "--config", stack.home / "kartoteka.conf",
         "restore", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)


def crossed(bare, one, dir):
    """Others who want the same empty base."""
    empty_again(bare)
    both = [restoring(bare, one) for _ in range(2)]
    words = [p.communicate()[1] for p in both]
    fact(sorted(p.returncode for p in both) == [0, 1],
         "of two restores at once one succeeds", words)
    bare.tool("backup", dir / "two.zip")
    fact(members(dir / "two.zip") == members(one),
         "and what it restored is all there")

    empty_again(bare)
    bare.tool("migrate")
    other = Session(bare)           # a set-up that has not ended
    other.do(f"START TRANSACTION; {MARK}; {UNMARK}; INSERT INTO setting"
             " (name, value) VALUES ('firm', 'first')")
    late = restoring(bare, one)
    waits = wait(lambda: bare.number(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE"
        " info LIKE 'DELETE FROM migration%' OR info LIKE 'DROP TABLE%'"), 60)
    other.do("COMMIT")
    words = late.communicate()[1]
    fact(waits and late.returncode == 1 and "already holds" in words,
         "a restore waits for a set-up that has begun", words)
    fact(bare.sql("SELECT value FROM setting WHERE name = 'firm'") == "first",
         "and leaves what it wrote")
    other.end()

    empty_again(bare)
    bare.tool("migrate")
    bare.sql(MARK)                  # as while a backup is restored
    done = set_up(bare)
    fact(done.returncode == 1 and "being restored" in done.stderr,
         "no firm is set up while a backup is restored", done.stderr)
    fact(bare.sql("SELECT COUNT(*) FROM setting") == "0", "nothing of it")
    done = bare.tool("restore", one)
    fact(done.returncode == 0, "a restore that was killed hinders no other",
         done.stderr)


def set_up(stack):
    return stack.tool("setup", "--firm", "Second", "--country", "UA",
                      "--currency", "UAH", "--lang", "en", "--admin", "root",
                      "--password-file", stack.home / "kartoteka.conf")


def older(bare, one, dir):
    """Without the last step of a module: an older version's backup."""
    old, files = dir / "old.zip", members(one)
    lines = files["backup.txt"].decode().splitlines()
    lines.remove(next(x for x in lines if x.startswith(
        "documents_002_report.sql 1 ")))
    archive(old, summed({**files, "backup.txt":
                         ("\n".join(lines) + "\n").encode()}))
    empty_again(bare)
    done = bare.tool("restore", old)
    fact(done.returncode == 0, "an older version's backup is restored",
         done.stderr)
    fact(bare.tool("doctor").returncode == 0,
         "and its tables are brought to this version")


def large_rows(full, bare, dir):
    """Onto a server that takes no statement over 1 MB, as setup allows."""
    path = dir / "large.zip"
    full.sql("UPDATE contact SET note = REPEAT('є', 30000)"
             " ORDER BY id LIMIT 60")
    full.sql("UPDATE change_row SET data = CONCAT('{\"n\":\"',"
             " REPEAT('x', IF(id = 1, 900000, 20000)), '\"}')"
             " WHERE id <= 100")
    fact(full.tool("backup", path).returncode == 0,
         "a backup with large rows is made")
    empty_again(bare)
    bare.sql("SET GLOBAL max_allowed_packet = 1048576")
    done = bare.tool("restore", path)
    bare.sql("SET GLOBAL max_allowed_packet = 16777216")
    fact(done.returncode == 0,
         "and restored where a statement may have 1 MB", done.stderr)


def under_writes(full, bare, dir):
    """A backup taken while others write is of one moment."""
    stop = threading.Event()

    def write():
        while not stop.is_set():
            full.sql("START TRANSACTION; INSERT INTO tag (name, rev,"
                     " created_at) VALUES (UUID(), 1, 0); INSERT INTO"
                     " observer (entity, record_id, user_id) VALUES ('tag',"
                     " LAST_INSERT_ID(), 1); COMMIT")
    writer = threading.Thread(target=write)
    writer.start()
    torn, counts = 0, set()
    for _ in range(5):
        full.tool("backup", dir / "busy.zip")
        files = members(dir / "busy.zip")
        tags = files["table/tag/000001.tsv"].count(b"\n")
        counts.add(tags)
        torn += tags != files["table/observer/000001.tsv"].count(b"\n")
    stop.set()
    writer.join()
    fact(torn == 0, "a backup under writes has all of a transaction or none")
    fact(len(counts) > 1, "while there were writes", counts)
    empty_again(bare)
    done = bare.tool("restore", dir / "busy.zip")
    fact(done.returncode == 0, "and is restored", done.stderr)


def by_browser(full, bare):
    who = Browser(full.port)
    password = (full.home / "password").read_text().strip()
    fact(who.sign_in(password), "the administrator signs in")
    who.open("/backup/download")
    content = who.body
    fact(who.status == 200 and content[:2] == b"PK",
         "the browser gets the archive")
    nobody = Browser(full.port)
    nobody.open("/backup/download")
    fact(nobody.body[:2] != b"PK", "nobody gets it without an account")
    fact(nobody.open("/setup/restore") and nobody.status == 404,
         "a firm that is there cannot be restored over")
    empty_again(bare)
    fact({p.owner() for p in (bare.home / "files").rglob("*")} ==
         {bare.owner}, "what the tool restored is its user's")
    fresh = Browser(bare.port)
    fact("/setup/restore" in fresh.open("/setup"),
         "an empty base offers to restore")
    page = fresh.upload("/setup/restore", "x.zip", content[:-100])
    fact(fresh.status == 422 and "f-file-e" in page,
         "a damaged archive is refused in words", fresh.status)
    fresh.upload("/setup/restore", "x.zip", content)
    fact(fresh.status == 200 and fresh.url.endswith("/sign-in"),
         "the browser restores it", (fresh.status, fresh.url))
    fact(Browser(bare.port).sign_in(password),
         "and the administrator signs in as before")
    fact(bare.sql("SELECT COUNT(*) FROM contact") ==
         full.sql("SELECT COUNT(*) FROM contact"), "with all the contacts")


def main():
    with tempfile.TemporaryDirectory(prefix="kartoteka-backup-") as name:
        dir, stacks = pathlib.Path(name), []
        dir.chmod(0o755)
        try:
            for word, demo in (("full", "1"), ("bare", "0")):
                stacks.append(Stack(dir / word, DEMO=demo, WORKERS="2"))
                stacks[-1].owner = (dir / word / "kartoteka.conf").owner()
            full, bare = stacks
            one = round_trip(full, bare, dir)
            refusals(full, bare, one, dir)
            survivors(bare, one, dir)
            crossed(bare, one, dir)
            older(bare, one, dir)
            large_rows(full, bare, dir)
            under_writes(full, bare, dir)
            by_browser(full, bare)
        finally:
            for stack in stacks:
                stack.command("stop")
    facts_end()


main()
