import pytest

from accounts.models import Organisation
from tests.make import make_organisation, make_tier, make_user


@pytest.fixture
def klinik(db):
    make_tier()
    Organisation.objects.create(name="Provider", kind=Organisation.Kind.OWN, phone="040 66969 100")
    return make_organisation(name="Klinik Süd")


@pytest.fixture
def mia(klinik):
    return make_user(klinik, first_name="Mia", email="mia@klinik-sued.example")


@pytest.fixture
def as_mia(client, mia):
    client.force_login(mia)
    return client
