"""The floor: the least a page can cost, in the same nginx and MariaDB.

Its sources are not ours; FLOOR_DIR says where they are (../shared/bench).
Without them the bench has no ratios.
"""
import os
import pathlib
import shutil
import signal
import statistics
import subprocess

from place import TOP
from stack import wait

SOURCE = pathlib.Path(os.environ.get("FLOOR_DIR") or
                      TOP.parent / "shared" / "bench")
LEAST, MOST = 11000, 60000                      # bytes of its page
UNSTEADY = 1.1                                  # its fastest by its slowest


def unsteady(theirs):
    """Whether the floor's own runs say that the machine was not idle."""
    return bool(theirs) and max(theirs) > UNSTEADY * min(theirs)


def beside(rps, theirs):
    """What a row tells of rps and the floor's runs: their median, and the
    fastest of them by the slowest."""
    if not theirs:
        return {"ratio": None, "floor_rps": None, "floor_spread": None}
    middle, least, most = statistics.median(theirs), min(theirs), max(theirs)
    row = {"ratio": round(rps / middle, 3) if middle else None,
           "floor_rps": round(middle, 1),
           "floor_spread": round(most / least, 3)
           if least and len(theirs) > 1 else None}
    return {**row, "unsteady": True} if unsteady(theirs) else row


class Floor:
    """Built, filled and started for a Place."""
    def __init__(self, place):
        self.place, self.process = place, None
        self.there = (SOURCE / "floor.c").exists()
        self.conf = pathlib.Path(place.env["WEB_MORE"])
        self.socket = pathlib.Path(place.door()).parent / "floor.sock"
        self.conf.write_text(
            f"location /floor/ {{ include /etc/nginx/fastcgi_params; "
            f"fastcgi_pass unix:{self.socket}; }}\n" if self.there else "")

    def build(self):
        home = TOP / "build" / "bench-floor"
        if home.exists():
            shutil.rmtree(home)
        shutil.copytree(SOURCE, home)
        subprocess.run(["make", "-s", "-C", home], check=True)
        return home

    def fill(self):
        if "floor" in self.place.sql("SHOW DATABASES LIKE 'floor'"):
            return
        rows = max(10000, self.place.size["contacts"])
        self.place.client("mariadb", "-e", "CREATE DATABASE floor "
                          "CHARACTER SET utf8mb4; CREATE USER IF NOT EXISTS "
                          "floor@localhost; GRANT SELECT, INSERT ON floor.* "
                          "TO floor@localhost")
        self.place.client("mariadb", "floor", input=(
            f"SET @rows = {rows};" + (SOURCE / "floor.sql").read_text()
        ).encode())

    def begin(self):
        """After the database and before the web server."""
        if not self.there:
            return
        home = self.build()
        self.fill()
        if self.socket.exists():
            self.socket.unlink()
        env = {**os.environ, "FLOOR_SOCKET": self.place.door(),
               "FLOOR_TPL": str(home / "tpl")}
        log = open(self.place.home / "log" / "floor.log", "ab")
        self.process = subprocess.Popen(
            ["spawn-fcgi", "-n", "-s", self.socket, "-M", "0666", "-b", "1024",
             "--", shutil.which("multiwatch"), "-f",
             str(self.place.args.workers), "--", home / "floor"],
            env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        if not wait(self.socket.exists, 10):
            raise SystemExit("bench: the floor did not start")

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    @staticmethod
    def page(size):
        return f"/floor/page?bytes={min(MOST, max(LEAST, round(size, -2)))}"
