"""A real browser in front of the real product: `installation.start_web()` first, then `open_page()`.

The page's own word is kept: any error in the console, any refusal by the content policy, any answer of 500 and
any request to another host fails the test at its end.
"""

import os
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.watching import Watch
from tests.chromium import find_chromium

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",  # it sees our own pages alone; and root, as whom a fresh machine runs tests, has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    # Playwright keeps an event loop in this thread, by which Django thinks our queries come from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    home = tmp_path_factory.mktemp("chromium")  # HOME may be empty or closed to us
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(
            executable_path=find_chromium(), args=FLAGS, env={**os.environ, "HOME": str(home), "LANGUAGE": "en_US"}
        )
        yield program
        program.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def watch(installation):
    """What the pages of this test did wrong; `watch.allow(404)` where that answer is the point of the test."""
    made = Watch(installation.url)
    yield made
    faults = made.faults()
    assert not faults, "In the browser:\n" + "\n".join(faults)


@pytest.fixture
def open_page(browser, installation, watch):
    """Return a function that opens a page of a new browser context, as one more person at a device of his own.

    `open_page(user, "/desk/", language="de", theme="dark", viewport=PHONE)`; without a user nobody is signed in.
    """
    contexts = []

    def open_one(user=None, path=None, *, language="en", theme="light", viewport=None):
        context = browser.new_context(
            base_url=installation.url,
            locale={"de": "de-DE", "en": "en-GB"}[language],
            timezone_id="Europe/Berlin",
            color_scheme=theme,
            viewport=viewport or DESKTOP,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        watch.over(context)
        if user is not None:
            context.add_cookies([session_cookie(user, installation.url)])
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


def session_cookie(user, url):
    """Sign `user` in without the form, which has tests of its own."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": session.session_key,
        "domain": urlsplit(url).hostname,
        "path": "/",
    }
