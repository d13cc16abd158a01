#!/usr/bin/env python3
"""Each letter goes out once, whatever the mail server does and who is killed.

    tests/mail/run.py [--letters N] [--build DIR]

A real SMTP server (aiosmtpd) takes, refuses at each command, goes away in the
middle and comes back; then the sender is killed (kill -9) at random moments.
Letters are counted by their Message-ID.  Prints a line per fact; ends with
"N passed, N failed".
"""
import argparse
import os
import pathlib
import random
import signal
import sys
import tempfile
import time
import urllib.parse

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests/flows"),
                str(TOP / "tests/tools"), str(TOP / "tests/mail")]
from server import (Server, certificate, context, parsed,       # noqa: E402
                    refuse_all)
from soak import Person, Refused                                # noqa: E402
from stack import Firm, fact, facts_end, free_port, wait  # noqa: E402

PASSWORD = "пароль «до пошти» 7"


class Stack(Firm):
    def __init__(self, home, build):
        self.program = TOP / build / "kartoteka"
        super().__init__(home)

    def server(self, **values):
        for k, v in values.items():
            self.sql("INSERT INTO setting (name, value) VALUES"
                     f" ('mail_{k}', '{v}') ON DUPLICATE KEY UPDATE"
                     " value = VALUES(value)")

    def letter(self, name, to="anna@client.example", subject="Лист",
               until="UNIX_TIMESTAMP() + 1000000"):
        self.sql("INSERT INTO mail_out (name, to_addr, to_name, subject,"
                 " body, state, due_at, until_at, attempts, lease_until,"
                 f" made_at) VALUES ('{name}', '{to}', 'Анна', '{subject}',"
                 f" 'Добрий день!\\n.\\nРядок', 0, 0, {until}, 0, 0,"
                 " UNIX_TIMESTAMP())")

    def due(self):
        """As if pauses and leases were over."""
        self.sql("UPDATE job SET due_at = 0, lease_until = 0 WHERE kind ="
                 " 'mail'; UPDATE mail_out SET due_at = 0, lease_until = 0"
                 " WHERE state = 0")

    def send(self):
        self.due()
        self.tool("jobs", "--once")

    def stand(self, name):
        """state, attempts, error of a letter"""
        row = self.sql("SELECT state, attempts, IFNULL(error, '') FROM"
                       f" mail_out WHERE name = '{name}'")
        return row.split("\t") if row else []


def taken(stack, mail):
    """The plain way."""
    stack.letter("plain-1", subject="Нагадування: " + "дуже " * 30)
    stack.send()
    fact(stack.stand("plain-1")[0] == "1", "a letter is sent",
         stack.stand("plain-1"))
    to, ident, data = mail.letters[-1]
    got = parsed(data)
    fact(to == "anna@client.example" and ident.endswith("@firm.example>"),
         "to its address, under an id of the sender's domain", ident)
    fact(got["Subject"] == ("Нагадування: " + "дуже " * 30).strip() or
         got["Subject"].strip() == ("Нагадування: " + "дуже " * 30).strip(),
         "a long subject in Ukrainian arrives whole", got["Subject"])
    fact(got.get_content() == "Добрий день!\n.\nРядок" or
         got.get_content().replace("\r\n", "\n").strip() ==
         "Добрий день!\n.\nРядок", "and so does the text",
         repr(got.get_content()))
    fact(got["To"].addresses[0].display_name == "Анна" and
         got["From"].addresses[0].display_name == "ТОВ «Проба»" and
         got["Date"].datetime is not None and
         got["Auto-Submitted"] == "auto-generated",
         "names, date and who wrote it stand in its head")
    fact(all(len(line) <= 78 for line in data.split(b"\r\n")),
         "no line is over 78 bytes")
    fact(stack.sql("SELECT body = '' AND sent_at > 0 FROM mail_out WHERE"
                   " name = 'plain-1'") == "1",
         "the text of a letter that was sent is not kept")
    before = len(mail.letters)
    stack.send()
    fact(len(mail.letters) == before, "it is not sent again")
    first = mail.connections
    for i in range(5):
        stack.letter(f"row-{i}")
    stack.send()
    fact(len(mail.letters) == before + 5 and mail.connections == first + 1,
         "five letters go over one connection")


def refused(stack, mail):
    """5xx: given up.  4xx: later."""
    for at in ("MAIL", "RCPT", "DATA", "TEXT"):
        mail.plan.clear()
        code = 552 if at == "MAIL" else 550	# the sender is all letters'
        mail.plan[at] = f"{code} 5.7.1 not at {at}"
        stack.letter(f"never-{at.lower()}")
        stack.send()
        state = stack.stand(f"never-{at.lower()}")
        fact(state[0] == "2" and f"{code} 5.7.1 not at {at}" in state[2],
             f"{code} at {at} gives the letter up, with the server's words",
             state)
        mail.plan[at] = f"451 4.3.0 busy at {at}"
        stack.letter(f"later-{at.lower()}")
        stack.send()
        state = stack.stand(f"later-{at.lower()}")
        due = stack.number("SELECT due_at - UNIX_TIMESTAMP() FROM mail_out"
                           f" WHERE name = 'later-{at.lower()}'")
        fact(state[:2] == ["0", "1"] and "451 4.3.0" in state[2] and
             30 <= due <= 60, f"451 at {at}: again in a minute", (state, due))
        stack.send()
        due = stack.number("SELECT due_at - UNIX_TIMESTAMP() FROM mail_out"
                           f" WHERE name = 'later-{at.lower()}'")
        fact(90 <= due <= 120, "and then in two", due)
        mail.plan.clear()
        stack.send()
        fact(stack.stand(f"later-{at.lower()}")[0] == "1",
             "and it is sent when the server takes it")
    count = len(mail.letters)
    stack.send()
    fact(len(mail.letters) == count, "what was given up stays so")
    mail.plan["RCPT"] = {"bad@client.example": "550 5.1.1 no such user"}
    stack.letter("both-1", to="bad@client.example")
    stack.letter("both-2")
    stack.send()
    fact(stack.stand("both-1")[0] == "2" and stack.stand("both-2")[0] == "1",
         "a letter that is refused does not stop the next")
    mail.plan.clear()


def away(stack, mail, port):
    """The server itself: no letter's fault."""
    for at, words in (("EHLO", "421 4.3.2 closing"),
                      ("EHLO", "554 5.7.0 not you"),
                      ("MAIL", "530 5.7.0 sign in first"),
                      ("MAIL", "550 5.7.1 no such sender here")):
        mail.plan[at] = words
        stack.letter("away-1")
        stack.letter("away-2")
        stack.send()
        state = stack.stand("away-1"), stack.stand("away-2")
        fact(state[0][:2] == ["0", "1"] and state[1][:2] == ["0", "0"] and
             words[:9] in state[0][2],
             f"{words[:3]} at {at} is about no letter: all wait", state)
        mail.plan.clear()
        stack.send()
        fact(stack.stand("away-1")[0] == "1" and
             stack.stand("away-2")[0] == "1", "and then go")
        stack.sql("DELETE FROM mail_out WHERE name LIKE 'away%'")
    for at in ("RCPT", "DATA", "TEXT"):
        mail.plan[at] = "vanish"
        stack.letter(f"lost-{at}")
        stack.send()
        state = stack.stand(f"lost-{at}")
        fact(state[0] == "0" and state[2] != "",
             f"a server that goes away at {at} has not taken it", state)
        mail.plan.clear()
        stack.send()
        fact(stack.stand(f"lost-{at}")[0] == "1" and len(
            [x for x in mail.letters if x[1] == ident_of(stack, f"lost-{at}")]
            ) == 1, "it is sent once when the server is back")
    mail.plan["TEXT"] = "250 vanish"
    stack.letter("doubt-1")
    stack.send()
    mail.plan.clear()
    stack.send()
    same = [x for x in mail.letters if x[1] == ident_of(stack, "doubt-1")]
    fact(stack.stand("doubt-1")[0] == "1" and len(same) == 2 and
         same[0][2] == same[1][2], "taken, but the 250 lost on its way: "
         "again under the same Message-ID, byte for byte", len(same))
    mail.letters.remove(same[1])
    mail.stop()
    stack.letter("gone-1")
    stack.send()
    state = stack.stand("gone-1")
    fact(state[0] == "0" and state[2] != "", "no server: it waits", state)
    end = refuse_all(port, "554 5.3.2 no mail here today")
    stack.send()
    end()
    state = stack.stand("gone-1")
    fact(state[0] == "0" and "554 5.3.2" in state[2],
         "a greeting that refuses: it waits", state)


def ident_of(stack, name):
    return "<" + stack.sql("SELECT message_id FROM mail_out WHERE name ="
                           f" '{name}'") + ">"


def back(stack, port):
    mail = Server(port)
    mail.start()
    stack.send()
    fact(stack.stand("gone-1")[0] == "1" and len(mail.letters) == 1,
         "the server is back: it is sent")
    stack.letter("late-1", until="UNIX_TIMESTAMP() - 5")
    stack.send()
    fact(stack.stand("late-1")[0] == "2" and len(mail.letters) == 1,
         "one that is of no use any more is not sent")
    return mail


def under_fire(stack, mail, n):
    """The sender is killed again and again."""
    mail.letters.clear()
    stack.sql("DELETE FROM mail_out")
    stack.sql("INSERT INTO mail_out (name, to_addr, to_name, subject, body,"
              " state, due_at, until_at, attempts, lease_until, made_at)"
              " SELECT CONCAT('fire-', seq), CONCAT('u', seq,"
              " '@client.example'), '', CONCAT('Лист ', seq), 'x', 0, 0,"
              f" 2000000000, 0, 0, seq FROM seq_1_to_{n}")
    kills = 0
    left = "SELECT COUNT(*) FROM mail_out WHERE state <> 1"
    until = time.monotonic() + 90
    while stack.number(left) > 0 and time.monotonic() < until:
        stack.due()
        sender = stack.jobs("--forever")
        count = len(mail.letters)
        wait(lambda: len(mail.letters) > count or
             stack.number(left) == 0, 5)
        time.sleep(random.uniform(0, 0.03))
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        kills += 1
    ids = [x[1] for x in mail.letters]
    fact(stack.number(left) == 0 and len(set(x[0] for x in mail.letters)) ==
         n, f"{n} letters are sent though the sender was killed {kills}"
         " times: none lost", stack.number(left))
    fact(len(set(ids)) == n, "there are as many Message-IDs as letters: "
         "none doubled", len(set(ids)))
    twice = len(ids) - n
    fact(twice <= kills, f"{twice} came twice under one id: killed between "
         "the server's 250 and our note")
    fact(kills >= 10, f"there were {kills} kills")


def trust(home, cert):
    (home / "ca.pem").write_text(cert.read_text())


def certificates(stack, home):
    """Three servers' certificates; ca_file is known to the workers, too."""
    made = [certificate(home, "mail", "IP:127.0.0.1"),
            certificate(home, "other", "DNS:mail.other.example"),
            certificate(home, "nobody", "IP:127.0.0.1")]
    with open(home / "kartoteka.conf", "a") as f:
        f.write(f"ca_file = {home / 'ca.pem'}\n")
    for pid in stack.workers():
        os.kill(pid, signal.SIGTERM)
    return made


def settings(stack, home, port):
    """The page: a password typed there, over STARTTLS."""
    (key, cert), other, nobody = certificates(stack, home)
    trust(home, nobody[1])
    mail = Server(port, tls=context(key, cert), password=PASSWORD)
    mail.start()
    who = Person(stack, None)
    who.sign_in()
    who.send(who.form("/settings/mail"), mail_host="127.0.0.1",
             mail_port=str(port), mail_security="starttls", mail_user="crm",
             mail_password=PASSWORD, mail_from="crm@firm.example",
             mail_name="ТОВ «Проба»")
    sealed = stack.sql("SELECT value FROM setting WHERE name ="
                       " 'mail_password'")
    fact(len(sealed) > 56 and PASSWORD not in sealed, "the password is sealed")
    fact(PASSWORD not in who.ask("GET", "/settings/mail")[2],
         "and not shown again")
    stack.letter("tls-1")
    stack.send()
    fact(stack.stand("tls-1")[0] == "0" and not mail.seen and
         "certificate" in stack.stand("tls-1")[2],
         "a certificate that nobody vouches for: nothing is sent, nor the "
         "password", stack.stand("tls-1"))
    trust(home, cert)
    stack.send()
    fact(stack.stand("tls-1")[0] == "1" and
         mail.seen[-1] == (b"crm", PASSWORD.encode()),
         "one that ca_file vouches for: signed in and sent",
         stack.stand("tls-1"))
    mail.stop()
    mail = Server(port, tls=context(*other), password=PASSWORD)
    mail.start()
    trust(home, other[1])
    stack.letter("tls-2")
    stack.send()
    fact(stack.stand("tls-2")[0] == "0" and not mail.seen,
         "a certificate of another host: nothing is sent",
         stack.stand("tls-2"))
    trust(home, cert)
    mail.stop()
    mail = Server(port, tls=context(key, cert), password=PASSWORD)
    mail.start()
    mail.plan["STARTTLS"] = "454 4.7.0 no TLS today"
    stack.send()
    fact(stack.stand("tls-2")[0] == "0" and not mail.seen,
         "STARTTLS refused: nothing goes in the open", stack.stand("tls-2"))
    mail.plan.clear()
    mail.plan["AUTH"] = "535 5.7.8 wrong password"
    stack.send()
    fact(stack.stand("tls-2")[0] == "0", "a wrong password is about no "
         "letter: it waits", stack.stand("tls-2"))
    mail.plan.clear()
    stack.send()
    fact(stack.stand("tls-2")[0] == "1", "and then goes")
    return mail, who


def from_the_first_byte(stack, home):
    """smtps, as with port 465."""
    port = free_port()
    mail = Server(port, first=context(home / "mail.key", home / "mail.pem"))
    mail.start()
    stack.server(port=port, security="tls", user="")
    stack.letter("first-1")
    stack.send()
    fact(stack.stand("first-1")[0] == "1" and len(mail.letters) == 1,
         "a server with TLS from the first byte", stack.stand("first-1"))
    mail.stop()


def page(stack, mail, who):
    try:
        who.send(who.form("/settings/mail"), mail_host="evil.example")
        fact(False, "for another server the password is typed again")
    except Refused as e:
        fact("POST /settings/mail: 422" in str(e),
             "for another server the password is typed again", e)
    form = who.form("/settings/mail", "/settings/mail/test")
    form.values["test_to"] = ["me@firm.example"]
    status, _, text = who.ask("POST", form.action,
                              urllib.parse.urlencode(form.pairs()).encode())
    fact(status == 200 and "taken as number" in text and
         mail.letters[-1][0] == "me@firm.example",
         "a test letter shows the server's words", status)
    mail.plan["RCPT"] = "550 5.1.1 <b>no such user</b>"
    stack.letter("page-1", subject="Про борг")
    stack.send()
    text = who.ask("GET", "/settings/mail")[2]
    fact("Про борг" in text and "5.1.1 &lt;b&gt;no such user" in text,
         "the page shows what was refused, and why")
    mail.plan.clear()
    ident = stack.sql("SELECT id FROM mail_out WHERE name = 'page-1'")
    who.send(who.form("/settings/mail", f"/settings/mail/{ident}/again"))
    stack.send()
    fact(stack.stand("page-1")[0] == "1", "sent again by its button, it goes")
    log = "".join(p.read_text(errors="replace")
                  for p in (stack.home / "log").glob("*.log"))
    fact(PASSWORD not in log and PASSWORD not in stack.sql(
        "SELECT GROUP_CONCAT(IFNULL(what, '')) FROM change_set"),
        "the password is in no log, nor in the change log")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--letters", type=int, default=300)
    p.add_argument("--build", default="build")
    args = p.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kartoteka-mail-") as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        stack, port = Stack(home, args.build), free_port()
        try:
            mail = Server(port)
            mail.start()
            stack.server(host="127.0.0.1", port=port, security="none",
                         **{"from": "crm@firm.example"}, name="ТОВ «Проба»")
            stack.tool("jobs", "--once")
            taken(stack, mail)
            refused(stack, mail)
            away(stack, mail, port)
            mail = back(stack, port)
            under_fire(stack, mail, args.letters)
            mail.stop()
            mail, who = settings(stack, home, port)
            page(stack, mail, who)
            mail.stop()
            from_the_first_byte(stack, home)
        finally:
            stack.command("stop")
    facts_end()


if __name__ == "__main__":
    main()
