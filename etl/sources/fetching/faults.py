"""Exceptions of a request → an outcome and a detail that a person can act upon."""

import ssl
from collections.abc import Callable
from typing import Any

import aiohttp

from etl.sources.fetching.addresses import RefusedAddressError
from etl.sources.fetching.body import DamagedError, TooLargeError
from etl.sources.journal import Outcome

EXPECTED = (
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    EOFError,
    ValueError,  # aiohttp: a header or an address that no server should send
    RefusedAddressError,
    DamagedError,
    TooLargeError,
)


Telling = Callable[[Any, float], str]  # the exception, and the seconds that the request was given → detail

# The first that fits.
_FAULTS: list[tuple[tuple[type[Exception], ...], Outcome, Telling]] = [
    (
        (RefusedAddressError,),
        "blocked_address",
        lambda error, _: f"{error}; NUTGRAF_ALLOWED_NETWORKS admits servers of your own",
    ),
    ((TooLargeError,), "too_large", lambda error, _: str(error)),
    ((DamagedError,), "truncated", lambda error, _: str(error)),
    ((aiohttp.ClientPayloadError,), "truncated", lambda *_: "the connection ended before the page did"),
    ((aiohttp.ConnectionTimeoutError,), "timeout", lambda *_: "no connection in time"),
    ((TimeoutError,), "timeout", lambda _, seconds: f"not complete after {seconds:g} s"),
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError),
        "tls_error",
        lambda error, _: _tls(error),
    ),
    ((aiohttp.ClientConnectorDNSError,), "unreachable", lambda error, _: f"no such host: {error.host}"),
    (
        (aiohttp.ClientConnectorError,),
        "unreachable",
        lambda error, _: f"no connection: {error.os_error.strerror or error.os_error}",
    ),
    ((aiohttp.ServerDisconnectedError,), "unreachable", lambda *_: "the server hung up without an answer"),
    ((aiohttp.InvalidURL, ValueError), "bad_address", lambda error, _: str(error)),
]


def explain(error: Exception, timeout: float) -> tuple[Outcome, str]:
    """What went wrong. `timeout`: seconds that the request was given."""
    for kinds, outcome, telling in _FAULTS:
        if isinstance(error, kinds):
            return outcome, telling(error, timeout)
    return "unreachable", f"{type(error).__name__}: {error}"


def _tls(error: aiohttp.ClientConnectorError) -> str:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {cause.verify_message}"
    return f"no secure connection: {cause or error}"
