"""Telling another program that a night is over: counts alone, signed, once, and never at the run's cost.

The one thing in voicecheck that uses the network at run time, and only where an address is configured.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from voicecheck.errors import ConfigError

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
SIGNATURE = "X-Voicecheck-Signature"


def check_address(url: str) -> str:
    """The address of a webhook, after making sure that it is one.

    Raises:
        ConfigError: where it is not http or https with a host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("the webhook's address cannot be used; write https://host/path")
    return url


def sign(body: bytes, secret: str) -> str:
    """The value of the signature header: HMAC-SHA256 of the body, as "sha256=..."."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def notify(url: str, body: str, *, secret: str, timeout_s: float = TIMEOUT_S) -> str:
    """Send a JSON text; the complaint where it was not taken in time, empty where it was. Never raises, never hangs."""
    complaint = [f"no answer within {timeout_s:.0f} s"]
    sender = threading.Thread(target=_send, args=(url, body.encode(), secret, timeout_s, complaint), daemon=True)
    sender.start()
    sender.join(timeout_s)  # a server that answers a byte at a time outlasts the socket's own limit
    return complaint[0]


def _send(url: str, body: bytes, secret: str, timeout_s: float, complaint: list[str]) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "voicecheck"}
    if secret:
        headers[SIGNATURE] = sign(body, secret)
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 checked address
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=timeout_s):
            complaint[0] = ""
    except urllib.error.HTTPError as error:
        complaint[0] = f"it answered {error.code}"
    except (OSError, ValueError) as error:
        complaint[0] = str(getattr(error, "reason", error))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not a new address."""

    def redirect_request(self, *args: object, **named: object) -> None:
        """No request."""
