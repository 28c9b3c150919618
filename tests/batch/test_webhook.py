"""The webhook: signed, once, and never at the run's cost."""

import hashlib
import hmac
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from voicecheck.batch.webhook import check_address, notify
from voicecheck.errors import ConfigError


@pytest.fixture
def listening():
    """A server on the loopback that keeps what it was sent; `answer` is its status, `held` keeps it from answering."""
    kept, held = [], threading.Event()
    held.set()

    class Handler(BaseHTTPRequestHandler):
        answer = 204

        def do_POST(self):
            kept.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            held.wait(60)
            self.send_response(self.answer)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *given):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", kept, Handler, held
    held.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_signed(listening):
    url, kept, _, _ = listening
    assert notify(url, '{"a": 1}', secret="s3") == ""
    ((headers, body),) = kept
    assert body == b'{"a": 1}'
    assert headers["X-Voicecheck-Signature"] == "sha256=" + hmac.new(b"s3", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("answer", [302, 500])
def test_another_answer_is_a_complaint_and_no_redirect_is_followed(listening, answer):
    url, kept, handler, _ = listening
    handler.answer = answer
    assert str(answer) in notify(url, "{}", secret="")
    assert len(kept) == 1


def test_a_server_that_does_not_answer_holds_nothing_up(listening):
    url, _, _, held = listening
    held.clear()
    assert notify(url, "{}", secret="", timeout_s=0.3)


def test_nobody_there_is_a_complaint():
    assert notify("http://127.0.0.1:9/", "{}", secret="")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "hook", "ftp://a/b", "http://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ConfigError):
        check_address(url)
