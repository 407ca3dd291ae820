"""Many people's teams are read by one statement, and mean what each one's own reading means."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.make import make_agent, make_organisation, make_team, make_user


@pytest.mark.django_db
def test_two_statements_for_any_number_of_people():
    one, other = make_team(), make_team(serves=[make_organisation()])
    people = [make_agent(one), make_agent(other), make_user(), make_agent(one, is_active=False)]
    other.members.add(people[0])
    with CaptureQueriesContext(connection) as captured:
        loaded = User.objects.filter(pk__in=[person.pk for person in people]).order_by("pk").with_teams()
        told = [(person.is_agent, person.serves_all, set(person.team_ids)) for person in loaded]
    assert len(captured) == 2
    assert told == [(person.is_agent, person.serves_all, set(person.team_ids)) for person in people]
