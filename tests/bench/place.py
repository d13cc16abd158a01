"""A place for the bench: a stack of its own with a large firm in it."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / d) for d in ("flows", "tools")]
from flow import PASSWORD, Run                                  # noqa: E402
from run import FAST, Base, free_port                           # noqa: E402
from wires import Server                                        # noqa: E402
import firm                                                     # noqa: E402

WHOLE = {"contacts": 1000000, "deals": 300000, "invoices": 200000,
         "activities": 3000000}
SCHEMA = ("sql/*.sql", "src/mod/*/sql/*.sql", "tests/tools/firm.*")


class Place(Base):
    """The stack in build/bench-state; its records stay between runs."""
    def __init__(self, args):
        self.args, self.name, self.alone = args, "bench", False
        self.home = pathlib.Path(args.state).resolve()
        self.port = args.port or free_port()
        self.config = self.home / "kartoteka.conf"
        self.size = {k: max(10, int(v * args.scale))
                     for k, v in WHOLE.items()}
        self.env = {**os.environ, "STATE": str(self.home), "DEMO": "0",
                    "B": args.build, "CGI": args.cgi, "PORT": str(self.port),
                    "SERVER": args.server, "WORKERS": str(args.workers),
                    "WEB_MORE": str(self.home / "floor.conf")}
        self.memory_mb = 64 + int(2000 * args.scale)
        self.env.setdefault("DB_MEMORY", f"{self.memory_mb}M")

    def mark(self):
        """What the records depend on."""
        h = hashlib.sha256(json.dumps(self.size).encode())
        for pattern in SCHEMA:
            for path in sorted(TOP.glob(pattern)):
                h.update(path.read_bytes())
        return h.hexdigest()

    def fill(self):
        """Load the records, unless they are there; seconds it took."""
        mark = self.home / "filled"
        self.stack("stop")
        if mark.exists() and mark.read_text() == self.mark():
            return 0
        if self.home.exists() and not self.config.exists() and \
                any(self.home.iterdir()):
            raise SystemExit(f"bench: {self.home} is not a bench's folder")
        shutil.rmtree(self.home, ignore_errors=True)
        begin = time.monotonic()
        # An index of millions of words is filled in memory, with a log that
        # is not full every few seconds: eight times as fast.
        measured = self.env["DB_MEMORY"]
        self.env["DB_MEMORY"] = f"{3 * self.memory_mb}M"
        self.env["DB_OPTIONS"] = f"{FAST} --innodb-log-file-size=2G"
        self.stack("database")
        self.set_up()
        firm.fill(self, self.size)
        self.stack("stop")
        self.env.pop("DB_OPTIONS")
        self.env["DB_MEMORY"] = measured
        mark.write_text(self.mark())
        return time.monotonic() - begin

    def slow_down(self, more):
        """Stop, and start the database with more in its environment."""
        self.stack("stop")
        env, self.env = self.env, {**self.env, **more}
        try:
            self.stack("database")
        finally:
            self.env = env

    def door(self):
        """The database's socket."""
        return re.search(r"^db_socket = (.*)$", self.config.read_text(),
                         re.M)[1]

    def begin(self):
        self.stack("database")
        self.stack("replace")
        self.run = Run(TOP / "tests/bench/bench", Server(self.port), self)

    def sign_in(self, login):
        """A browser of this person, and his cookies as a header."""
        self.run.do_as(login, PASSWORD)
        self.run.who.lang = "uk"
        return self.run.who, "; ".join(
            f"{k}={v}" for k, v in self.run.who.cookies.items())

    def workers_mb(self):
        """What the largest worker has in memory."""
        first = (self.home / "run/workers.pid").read_text().split()[0]
        most = 0
        for pid in self.children(first):
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            name = re.search(r"^Name:\s*(\S+)", status)[1]
            rss = re.search(r"^VmRSS:\s*(\d+)", status, re.M)
            if name.startswith("kartoteka") and rss:
                most = max(most, int(rss[1]))
        return round(most / 1024, 1)

    @classmethod
    def children(cls, pid):
        out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True,
                             text=True).stdout.split()
        return out + [c for p in out for c in cls.children(p)]
