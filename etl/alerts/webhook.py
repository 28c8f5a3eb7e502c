"""A message as a JSON POST, for programs and for chats that show its `text`."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from etl.alerts.message import Message


class _StayHere(HTTPRedirectHandler):
    """A redirected POST becomes a GET without its message: better an error that names the redirect."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def post(address: str, message: Message, timeout_seconds: float) -> None:
    """POST the message as JSON. Raises urllib.error.HTTPError for any answer but 2xx, OSError where there is none."""
    parts = urlsplit(address)
    headers = {"Content-Type": "application/json", "User-Agent": "nutgraf"}
    user, at, host = parts.netloc.rpartition("@")
    if at:
        headers["Authorization"] = f"Basic {base64.b64encode(unquote(user).encode()).decode()}"
    url = urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))
    body = json.dumps(message.payload(datetime.now(UTC))).encode()
    with build_opener(_StayHere).open(Request(url, body, headers), timeout=timeout_seconds) as answer:
        answer.read(1)
