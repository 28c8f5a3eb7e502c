"""Servers on 127.0.0.1 that take what alerts send: a web hook keeps each POST, a mail server each mail."""

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """What a web hook has received. `status`: what it answers; `pause`: seconds before it does."""

    port: int = 0
    status: int = 200
    pause: float = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def web_hook(status: int = 200, pause: float = 0) -> Iterator[Hook]:
    hook = Hook(status=status, pause=pause)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append({"path": self.path, **json.loads(body)})
            hook.headers.append(dict(self.headers))
            time.sleep(hook.pause)
            self.send_response(hook.status)
            if 300 <= hook.status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), hook):
        yield hook


@dataclass
class Mailbox:
    """What a mail server has received."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 sink\r\n")
            for line in self.rfile:
                match line.split()[0].upper():
                    case b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        box.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                        self.wfile.write(b"250 taken\r\n")
                    case b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    case _:
                        self.wfile.write(b"250 ok\r\n")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), box):
        yield box


@contextmanager
def _serving(server: socketserver.BaseServer, kept: Hook | Mailbox) -> Iterator[None]:
    kept.port = server.server_address[1]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
