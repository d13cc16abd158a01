"""A false clock for what is tested, by libfaketime."""
import pathlib

LIBRARY = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
SHARED = pathlib.Path("/dev/shm")


def clock_tidy():
    """Remove what killed processes left: where one of the same number begins,
    libfaketime finds it and ends the process."""
    for left in SHARED.glob("*faketime_s*_[0-9]*"):
        if not pathlib.Path("/proc", left.name.rsplit("_", 1)[1]).exists():
            left.unlink(missing_ok=True)
