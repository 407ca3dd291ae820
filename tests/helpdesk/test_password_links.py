"""A link to choose a password is good for 15 minutes, an invitation for 7 days, and each once."""

from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator

from helpdesk.password_links import PasswordLinks
from tests.make import make_user

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def made(user, *, ago):
    """A token as it was made some time ago."""

    class Earlier(PasswordLinks):
        def _now(self):
            return super()._now() - ago

    return Earlier().make_token(user)


@pytest.mark.parametrize(
    ("password", "ago", "is_good"),
    [
        ("correct horse battery", 14 * MINUTE, True),
        ("correct horse battery", 16 * MINUTE, False),
        (None, 6 * DAY, True),
        (None, 8 * DAY, False),
    ],
)
def test_how_long_a_link_is_good(password, ago, is_good):
    user = make_user(password=password)
    assert default_token_generator.check_token(user, made(user, ago=ago)) == is_good


def test_an_invitation_works_once():
    user = make_user()
    token = default_token_generator.make_token(user)
    assert default_token_generator.check_token(user, token)
    user.set_password("correct horse battery")
    user.save()
    assert not default_token_generator.check_token(user, token)


def test_a_link_is_of_one_person_alone():
    assert not default_token_generator.check_token(make_user(), default_token_generator.make_token(make_user()))


def test_an_invited_person_signs_in(client):
    user = make_user(email="ida@example.com")
    from allauth.account.utils import user_pk_to_url_str

    link = f"/account/password/reset/key/{user_pk_to_url_str(user)}-{made(user, ago=3 * DAY)}/"
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    typed = {"password1": "correct horse battery", "password2": "correct horse battery"}
    client.post(form, typed)
    assert client.login(email="ida@example.com", password="correct horse battery")
