#!/usr/bin/env python3
"""What the page of the first visit finds on a host, and what it says to do:
each in three languages.  TAP; runs beside tests/with-db.sh.
"""
import os
import socket
import subprocess
import sys

from upload import (ACCOUNT, BASE, DOOR, SECRET, TOP, Front, Upload, account,
                    base_new, english, fact, facts_end, sql)
from clock import clock_tidy    # beside what upload has put on the path

HELD = {"db_name": BASE, "db_user": ACCOUNT, "db_host": DOOR,
        "db_port": "3306", "db_password": SECRET}
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")


def told(what, up, label, state, words, **more):
    """One finding: its state, its advice, and that in all languages."""
    found, text = up.checks(**more)
    got = found.get(label, ("", text))
    fact(got[0] == state and words in got[1], what, got)
    nth = list(found).index(label) if label in found else -1
    for lang in ("uk", "ru"):
        other, text = up.checks(lang=lang, **more)
        mine = list(other.values())[nth][1] if other else ""
        fact(mine and mine != got[1] and not english(text),
             f"{what}: in {lang}", english(text) or mine)
    return found


def host(up):
    told("plain CGI is named, and what is better", up, "How the program runs",
         "warn", "Ask the host to turn on mod_fcgid")
    told("a page in the clear says where the certificate is turned on", up,
         "HTTPS", "warn", "open this page by https://")
    for env in ({"HTTPS": "on"}, {"HTTP_X_FORWARDED_PROTO": "https"}):
        told(f"{next(iter(env))} says that it is encrypted", up, "HTTPS",
             "ok", "encrypted", **env)
    told("HTTPS=off is not", up, "HTTPS", "warn", "in the clear", HTTPS="off")
    (up.program.with_name("upload.cgi")).chmod(0o644)
    told("upload.cgi without its rights is named", up, "Forms with files",
         "late", "give it the rights 755")
    (up.program.with_name("upload.cgi")).chmod(0o755)
    up.before = ["prlimit", f"--as={100 << 20}"]
    told("little memory is named", up, "Memory", "warn", "Only 100 MB")
    up.before = ["prlimit", "--nofile=20"]
    told("few open files are named", up, "Open files", "warn", "Only 20")
    clock_tidy()
    up.before = ["faketime", "2020-01-01 10:00:00"]
    told("a clock years late is named", up, "Clock", "late", "Tell the host")
    up.before = []


def places(up, certificate):
    told("without an answer of the server addresses are long", up,
         "Addresses", "warn", "Ask the host for mod_rewrite")
    with Front(up, rewrite=False) as env:
        told("they are where it does not rewrite", up, "Addresses", "warn",
             "Ask the host for mod_rewrite", **env)
    with Front(up, rewrite=True) as env:
        told("they are short where it does", up, "Addresses", "ok",
             "every address", **env)
    with Front(up, rewrite=True, certificate=certificate) as env:
        told("also by TLS, whatever the certificate", up, "Addresses", "ok",
             "every address", HTTPS="on", **env)
    told("the configuration goes beside the web root", up,
         "Where the configuration goes", "ok", "Beside the web root")
    up.folder.rmdir()
    up.site.parent.chmod(0o555)
    closed(up)
    up.site.parent.chmod(0o755)


def not_known(where, up, **env):
    """Nothing is claimed of conf, and the code is not given away."""
    told(f"{where}, it is said so, and what to look at",
         up, "Where the configuration goes", "warn",
         "could not be verified", **env)
    _, text = up.checks(**env)
    fact("which the web cannot" not in text and f"{up.code}" not in text,
         f"{where}, nothing is claimed, and the code is not shown", text)


def closed(up):
    """A host that lets nothing be written beside the web root."""
    if os.geteuid() == 0:
        os.chown(up.site.parent, 0, 0)
    with Front(up, rewrite=True) as env:
        told("else into conf where the web cannot read it", up,
             "Where the configuration goes", "warn", "which the web cannot",
             **env)
    not_known("where the server cannot be asked", up)
    with socket.socket() as s:		# bound, but nobody listens
        s.bind(("127.0.0.1", 0))
        not_known("where it does not answer", up, SERVER_ADDR="127.0.0.1",
                  SERVER_PORT=str(s.getsockname()[1]))
    for status in (301, 400, 503):
        with Front(up, rewrite=True, conf=status) as env:
            not_known(f"where it answers {status}", up, **env)
    with Front(up, rewrite=True, conf=200) as env:
        told("and nowhere where it can", up, "Where the configuration goes",
             "late", "Upload conf/.htaccess again", **env)
        take(up, "stands in the way", "with which nothing is written", **env)
    for p in up.conf.glob("setup-*"):
        p.unlink()
    up.conf.chmod(0o555)
    told("a folder conf that cannot be written is named", up,
         "Rights of folders", "late", "Give it the rights 755")
    take(up, "stands in the way", "and nothing is asked of it")
    up.conf.chmod(0o755)
    up.get("/setup")
    up.give(up.site.parent)


def take(up, words, what, **more):
    """The form is sent and refused with these words: nothing is written."""
    status, _, text = up.fill("/setup", {**HELD, "code": up.code or ""},
                              {"kl": "en"}, **more)
    fact(status == 422 and words in text and
         not list(up.top.rglob("kartoteka.conf")), what, (status, text))


def refused(up, label, words, what, **fields):
    told(what, up, label, "late", words,
         fields={**HELD, "code": up.code, **fields})


def bases(up):
    refused(up, "Database", "password is not right", "a wrong password",
            db_password="no")
    refused(up, "Database", "no such database", "another's database",
            db_name="other")
    refused(up, "Database", "Nobody answers", "a server that is not there",
            db_host="/nowhere")
    for right in RIGHTS:
        account("less", ", ".join(r for r in RIGHTS if r != right))
        refused(up, "Rights on the database", "Give all rights",
                f"an account without {right} is refused", db_user="less")
    fact(not list(up.top.rglob("kartoteka.conf")), "nothing is written then")


def limits(up):
    """What is slow or odd but works is said on the page of the firm."""
    account("less", ", ".join(RIGHTS))
    up.fill("/setup", {**HELD, "db_user": "less", "code": up.code})
    status, _, text = up.get_whole("/setup")
    fact(status == 200 and 'name="firm"' in text and "is-warn" not in text,
         f"an account with {', '.join(RIGHTS)} is enough", (status, text))
    packet = sql("SELECT @@GLOBAL.max_allowed_packet")
    sql("SET GLOBAL max_allowed_packet = 65536")
    told("short statements are named to who goes on", up,
         "Limits of the database", "warn", "1 MB or more")
    sql(f"SET GLOBAL max_allowed_packet = {packet}")
    sql("ALTER USER less@localhost WITH MAX_USER_CONNECTIONS 2")
    told("so are few connections", up, "Limits of the database", "warn",
         "3 connections at once")
    sql("ALTER USER less@localhost WITH MAX_USER_CONNECTIONS 0")
    sql("SET GLOBAL init_connect = 'SET timestamp = "
        "UNIX_TIMESTAMP() + 3600'")
    told("so is a clock of the database that is off", up,
         "Clock of the database", "warn", "from the server's")
    sql("SET GLOBAL init_connect = ''")
    found, _ = up.checks()
    fact(not found, "and nothing where all is in order", found)


def old():
    """Beside a server that is too old."""
    up = Upload()
    try:
        base_new()
        account(ACCOUNT)
        up.get("/setup")
        refused(up, "Database", "newer one", os.environ["OLD"])
        fact(not list(up.top.rglob("kartoteka.conf")),
             "nothing is written for it")
    finally:
        up.end()


def servers():
    """Each a real server, but for what it says of its version."""
    for version in ("5.5.68-MariaDB", "10.5.29-MariaDB"):
        r = subprocess.run(
            ["sh", "tests/with-db.sh", sys.executable, __file__], cwd=TOP,
            env={**os.environ, "OLD": version,
                 "DB_OPTIONS": f"--version={version}"})
        fact(r.returncode == 0, f"{version} is refused")


def certificate_make(folder):
    """Of another's name, as a host's own often is."""
    path = folder / "both.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048",
                    "-nodes", "-keyout", path, "-out", folder / "own.pem",
                    "-days", "2", "-subj", "/CN=other.example"], check=True,
                   capture_output=True)
    with open(path, "a") as f:
        f.write((folder / "own.pem").read_text())
    return path


def main():
    if "OLD" in os.environ:
        old()
        facts_end()
    up = Upload()
    try:
        base_new()
        account(ACCOUNT)
        host(up)
        places(up, certificate_make(up.top))
        bases(up)
        limits(up)
        fast = Upload()
        try:
            fast.serve()
            told("FastCGI is in order", fast, "How the program runs", "ok",
                 "stays in memory")
        finally:
            fast.end()
    finally:
        up.end()
    servers()
    facts_end()


if __name__ == "__main__":
    main()
