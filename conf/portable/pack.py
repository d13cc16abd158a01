#!/usr/bin/env python3
"""What the portable build puts together, always with the same bytes.

    pack.py embed OUT ROOT=DIR...   OUT/pack_data.c and OUT/pack.bin: every
                                    file below DIR under the name ROOT/...
    pack.py zip OUT.zip DIR         the folder as a ZIP
    pack.py clean FILE WORD...      fails when one of the words is in FILE

The time of everything is SOURCE_DATE_EPOCH.
"""
import os
import pathlib
import sys
import time
import zipfile

PROGRAMS = (".fcgi", ".cgi")


def files(top):
    """Paths of a folder in one order, whatever the file system says."""
    top = pathlib.Path(top)
    return sorted((p.relative_to(top).as_posix(), p)
                  for p in top.rglob("*") if p.is_file())


def embed(out, roots):
    """A table in C, and the bytes beside it, each file with its NUL."""
    out = pathlib.Path(out)
    found = {}
    for root in roots:
        name, _, folder = root.partition("=")
        if os.path.isfile(folder):
            found[name] = pathlib.Path(folder)
            continue
        for path, p in files(folder):
            found[f"{name}/{path}"] = p
    rows, blob = [], b""
    for name in sorted(found):
        data = found[name].read_bytes()
        rows.append(f'\t{{ "{name}", bytes + {len(blob)}, {len(data)} }},\n')
        blob += data + b"\0"
    write(out / "pack.bin", blob)
    write(out / "pack_data.c", (
        "/* Made by conf/portable/pack.py. */\n"
        '#include "base/pack.h"\n\n'
        "extern const char bytes[];\n"
        '__asm__(".section .rodata\\n.balign 64\\nbytes:\\n'
        '.incbin \\"pack.bin\\"\\n.byte 0\\n.previous\\n");\n\n'
        "const struct pack_file pack_files[] = {\n" + "".join(rows) +
        "\t{ 0 }\n};\n").encode())


def write(path, data):
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def pack(out, folder):
    when = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))
    with zipfile.ZipFile(out + ".new", "w") as z:
        for name, path in files(folder):
            info = zipfile.ZipInfo(name, when[:6])
            info.create_system = 3
            mode = 0o755 if name.endswith(PROGRAMS) else 0o644
            info.external_attr = (0o100000 | mode) << 16
            z.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    os.replace(out + ".new", out)


def clean(path, words):
    data = pathlib.Path(path).read_bytes()
    bad = [w for w in words if w and w.encode() in data]
    if bad:
        raise SystemExit(f"portable: {path} has {', '.join(bad)}")


def main():
    command, first, *rest = sys.argv[1:]
    {"embed": embed, "clean": clean,
     "zip": lambda out, dirs: pack(out, dirs[0])}[command](first, rest)


if __name__ == "__main__":
    main()
