"""Who is on the telephone: people an agent may see, and how one becomes known who is not."""

import uuid

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from core.text import clean_line
from tickets.searching import find_people

SHOWN = 8
# Reserved: no mail ever goes there.
NO_ADDRESS = "no-address.invalid"


def customers_of(agent):
    """Organisations an agent may take tickets for."""
    return Organisation.objects.served_by(agent).filter(is_active=True).exclude(kind=Organisation.Kind.VENDOR)


def callers(agent):
    """People with a customer the agent may take tickets for, those memberships as `belongs_to`."""
    memberships = Membership.objects.filter(organisation__in=customers_of(agent)).select_related("organisation", "site")
    people = User.objects.visible_to(agent).filter(is_active=True, memberships__in=memberships).distinct()
    return people.prefetch_related(Prefetch("memberships", memberships.order_by("pk"), to_attr="belongs_to"))


def callers_like(question, agent):
    return list(find_people(question, people=callers(agent))[:SHOWN])


@transaction.atomic
def make_known(*, name, customer, email="", phone="", language="") -> User:
    """Return the person of that e-mail if he is one of the customer's already, else make him one of its employees."""
    email = email.strip().lower()
    known = User.objects.filter(email=email, memberships__organisation=customer).first() if email else None
    if known is not None:
        return known
    first_name, _space, last_name = clean_line(name).partition(" ")
    person = User.objects.create_user(
        email or f"{uuid.uuid4().hex}@{NO_ADDRESS}",
        first_name=first_name[:100],
        last_name=last_name[:100],
        phone=clean_line(phone)[:40],
        language=language or customer.language,
        time_zone=customer.time_zone,
        wants_mail=bool(email),
        date_joined=timezone.now(),
    )
    Membership.objects.create(user=person, organisation=customer)
    return person
