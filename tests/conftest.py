"""What every room's tests share."""

import importlib.util
import os
import shutil

import pytest

from voicecheck.config import home

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew instead of comparing")


@pytest.fixture(scope="session")
def model_home():
    """The folder under which model base is installed, as a user's own; without it a skip, and a failure in CI."""
    folder = home()
    if not (folder / "models" / "base").is_dir():
        missing = f"model base is not installed in {folder}: run: voicecheck models install base"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def ray_is_there():
    """Ray, which only tests of the cluster need; without it a skip, and a failure in CI."""
    if importlib.util.find_spec("ray") is None:
        missing = "Ray is not installed: pip install 'voicecheck-calls[ray]'"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


def _missing(what, package):
    message = f"{what} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def missing():
    """A function that skips, or fails with CI=true, and says how to install what is missing."""
    return _missing


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all rooms: two drivers in one process get in each other's way."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        _missing("Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page from a file; what it asked the network for and what it complained of are kept on it."""
    opened = []

    def open_page(text, *, width=1280, scheme="light"):
        path = tmp_path / "report.html"
        path.write_text(text, "utf-8")
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.asked, page.complaints, page.dialogs = [], [], []
        page.on("request", lambda request: page.asked.append(request.url[:60]))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.close()
