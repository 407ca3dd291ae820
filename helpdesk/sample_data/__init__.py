"""A small provider with five customers, loaded into an empty database of a trial: every page has something to show.

Names are invented. Everything goes through the verbs, at instants of the last days and months, so history and clocks are as
they would be in real life.
"""

from django.db.models import F

from reports.held import add_up
from tickets.models import Notice

from .past import tell_the_past
from .people import PASSWORD, make_people
from .promises import make_promises
from .services import make_services
from .story import tell_story

# Role, e-mail, password: what `manage.py up` prints. A trial listens on this machine only.
SIGN_INS = [
    ("employee", "mia@klinik-sued.example", PASSWORD),
    ("first level", "jonas@helpdesk.example", PASSWORD),
    ("second level", "anna@helpdesk.example", PASSWORD),
    ("lead", "nora@helpdesk.example", PASSWORD),
    ("admin", "admin@helpdesk.example", PASSWORD),
]


def load(*, now):
    """Fill an empty database. Raises what the verbs raise; nothing is caught."""
    people = make_people()
    make_promises(people, now=now)
    services = make_services(people)
    tell_the_past(people, services, now=now)
    Notice.objects.update(outcome=Notice.Outcome.SENT, outcome_at=F("created_at"))  # read long ago
    tell_story(people, services, now=now)
    Notice.objects.filter(outcome=Notice.Outcome.WAITING).update(
        next_try_at=now
    )  # its mails are of two days, and all go out today
    add_up(now=now)
