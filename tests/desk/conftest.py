from datetime import timedelta

import pytest

from tests.make import make_agent, make_organisation, make_team, make_tier, make_user

TARGETS = {
    "first_response": timedelta(hours=1),
    "next_update": timedelta(hours=2),
    "resolution": timedelta(hours=8),
    "level_1": timedelta(hours=3),
    "level_2": timedelta(hours=4),
}


@pytest.fixture
def house(db):
    """A desk at work: three levels, a customer with a person, an agent of first level, and a default promise."""
    return House()


class House:
    def __init__(self):
        self.tier = make_tier(targets=TARGETS)
        self.customer = make_organisation(name="Clinic South", notes="Server room only with Mr Brand.")
        self.mia = make_user(self.customer, first_name="Mia", last_name="Brandt", phone="040 66969 231")
        self.first = make_team(name="First level", serves=[self.customer])
        self.network = make_team(name="Network", level=2, serves=[self.customer], needs="Error text\nSwitch port")
        self.vendor = make_team(name="Vendor", level=3, serves=[self.customer])
        self.jonas = make_agent(self.first, first_name="Jonas")
        self.kai = make_agent(self.network, first_name="Kai")
