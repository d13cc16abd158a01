"""Ways to the program: its FastCGI socket, or a web server's port."""
import http.client
import os
import signal
import socket
import struct
import subprocess

from browser import Wrong

BEGIN, END, PARAMS, STDIN, STDOUT, STDERR = 1, 3, 4, 5, 6, 7


def record(kind, data):
    return struct.pack("!BBHHBB", 1, kind, 1, len(data), 0, 0) + data


def stream(kind, data):
    """The data in records of at most 32 KB, and the empty one that ends it."""
    step = 32768
    return b"".join(record(kind, data[i:i + step])
                    for i in range(0, len(data), step)) + record(kind, b"")


def length(n):
    return struct.pack("!B", n) if n < 128 else struct.pack("!I", n | 1 << 31)


def pair(name, value):
    name, value = name.encode(), value.encode("utf-8", "surrogateescape")
    return length(len(name)) + length(len(value)) + name + value


def variables(method, url, headers, body):
    """The environment that a web server hands on (RFC 3875)."""
    path, _, query = url.partition("?")
    out = {"REQUEST_METHOD": method, "REQUEST_URI": url,
           "QUERY_STRING": query, "DOCUMENT_URI": path, "SCRIPT_NAME": path,
           "SERVER_PROTOCOL": "HTTP/1.1", "GATEWAY_INTERFACE": "CGI/1.1",
           "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1",
           "SERVER_PORT": "80", "CONTENT_LENGTH": "", "CONTENT_TYPE": ""}
    if body or method == "POST":
        out["CONTENT_LENGTH"] = str(len(body))
    for name, value in headers.items():
        if name.lower() == "content-type":
            out["CONTENT_TYPE"] = value
        elif name.lower() == "content-length":
            out["CONTENT_LENGTH"] = value
        else:
            out["HTTP_" + name.upper().replace("-", "_")] = value
    return out


def answer(data):
    """Status, headers and body of a CGI answer (RFC 3875, 6)."""
    head, _, body = data.partition(b"\r\n\r\n")
    headers = [tuple(part.strip() for part in line.split(":", 1))
               for line in head.decode("utf-8", "replace").split("\r\n")]
    if not data or any(len(h) != 2 for h in headers):
        raise Wrong(f"no CGI answer but {data[:80]!r}")
    status = next((v for k, v in headers if k.lower() == "status"), "200")
    return int(status.split()[0]), headers, body


class Worker:
    """One worker of our own on a socket, spoken to without a web server."""
    prefix = ""

    def __init__(self, program, config, folder, env):
        self.path, self.ends = str(folder / "flow.sock"), []
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.log = open(folder / "log" / "worker.log", "ab")
        self.listen = socket.socket(socket.AF_UNIX)
        self.listen.bind(self.path)
        self.listen.listen(16)
        self.program = program
        self.env = {**os.environ, **env, "KARTOTEKA_CONFIG": str(config)}
        self.process = self.start()

    def start(self):
        return subprocess.Popen([self.program], stdin=self.listen,
                                stdout=self.log, stderr=self.log,
                                env=self.env)

    def exchange(self, method, url, headers, body):
        begin = record(BEGIN, struct.pack("!HB5x", 1, 0))
        params = b"".join(pair(k, v) for k, v in
                          variables(method, url, headers, body).items())
        out = b""
        if self.process.poll() is not None:
            self.ends.append(self.process.returncode)
            self.process = self.start()
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            try:
                s.connect(self.path)
                s.sendall(begin + stream(PARAMS, params))
                s.sendall(stream(STDIN, body))
            except (BrokenPipeError, ConnectionResetError):
                pass                # refused before all of it was sent
            try:
                out = self.collect(s.makefile("rb"))
            except (ConnectionResetError, struct.error) as e:
                raise Wrong(f"{method} {url}: the worker broke off "
                            f"({self.fate() or e})") from None
            except OSError as e:
                raise Wrong(f"{method} {url}: {e}") from None
        return answer(out)

    @staticmethod
    def collect(f):
        out = b""
        while True:
            kind, size, pad = struct.unpack("!xBxxHBx", f.read(8))
            data = f.read(size)
            f.read(pad)
            if kind == STDOUT:
                out += data
            if kind == END:
                return out

    def fate(self):
        """How it ended, if it has."""
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None
        return f"it ended with {code}"

    def end(self):
        """Ask it to leave; what a sanitizer says at exit fails the file."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.listen.close()
        self.log.close()
        bad = [c for c in self.ends + [code] if c != 0]
        return f"a worker ended with {bad[0]}" if bad else None


class Server:
    """A web server's port on this machine.  Where nothing is rewritten an
    address begins with the program's own, the prefix."""
    def __init__(self, port, prefix=""):
        self.port, self.prefix = port, prefix

    def exchange(self, method, url, headers, body):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            try:
                c.request(method, url, body or None,
                          {**headers, "Connection": "close"})
            except (BrokenPipeError, ConnectionResetError):
                pass                # refused before all of it was sent
            r = c.getresponse()
            return r.status, r.getheaders(), r.read()
        except (OSError, http.client.HTTPException) as e:
            raise Wrong(f"{method} {url}: no answer "
                        f"({type(e).__name__})") from None
        finally:
            c.close()

    def end(self):
        return None
