"""A stack of a test's own (conf/dev/stack.sh), and facts that are counted."""
import os
import pathlib
import socket
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
B = os.environ.get("B", "build")
COUNT = {"passed": 0, "failed": 0}


def fact(held, sentence, why=""):
    COUNT["passed" if held else "failed"] += 1
    print(f"{'ok' if held else 'not ok'} - {sentence}"
          f"{'' if held or why == '' else ': ' + str(why)[:300]}", flush=True)


def facts_end():
    """Say how many facts held, and leave."""
    print(f"{COUNT['passed']} passed, {COUNT['failed']} failed")
    sys.exit(COUNT["failed"] > 0)


def wait(condition, seconds):
    """Until it holds; false when it did not in this time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Stack:
    """Started with these settings of stack.sh (DEMO="1", WORKERS="2")."""
    def __init__(self, home, start=True, **settings):
        self.home, self.port = home, free_port()
        self.env = {**os.environ, "STATE": str(home), "B": B,
                    "PORT": str(self.port), **settings}
        if start:
            self.command("start")

    def command(self, word):
        done = subprocess.run(["sh", "conf/dev/stack.sh", word], cwd=TOP,
                              env=self.env, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"stack {word}: {done.stdout}{done.stderr}")

    def tool(self, *args):
        return subprocess.run(
            [TOP / B / "kartoteka", "--config", self.home / "kartoteka.conf",
             *map(str, args)], capture_output=True, text=True)

    def sql(self, statement):
        """Its rows as the client writes them; None if the server is away."""
        done = subprocess.run(
            ["mariadb", "--no-defaults", "-S", self.home / "run/db.sock",
             "-N", "-B", "-e", statement, "kartoteka"], capture_output=True,
            text=True)
        if done.returncode and "2002" not in done.stderr and \
                "2013" not in done.stderr and "2006" not in done.stderr:
            raise SystemExit(done.stderr)
        return None if done.returncode else done.stdout.strip()

    def number(self, statement):
        return int(self.sql(statement) or -1)

    def family(self, log, name):
        """Processes of ours whose log this is and whose name begins so."""
        out, log = [], str((self.home / "log" / log).resolve())
        for p in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(p / "fd/2") == log and \
                        (p / "comm").read_text().startswith(name):
                    out.append(int(p.name))
            except OSError:
                continue
        return out


class Firm(Stack):
    """One with a firm and its administrator; settings as of Stack."""
    program = TOP / B / "kartoteka"
    # What is killed here are programs: the base need not outlive a power cut.
    HASTY = ("--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite "
             "--innodb-flush-method=nosync")

    def __init__(self, home, **settings):
        super().__init__(home, **{"DEMO": "0", "WORKERS": "2",
                                  "DB_OPTIONS": self.HASTY, **settings})
        self.password = home / "password"
        self.password.write_text("correct horse battery 7")
        self.tool("setup", "--firm", "ТОВ «Проба»", "--country", "UA",
                  "--currency", "UAH", "--lang", "en", "--admin", "admin",
                  "--name", "Admin", "--password-file", self.password,
                  "--reg-no", "10787917", "--vat-no", "107879126540")

    def workers(self):
        return self.family("workers.log", "kartoteka")

    def jobs(self, *args):
        """The tool doing jobs, in the background."""
        return subprocess.Popen(
            [self.program, "--config", self.home / "kartoteka.conf", "jobs",
             *args], stdout=subprocess.DEVNULL,
            stderr=open(self.home / "log/jobs.log", "ab"))
