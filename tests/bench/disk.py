"""What a commit waits for: the disk, and one that is not as quick."""
import os
import statistics
import subprocess
import time

from place import TOP

QUICK_US, REAL_US = 500, 1000


def flush_us(folder):
    """Microseconds of writing a block through to disk, median of 50."""
    path, took = folder / "flush", []
    with open(path, "wb") as f:
        for _ in range(50):
            f.write(b"x" * 4096)
            f.flush()
            begin = time.perf_counter()
            os.fdatasync(f.fileno())
            took.append((time.perf_counter() - begin) * 1e6)
    path.unlink()
    return round(statistics.median(took))


def slow(us):
    """What to add to the environment of a database for a flush of us more."""
    lib = TOP / "build" / "slow_disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", lib,
                    TOP / "tests/bench/slow_disk.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(lib), "FLUSH_US": str(us)}
