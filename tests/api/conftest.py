import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from api.models import Token
from helpdesk.roles import SLA_ADMINISTRATOR
from tests.make import make_user


class Program:
    """A program that uses the API with somebody's token."""

    def __init__(self, user, scope="write"):
        self.user = user
        self.secret = Token.objects.make(user, now=timezone.now(), scope=scope)[1] if user else None

    @property
    def headers(self):
        return {"Authorization": f"Token {self.secret}"} if self.secret else {}

    def get(self, path, query=None, **headers):
        return Client().get(f"/api/v1/{path}", query, headers={**self.headers, **headers})

    def post(self, path, content=None, *, form=False, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()} | self.headers
        if form:
            return Client().post(f"/api/v1/{path}", content, headers=headers)
        content = json.dumps({} if content is None else content)
        return Client().post(f"/api/v1/{path}", content, content_type="application/json", headers=headers)

    def put(self, path, content, **headers):
        return self._send("put", path, content, headers)

    def patch(self, path, content, **headers):
        return self._send("patch", path, content, headers)

    def _send(self, method, path, content, headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()} | self.headers
        send = getattr(Client(), method)
        return send(f"/api/v1/{path}", json.dumps(content), content_type="application/json", headers=headers)

    def delete(self, path):
        return Client().delete(f"/api/v1/{path}", headers=self.headers)


@pytest.fixture
def program():
    return Program


@pytest.fixture
def keeper(program):
    """The program of an administrator of SLAs."""
    person = make_user(is_staff=True)
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    return program(person, scope="promises")


@pytest.fixture(autouse=True)
def attachments(settings, tmp_path):
    settings.ATTACHMENT_ROOT = tmp_path / "attachments"
