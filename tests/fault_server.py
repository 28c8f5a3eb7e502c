"""Servers on 127.0.0.1 that do what servers of the world do: answer, drip, lie, loop and hang up.

Every port is a host of its own, with its own robots.txt. A page is an article; its path says what goes wrong.
"""

import asyncio
import gzip
import ssl
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from threading import Thread

import trustme
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PARAGRAPH = (
    "The harbour board of Marlow met on Tuesday and heard how report {n} had been received. “We will rebuild the "
    "eastern pier,” said Ann Bell, who chairs the board, after three hours of debate. "
)
BOMB = zlib.compressobj(9, wbits=31)
BOMB_BYTES = b"".join([*(BOMB.compress(bytes(1_000_000)) for _ in range(100)), BOMB.flush()])
CP1252 = ("<html><body><p>" + "The café “Le Phare” reopened on Monday. " * 20).encode("cp1252")


def page(n: int | str, size: int = 8_000) -> bytes:
    """An article of about `size` bytes."""
    paragraphs = "".join(f"<p>{PARAGRAPH.format(n=f'{n}.{i}')}</p>" for i in range(size // 180))
    return f"<html><head><title>Report {n}</title></head><body><article>{paragraphs}</article></body></html>".encode()


class FaultServer:
    """Use it as a context manager. `asked`: (port, path) → how often; `times`: when, on the monotonic clock."""

    def __init__(self, hosts: int = 1) -> None:
        self.hosts = hosts
        self.asked: Counter[tuple[int, str]] = Counter()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.conditional: list[str] = []
        self.open: Counter[int] = Counter()
        self.most_open: Counter[int] = Counter()
        self.agents: set[str] = set()
        self.robots: dict[int, tuple[int, str]] = {}
        self.bodies: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.ports: list[int] = []
        self.authority = trustme.CA()

    def __enter__(self) -> "FaultServer":
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stop = asyncio.Event()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str, host: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[host]}{path}"

    def serve(self, path: str, body: bytes | str, **headers: str) -> str:
        """Let a path answer with this body; its address on the first host."""
        content = body.encode() if isinstance(body, str) else body
        self.bodies[path] = content, {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url(path)

    async def _start(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        for _ in range(self.hosts):
            self.ports.append(await self._listen(None))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert("127.0.0.1").configure_cert(context)
        self.tls_port = await self._listen(context)
        self.dead_port = self._unused()

    async def _listen(self, context: ssl.SSLContext | None) -> int:
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        return int(site._server.sockets[0].getsockname()[1])  # type: ignore[union-attr]

    def _unused(self) -> int:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    async def _end(self) -> None:
        self._stop.set()
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        port = request.url.port or 0
        self.asked[port, request.path] += 1
        self.times[request.path].append(time.monotonic())
        self.agents.add(request.headers.get("User-Agent", ""))
        self.open[port] += 1
        self.most_open[port] = max(self.most_open[port], self.open[port])
        try:
            return await self._answer(request, port)
        except ConnectionError:  # the client has had enough
            return web.Response()
        finally:
            self.open[port] -= 1

    async def _answer(self, request: web.Request, port: int) -> web.StreamResponse:
        path = request.path
        if path == "/robots.txt":
            status, text = self.robots.get(port, (404, ""))
            return web.Response(status=status, text=text)
        if path in self.bodies:
            body, headers = self.bodies[path]
            return self._cached(request, body, headers)
        kind = path.split("/")[1]
        if kind == "page":
            return self._cached(request, page(path), {"Content-Type": "text/html; charset=utf-8"})
        handler: Handler | None = getattr(self, f"_{kind.replace('-', '_')}", None)
        return await handler(request) if handler else web.Response(status=404)

    def _cached(self, request: web.Request, body: bytes, headers: dict[str, str]) -> web.Response:
        tag = f'"{zlib.crc32(body):x}"'
        if "If-None-Match" in request.headers:
            self.conditional.append(request.path)
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, headers={"ETag": tag, "Content-Type": "text/html", **headers})

    # ── faults, each under the path of its name ──────────────────────────────────────────────────────────────────────

    async def _status(self, request: web.Request) -> web.Response:
        return web.Response(status=int(request.path.split("/")[2]), text="no")

    async def _wait(self, request: web.Request) -> web.Response:
        """/wait/<status>/<Retry-After>/<how often>"""
        _, _, status, after, times = request.path.split("/")
        if self.asked[request.url.port or 0, request.path] <= int(times):
            headers = {"Retry-After": after} if after != "-" else {}
            return web.Response(status=int(status), headers=headers)
        return web.Response(body=page(request.path), content_type="text/html")

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while not self._stop.is_set():
            await response.write(b"<p>")
            await asyncio.sleep(0.1)
        return response

    async def _silent(self, request: web.Request) -> web.Response:
        await self._stop.wait()
        return web.Response()

    async def _hangup(self, request: web.Request) -> web.Response:
        request.transport.close()  # type: ignore[union-attr]
        return web.Response()

    async def _loop_(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/loop_/b" if request.path.endswith("a") else "/loop_/a"})

    async def _hops(self, request: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": f"/hops/{int(request.path.split('/')[2]) + 1}"})

    async def _to(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["where"]})

    async def _bomb(self, request: web.Request) -> web.Response:
        return web.Response(body=BOMB_BYTES, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})

    async def _announced(self, request: web.Request) -> web.StreamResponse:
        return await self._flood(request, {"Content-Length": "100000000"})

    async def _flood(self, request: web.Request, headers: dict[str, str] | None = None) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", **(headers or {})})
        await response.prepare(request)
        for _ in range(1_000):
            await response.write(b"<p>" + b"x" * 99_997)
        return response

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "50000"})
        await response.prepare(request)
        await response.write(page("cut", 5_000))
        request.transport.close()  # type: ignore[union-attr]
        return response

    async def _packed(self, request: web.Request) -> web.Response:
        """/packed/<how>"""
        raw = zlib.compressobj(wbits=-15)
        bodies = {
            "gzip": ("gzip", gzip.compress(page("packed"))),
            "members": ("gzip", gzip.compress(page("packed")[:1000]) + gzip.compress(page("packed")[1000:])),
            "deflate": ("deflate", zlib.compress(page("packed"))),
            "raw": ("deflate", raw.compress(page("packed")) + raw.flush()),
            "short": ("gzip", gzip.compress(page("packed"))[:-200]),
            "damaged": ("gzip", b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 99),
            "unasked": ("br", b"whatever"),
        }
        coding, body = bodies[request.path.split("/")[2]]
        return web.Response(body=body, headers={"Content-Encoding": coding, "Content-Type": "text/html"})

    async def _wrong_charset(self, request: web.Request) -> web.Response:
        return web.Response(body=CP1252, headers={"Content-Type": "text/html; charset=utf-8"})

    async def _media(self, request: web.Request) -> web.Response:
        kind = request.path.removeprefix("/media/")
        return web.Response(body=page("media"), headers={"Content-Type": kind})
