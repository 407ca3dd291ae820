"""Several administrators choose a default at the same time, in the administration and by API."""

import json
import threading

import pytest
from django.db import connections
from django.test import Client

from sla.drafting import new_draft
from sla.models import Tier
from tests.make import make_tier, make_user
from tests.sla.test_admin_tiers import change_url, sent


@pytest.mark.django_db(transaction=True)
def test_one_of_them_is_the_default_and_nobody_meets_an_error():
    make_tier()
    person = make_user(is_staff=True, is_superuser=True)
    tiers = [make_tier(is_default=False).tier for _ in range(4)]
    forms, statuses, start = {}, [], threading.Barrier(len(tiers))
    for tier in tiers:
        new_draft(tier)
        tier.refresh_from_db()
        forms[tier.pk] = sent(tier, is_default="on")

    def choose(number, tier):
        client = Client()
        client.force_login(person)
        start.wait()
        try:
            if number % 2:
                content = json.dumps({"is_default": True})
                answer = client.patch(f"/api/v1/tiers/{tier.pk}/", content, content_type="application/json")
            else:
                answer = client.post(change_url(tier), forms[tier.pk])
            statuses.append(answer.status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=choose, args=pair) for pair in enumerate(tiers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 302, 302]
    assert Tier.objects.filter(is_default=True).count() == 1
