"""The browser's own watch: what it must not let pass."""

import pytest

from tests.browser.axe import assert_accessible, findings


@pytest.fixture
def page(installation, open_page):
    installation.start_web()
    return open_page(path="/account/login/")


def test_a_plain_page_is_usable_by_all(page):
    page.set_content("<html lang=en><title>Plain</title><main><h1>Plain</h1><p>Text</p></main>")
    assert_accessible(page)


def test_an_image_without_words_is_found(page):
    page.evaluate("document.body.append(document.createElement('img'))")
    assert any(finding.startswith("image-alt") for finding in findings(page))


def test_faults_in_the_browser_are_kept(page, watch):
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("fetch('http://other.example/').catch(() => 0)")
    page.evaluate("console.error('broken')")
    page.goto("/healthz/nothing-here")
    page.wait_for_timeout(200)
    seen = "\n".join(watch.faults())
    assert "Content Security Policy" in seen
    assert "other.example" in seen
    assert "broken" in seen
    assert "status of 404" in seen
    watch.seen.clear()


def test_a_session_signs_a_person_in(page, open_page):
    from django.contrib.auth import get_user_model

    anna = get_user_model().objects.create_user(email="anna@helpdesk.example", password="correct horse battery")
    before = open_page(path="/account/password/change/")
    after = open_page(anna, "/account/password/change/")
    assert "login" in before.url
    assert "login" not in after.url
