"""One run of wrk, and what it must have answered."""
import json
import pathlib
import subprocess

LUA = pathlib.Path(__file__).resolve().parent / "wrk.lua"


class Bad(Exception):
    """An answer that is not what was measured before: one sentence."""


class Load:
    """What is asked for: lines of wrk.lua in a file, the cookie, the token;
    sizes are the bytes, head included, that an answer may have."""
    def __init__(self, name, path, kind="get", cookie="", token="",
                 sizes=None):
        self.name, self.path, self.kind = name, path, kind
        self.cookie, self.token, self.sizes = cookie, token, sizes

    def run(self, port, connections, seconds):
        """Requests a second and times, or Bad; a page that none of the
        connections got in time has 0 a second."""
        out = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout",
             "30s", "-s", LUA, f"http://127.0.0.1:{port}", "--", self.kind,
             self.path, self.cookie, self.token], capture_output=True,
            text=True)
        if out.returncode:
            raise Bad(f"wrk: {out.stdout[-200:]} {out.stderr[-500:]}")
        seen = json.loads(out.stdout.splitlines()[-1])
        if not seen["requests"] and not seen["lost"]:   # each takes longer
            return {"rps": 0.0, "p50": seconds * 1000.0,
                    "p99": seconds * 1000.0, "requests": 0}
        return self.check(seen)

    def check(self, seen):
        if seen["bad"] or seen["lost"]:
            raise Bad(f"{self.name}: {seen['requests']} answers, "
                      f"{seen['bad']} of a wrong status, {seen['lost']} lost")
        mean = seen["bytes"] / seen["requests"]
        # The last answers are cut when the time is up: one a connection.
        if self.sizes and seen["requests"] > 100 and not \
                min(self.sizes) * 0.98 <= mean <= max(self.sizes) * 1.02 + 64:
            raise Bad(f"{self.name}: {mean:.0f} bytes an answer, not "
                      f"{min(self.sizes)} to {max(self.sizes)}")
        return {"rps": seen["requests"] * 1e6 / seen["us"],
                "p50": seen["p50"] / 1000, "p99": seen["p99"] / 1000,
                "requests": seen["requests"]}


def weight(page):
    """Bytes of an answer as wrk counts them."""
    head = sum(len(k) + len(v) + 4 for k, v in page.headers) + 19
    return head + len(page.body)
