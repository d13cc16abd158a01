"""A false clock for what is tested, by libfaketime."""
import pathlib
import platform

PLACES = [pathlib.Path("/usr", p, "faketime/libfaketime.so.1") for p in
          (f"lib/{platform.machine()}-linux-gnu", "lib64", "lib")]
LIBRARY = next(filter(pathlib.Path.exists, PLACES), None)
SHARED = pathlib.Path("/dev/shm")


def clock_tidy():
    """Remove what killed processes left: where one of the same number begins,
    libfaketime finds it and ends the process."""
    for left in SHARED.glob("*faketime_s*_[0-9]*"):
        if not pathlib.Path("/proc", left.name.rsplit("_", 1)[1]).exists():
            left.unlink(missing_ok=True)
