"""The side bar: views and teams with what waits in them. Counts stop at a cap, so that no page counts a whole table."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from escalation.models import Consultation, HandOver, VendorCase

from .queue import VIEWS, tickets_in

CAP = 100
TEAMS_SHOWN = 12
ICONS = {
    "mine": "inbox",
    "open": "layers",
    "unassigned": "user-x",
    "waiting": "hourglass",
    "offered": "handshake",
    "risk": "flame",
}
KEYS = {"mine": "g i", "open": "g o", "unassigned": "g u", "waiting": "g w", "offered": "g h", "risk": "g r"}
REPORTS = [  # key, label, icon, name of its address
    ("report hand_overs", _("Hand-overs in figures"), "chart-column", "desk:report_hand_overs"),
    ("report time_held", _("Time per holder"), "chart-no-axes-column", "desk:time_held"),
    ("report pauses", _("Waits to look at"), "hourglass", "desk:report_pauses"),
]
TONES = {"unassigned": "is-warn", "offered": "is-warn", "risk": "is-bad"}


@dataclass(frozen=True)
class Entry:
    key: str
    label: str
    icon: str
    url: str
    count: int
    stroke: str = ""
    level: int = 0

    @property
    def shown_count(self):
        return f"{CAP - 1}+" if self.count >= CAP else str(self.count)

    @property
    def strokes(self):
        return self.stroke.split()

    @property
    def tone(self):
        return TONES.get(self.key, "") if self.count else ""


class Side:
    """`here`: the key of the entry that the page shows; `listed`: a further list to count, under the key "listed"."""

    def __init__(self, user, *, now, here="", listed=None):
        self.user, self.now, self.here, self.listed = user, now, here, listed

    @cached_property
    def teams(self):
        """Our teams whose tickets the person sees, his own first."""
        teams = Team.objects.filter(is_active=True)
        if not self.user.serves_all:
            served = Q(serves_all=True) | Q(scopes__organisation__in=self.user.served_organisation_ids)
            teams = teams.filter(served | Q(pk__in=self.user.team_ids)).distinct()
        mine = set(self.user.team_ids)
        return sorted(teams, key=lambda team: (team.pk not in mine, team.level, team.name))

    @property
    def is_of_list(self):
        """Whether the page beside it is a list, with a head of its own for what one does there."""
        return self.listed is not None

    @cached_property
    def counts(self) -> Counter:
        """How many tickets each entry holds, at most CAP: one statement for all of them."""
        lists = {view: tickets_in(view, self.user, now=self.now) for view in VIEWS}
        lists["offered"] = HandOver.objects.answerable_by(self.user)
        lists["vendors"] = VendorCase.objects.open().visible_to(self.user)
        lists["asked"] = Consultation.objects.open().asked_of(self.user)
        everything = tickets_in("open", self.user, now=self.now)
        for team in self.teams[:TEAMS_SHOWN]:
            lists[f"team {team.pk}"] = everything.filter(team=team)
        if self.listed is not None:
            lists["listed"] = self.listed
        first, *others = [_marked(rows, key) for key, rows in lists.items()]
        counts = Counter(key for (key,) in first.union(*others, all=True))
        counts["offered"] += counts["asked"]  # one page shows both
        return counts

    @property
    def views(self):
        queue = reverse("desk:queue")
        urls = {view: f"{queue}?view={view}" for view in VIEWS}
        labels = {**VIEWS, "offered": _("Offered to us")}
        urls["offered"] = reverse("desk:offered")
        for key, icon in ICONS.items():
            yield Entry(key, labels[key], icon, urls[key], self.counts[key], KEYS[key])

    @property
    def vendor_entry(self):
        label, url = _("Vendor cases"), reverse("desk:all_vendor_cases")
        return Entry("vendors", label, "truck", url, self.counts["vendors"], "g x")

    @property
    def team_entries(self):
        for team in self.teams[:TEAMS_SHOWN]:
            key = f"team {team.pk}"
            url = f"{reverse('desk:queue')}?view=open&team={team.pk}"
            yield Entry(key, team.name, "users", url, self.counts[key], level=team.level)

    @property
    def reports(self):
        """For leads: figures, and lists of what deserves a second look. Their teams are read anyway."""
        leads = self.user.is_superuser or any(team.lead_id == self.user.pk for team in self.teams)
        return REPORTS if leads else []

    @property
    def listed_count(self):
        return f"{CAP - 1}+" if self.counts["listed"] >= CAP else str(self.counts["listed"])


def _marked(rows, key):
    return rows.order_by().annotate(list=Value(key)).values_list("list")[:CAP]
