import pytest

from tests.make import make_team, make_user


@pytest.fixture
def team(db):
    """First level with an agent and a lead who has a deputy; a second level with a lead beside its team."""
    lead, deputy = make_user(first_name="Lea"), make_user(first_name="Dora")
    lead.deputy = deputy
    lead.save()
    team = make_team(make_user(first_name="Jonas"), lead, lead=lead)
    make_team(make_user(first_name="Anna"), level=2, lead=make_user(first_name="Nora"))
    return team
