"""A stub of an OpenAI-compatible endpoint on 127.0.0.1: it answers chat completions from a script."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """What the endpoint does with one request."""

    content: str = "{}"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay_seconds: float = 0
    tokens: int = 100  # of the prompt; an answer counts ten


def answer(**facts: list[dict[str, Any]]) -> Reply:
    """A well-formed answer."""
    return Reply(json.dumps(facts))


class LlmEndpoint:
    """What was asked, and what is answered: the script in order, its last reply again and again."""

    def __init__(self, script: tuple[Reply, ...]) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.base_url = ""

    def next_reply(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def llm_endpoint(*script: Reply) -> Iterator[LlmEndpoint]:
    """The endpoint while it is up."""
    endpoint = LlmEndpoint(script)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = {"path": self.path, "key": self.headers["Authorization"]} | json.loads(body)
            reply = endpoint.next_reply(request)
            time.sleep(reply.delay_seconds)
            told = _completion(reply, request) if reply.status == 200 else {"error": {"message": "no"}}
            sent = json.dumps(told).encode()
            try:
                self.send_response(reply.status)
                for name, value in (*reply.headers, ("Content-Type", "application/json")):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)
            except BrokenPipeError:
                self.close_connection = True  # who asked has stopped waiting

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(reply: Reply, request: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.content}
    usage = {"prompt_tokens": reply.tokens, "completion_tokens": 10, "total_tokens": reply.tokens + 10}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage,
    }
