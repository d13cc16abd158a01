"""What the static program costs: a start as plain CGI, and rendering."""
import os
import statistics
import subprocess
import time

from place import TOP

OBJ = TOP / "build/portable/obj"
STARTS, ROUNDS = 41, 12


def started(program, config):
    """Milliseconds to the first byte of a page, and to its last."""
    env = {"KARTOTEKA_CONFIG": str(config), "REQUEST_METHOD": "GET",
           "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_URI": "/sign-in",
           "SCRIPT_NAME": "/cgi-bin/kartoteka.fcgi",
           "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1"}
    begin = time.monotonic()
    p = subprocess.Popen([program], env=env, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE)
    head = os.read(p.stdout.fileno(), 65536)
    first = time.monotonic()
    page = head + p.stdout.read()
    p.wait()
    return (first - begin) * 1000, page


def first_byte(place):
    """The sign-in page by plain CGI: a start, a connection, a page."""
    program = OBJ / "cgi-bin/kartoteka.fcgi"
    took, page = [], b""
    for _ in range(STARTS):
        ms, page = started(program, place.config)
        took.append(ms)
    return {"what": "first byte as plain CGI", "ms": round(
        statistics.median(took), 2), "budget_ms": 10,
        "exit": int(b"</html>" not in page or b"Status: 5" in page[:40]),
        "said": f"{len(page)} bytes"}


def rendering():
    """The portable build's processor time by the other's, best of rounds."""
    best = {}
    for _ in range(ROUNDS):
        for name, program in (("portable", OBJ / "render_time"),
                              ("other", TOP / "build/render_time")):
            us = int(subprocess.run([program, TOP / "build/share", "30"],
                                    capture_output=True, check=True).stdout)
            best[name] = min(us, best.get(name, us))
    ratio = best["portable"] / best["other"]
    return {"what": "rendering by the portable build", "ratio": round(
        ratio, 3), "budget_ratio": 1.2, "exit": 0,
        "said": f"{best['portable']} us, the other build {best['other']} us"}


def portable(place):
    """Both, where there is a portable build."""
    if not (OBJ / "render_time").exists():
        return []
    return [first_byte(place), rendering()]
