#!/usr/bin/env python3
"""A configuration that somebody has broken, and a database that has gone: the
visitor reads what an administrator needs, and no secret.  TAP; runs beside
tests/with-db.sh.
"""
import os

from upload import (ACCOUNT, BASE, DOOR, SECRET, Upload, account, base_new,
                    english, fact, facts_end, sql)

KEY = "0123456789abcdef" * 4
PASSWORD = "hush-4711"

# A line, what becomes of it, whether it is named, its key, words of the page.
FAULTS = (
    ("db_port = 3306", "db_port = many", True, "db_port", "must be a number"),
    ("rewrite = no", "rewrite = perhaps", True, "rewrite", "yes or no"),
    ("rewrite = no", f"pasword = {PASSWORD}", True, "", "There is no such key"),
    ("rewrite = no", f"{PASSWORD}", True, "", 'A line is a key, "=" and a'),
    ("rewrite = no", "db_user = again", True, "db_user", "is there twice"),
    ("rewrite = no", "rewrite = no" + "x" * 5000, True, "", "too long"),
    (f"secret_key = {KEY}", f"secret_key = {KEY[1:]}", True, "secret_key",
     "64 digits"),
    ("base_url = https://shop.example", "base_url = crm", False, "base_url",
     "must begin with"),
    ("db_name = shop_up", "", False, "db_name", "The key is missing"),
    (f"secret_key = {KEY}", "", False, "secret_key", "The key is missing"),
)


def whole(up, **more):
    """The file as it should be."""
    held = {"db_socket": DOOR, "db_port": "3306", "db_user": ACCOUNT,
            "db_password": PASSWORD, "base_url": "https://shop.example", "rewrite": "no",
            "secret_key": KEY, "db_name": BASE, "data_dir": "../data",
            "upgrade": "yes", "share_dir": up.site / "share", **more}
    write(up, "".join(f"{k} = {v}\n" for k, v in held.items()))


def write(up, text, path=None):
    path = path or up.conf / "kartoteka.conf"
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    up.give(path)


def page(up, words, what, absent=(), path="/now"):
    """The page says this, in each language, and nothing secret."""
    status, _, text = up.ask("GET", path, jar={"kl": "en"})
    plain = text.replace("&#34;", '"').replace("&quot;", '"') \
        .replace("&#61;", "=").replace("&#39;", "'")
    fact(status == 503 and all(w in plain for w in words), what,
         (status, plain[plain.find("<h1>"):][:400]))
    secrets = (PASSWORD, SECRET, KEY[:20], str(up.top), DOOR, *absent)
    fact(not [s for s in secrets if s in text], f"{what}: nothing secret",
         [s for s in secrets if s in text])
    for lang in ("uk", "ru"):
        _, _, other = up.ask("GET", path, jar={"kl": lang})
        fact("</html>" in other and not english(other),
             f"{what}: in {lang}", english(other))


def lines(up):
    right = (up.conf / "kartoteka.conf").read_text()
    for old, new, line, key, words in FAULTS:
        assert old + "\n" in right, old
        number = right[:right.index(old + "\n")].count("\n") + 1
        write(up, right.replace(old + "\n", new + "\n" if new else ""))
        place = f"conf/kartoteka.conf, line {number}" if line else \
            "conf/kartoteka.conf"
        page(up, (place, key, words), f"{key or 'a line'}: {words}")
    write(up, right)


def files(up):
    conf = up.conf / "kartoteka.conf"
    right = conf.read_text()
    beside = up.site.parent / "kartoteka-1234"
    beside.mkdir()
    up.give(beside)
    write(up, f"file = {beside}/kartoteka.conf\n")
    page(up, ("kartoteka-1234/kartoteka.conf", "cannot be read"),
         "a file that is named and not there")
    write(up, right.replace("rewrite = no", "rewrite = 2"),
          beside / "kartoteka.conf")
    page(up, ("kartoteka-1234/kartoteka.conf, line", "yes or no"),
         "a fault in the file that is named")
    write(up, f"file = {conf}\n", beside / "kartoteka.conf")
    page(up, ("kartoteka-1234/kartoteka.conf", "names one itself"),
         "files that name each other")
    write(up, right)
    conf.chmod(0)
    if os.geteuid() == 0:
        os.chown(conf, 0, 0)
    page(up, ("conf/kartoteka.conf", "cannot be read", "600"),
         "a file of somebody else's")
    fact(conf.read_text() == right if os.geteuid() == 0 else True,
         "which no set-up is offered instead of")
    write(up, right)


def database(up):
    account(ACCOUNT)
    whole(up)
    page(up, ("The database does not let us in", "user or the password"),
         "a password that is not right any more")
    sql(f"ALTER USER {ACCOUNT}@localhost IDENTIFIED BY '{PASSWORD}'")
    status, at, _ = up.get_whole("/setup")
    fact(status == 200, "with the right one it works again", (status, at))
    whole(up, db_name="elsewhere")
    page(up, ("does not let us in", "not there, or its user has no rights"),
         "a database that has gone")
    whole(up, db_socket="/nowhere/at/all.sock")
    page(up, ("The database does not answer", "Wait half a minute"),
         "a server that has gone")
    whole(up)


def fast(up):
    """A worker that stays sees the file mended."""
    right = (up.conf / "kartoteka.conf").read_text()
    write(up, right + "words\n")
    up.serve()
    page(up, ("conf/kartoteka.conf, line", "A line is a key"),
         "a worker that stays says so too")
    status, to, _ = up.ask("GET", "/language/ru?next=%2Fnow", jar={})
    fact(status == 303, "and lets the language be chosen", (status, to))
    write(up, right)
    status, at, _ = up.get_whole("/setup")
    fact(status == 200, "and takes the mended file by itself", (status, at))


def main():
    up = Upload()
    try:
        up.get("/setup")
        base_new()
        account(ACCOUNT)
        whole(up)
        lines(up)
        files(up)
        database(up)
        fast(up)
    finally:
        up.end()
    facts_end()


if __name__ == "__main__":
    main()
