"""A mail server of the tests: aiosmtpd, which takes, refuses or goes away."""
import email
import email.policy
import logging
import socket
import ssl
import subprocess
import sys
import threading
import warnings

sys.path.append("/usr/lib/python3/dist-packages")	# Debian's aiosmtpd
from aiosmtpd.controller import Controller                      # noqa: E402
from aiosmtpd.smtp import SMTP, AuthResult                      # noqa: E402

logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.simplefilter("ignore")


class Talk(SMTP):
    """One connection; .plan of the server says what goes wrong where."""
    async def smtp_STARTTLS(self, arg):
        if "STARTTLS" in self.plan:
            await self.push(self.plan["STARTTLS"])
        else:
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        if "AUTH" in self.plan:
            await self.push(self.plan["AUTH"])
        else:
            await super().smtp_AUTH(arg)

    async def smtp_EHLO(self, name):
        if "EHLO" in self.plan:
            await self.push(self.plan["EHLO"])
        else:
            await super().smtp_EHLO(name)

    async def smtp_HELO(self, name):
        if "EHLO" in self.plan:
            await self.push(self.plan["EHLO"])
        else:
            await super().smtp_HELO(name)

    async def smtp_DATA(self, arg):
        if self.plan.get("DATA") == "vanish":
            await self.push("354 go on")
            await self._reader.read(40)
            self.transport.abort()
        elif "DATA" in self.plan:
            await self.push(self.plan["DATA"])
        else:
            await super().smtp_DATA(arg)


class Server(Controller):
    """Letters taken are in .letters, as (receiver, Message-ID, bytes)."""
    def __init__(self, port, tls=None, password=None, first=None):
        self.plan, self.letters, self.lock = {}, [], threading.Lock()
        self.seen, self.connections, self.password = [], 0, password
        super().__init__(self, hostname="127.0.0.1", port=port,
                         ssl_context=first)
        self.tls = tls

    def factory(self):
        self.connections += 1
        more = {}
        if self.tls is not None:
            more = {"tls_context": self.tls, "require_starttls": True}
        if self.password is not None:
            more |= {"authenticator": self.judge, "auth_required": True,
                     "auth_require_tls": self.tls is not None}
        talk = Talk(self, enable_SMTPUTF8=False, **more)
        talk.plan = self.plan
        return talk

    def judge(self, server, session, envelope, mechanism, data):
        self.seen.append((data.login, data.password))
        return AuthResult(success=data.password == self.password.encode(),
                          handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.plan:
            return self.plan["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        words = self.plan.get("RCPT")
        if isinstance(words, dict):
            words = words.get(address)
        if words == "vanish":
            server.transport.abort()
            return "421 gone"
        if words:
            return words
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        words = self.plan.get("TEXT")
        if words == "vanish":
            server.transport.abort()
            return "421 gone"
        if words and words[0] != "2":
            return words
        with self.lock:
            for to in envelope.rcpt_tos:
                ident = str(parsed(envelope.content)["Message-ID"]).strip()
                self.letters.append((to, ident, envelope.content))
        if words == "250 vanish":
            server.transport.abort()
        return "250 2.0.0 taken as number %d" % len(self.letters)


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def refuse_all(port, words):
    """A server whose greeting refuses; returns a function that ends it."""
    door = socket.create_server(("127.0.0.1", port))

    def run():
        while True:
            try:
                talk, _ = door.accept()
                with talk:
                    talk.sendall(words.encode() + b"\r\n")
                    talk.settimeout(1)
                    talk.recv(100)
            except socket.timeout:
                continue
            except OSError:
                return
    threading.Thread(target=run, daemon=True).start()

    def end():
        door.shutdown(socket.SHUT_RDWR)
        door.close()
    return end


def certificate(folder, name, host):
    """A certificate signed by itself for a host, as (key, certificate)."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={host}",
         "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def context(key, cert):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    return tls
