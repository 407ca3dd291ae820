"""Whom and what the rows name: organisations, teams with their level, people. They come into being as the log goes.

Everything is recognised by its name when it is met again, so a second replay finds what the first one made.
"""

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import AgentScope, Membership, Organisation, Site, Team, User
from core.choices import Category, Language, Priority
from escalation.audience import prefetch_teams
from sla.activating import activate
from sla.models import Calendar, CalendarVersion, Target, Tier, TierVersion

NO_ORGANISATION, NO_TEAM = "(no organisation named)", "(no team named)"
TIER = "Replayed log"
MAIL_DOMAIN = "replay.invalid"  # a domain that never exists: nobody is ever written to


class World:
    """Rows of the database by the names the log has for them, loaded once."""

    def __init__(self, *, now):
        self.tier_version = _tier_version(now)
        self.organisations, self.teams, self.people, self.requesters, self.sites = {}, {}, {}, {}, {}
        self.members, self.served = set(), set()
        self.now = now

    def prepare(self, incidents):
        """Load or make what these incidents (lists of rows) name, with one statement or two for each kind of thing."""
        rows = [row for rows in incidents for row in rows]
        with transaction.atomic():
            self._organisations({organisation_name(rows[0]) for rows in incidents})
            self._sites({(organisation_name(rows[0]), rows[0].country) for rows in incidents if rows[0].country})
            self._requesters({organisation_name(rows[0]) for rows in incidents})
            self._teams({team_key(row) for row in rows})
            self._people({row.person for row in rows if row.person})
            self._members({(row.person, team_key(row)) for row in rows if row.person and row.meaning != "queued"})
            self._served({(team_key(row), organisation_name(rows[0])) for rows in incidents for row in rows})

    def organisation(self, row):
        return self.organisations[organisation_name(row)]

    def requester(self, row):
        return self.requesters[organisation_name(row)]

    def site(self, row):
        return self.sites.get((organisation_name(row), row.country))

    def team(self, row):
        return self.teams[team_key(row)]

    def person(self, row):
        """Who wrote the row; None for the old system."""
        return self.people[row.person] if row.person else None

    def _organisations(self, names):
        if new := names - self.organisations.keys():
            rows = [Organisation(name=name, language=Language.ENGLISH) for name in sorted(new)]
            Organisation.objects.bulk_create(rows, ignore_conflicts=True)
            self.organisations |= {row.name: row for row in Organisation.objects.filter(name__in=new)}

    def _sites(self, keys):
        if new := keys - self.sites.keys():
            of = self.organisations
            rows = [Site(organisation=of[name], name=country, country=country[:2]) for name, country in sorted(new)]
            Site.objects.bulk_create(rows, ignore_conflicts=True)
            found = Site.objects.filter(organisation__name__in={name for name, _ in new}).select_related("organisation")
            self.sites |= {(site.organisation.name, site.name): site for site in found}

    def _requesters(self, names):
        """One stand-in for each organisation: the log does not tell who was in need."""
        if new := names - self.requesters.keys():
            mails = {_mail("requester", name): name for name in new}
            made = _make_people({mail: {"first_name": "Employee", "last_name": name} for mail, name in mails.items()})
            self.requesters |= {mails[person.email]: person for person in made}
            belongs = [Membership(user=self.requesters[n], organisation=self.organisations[n]) for n in sorted(new)]
            Membership.objects.bulk_create(belongs, ignore_conflicts=True)

    def _teams(self, keys):
        """A team is a name and a level. Where a name has two levels, the second one's team has the level in its name."""
        if not (new := keys - self.teams.keys()):
            return
        taken = dict(Team.objects.filter(name__in={name for name, _ in new}).values_list("name", "level"))
        names = {}
        for name, level in sorted(new):
            plain = taken.setdefault(name, level) == level
            names[name if plain else _short(f"{name} L{level}", 100)] = (name, level)
        rows = [Team(name=name, level=key[1], asks_acceptance=False, needs="") for name, key in sorted(names.items())]
        Team.objects.bulk_create(rows, ignore_conflicts=True)
        teams = list(Team.objects.filter(name__in=names))
        prefetch_teams(teams)
        self.teams |= {names[team.name]: team for team in teams}

    def _people(self, keys):
        if new := keys - self.people.keys():
            mails = {_mail("agent", *key): key for key in new}
            made = _make_people({mail: {"first_name": key.name[:100]} for mail, key in mails.items()})
            self.people |= {mails[person.email]: person for person in made}

    def _members(self, pairs):
        """Who works on an incident while a team has it, belongs to that team."""
        if not (new := pairs - self.members):
            return
        through = Team.members.through
        rows = [through(team=self.teams[team], user=self.people[person]) for person, team in sorted(new)]
        through.objects.bulk_create(rows, ignore_conflicts=True)
        self.members |= new
        # What a person may do is kept with the person as loaded, so those with a new team are loaded anew.
        mails = {self.people[person].email: person for person, _team in new}
        self.people |= {mails[user.email]: user for user in User.objects.filter(email__in=mails).with_teams()}

    def _served(self, pairs):
        if new := pairs - self.served:
            of, teams = self.organisations, self.teams
            rows = [AgentScope(team=teams[team], organisation=of[name]) for team, name in sorted(new)]
            AgentScope.objects.bulk_create(rows, ignore_conflicts=True)
            self.served |= new


def organisation_name(row):
    return _short(row.organisation or NO_ORGANISATION, 200)


def team_key(row):
    return _short(row.team or NO_TEAM, 90), row.level


def _short(name, limit):
    """A name that fits its column and stays apart from others that begin alike."""
    return name if len(name) <= limit else f"{name[: limit - 9]}~{_mark(name)}"


def _mark(*words):
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]


def _mail(kind, *words):
    plain = "".join(letter for letter in words[-1].lower() if letter.isascii() and letter.isalnum())
    return f"{plain[:30] or 'x'}.{_mark(*words)}@{kind}.{MAIL_DOMAIN}"


def _make_people(by_mail):
    """People nobody can sign in as, and who are sent nothing."""
    closed = make_password(None)
    fixed = {"password": closed, "language": Language.ENGLISH, "wants_mail": False}
    rows = [User(email=mail, **fields, **fixed) for mail, fields in sorted(by_mail.items())]
    for row in rows:
        row.last_name = row.last_name[:100]
    User.objects.bulk_create(rows, ignore_conflicts=True)
    return list(User.objects.filter(email__in=by_mail))


@transaction.atomic
def _tier_version(now) -> TierVersion:
    """A promise under which nothing happens by itself: no level targets, no acceptance, no closing.

    A tier has to promise something; this one does for hardware, and no replayed ticket is about hardware.
    """
    tier, _new = Tier.objects.get_or_create(name=TIER, defaults={"description": "For tickets of a replayed log."})
    if active := tier.versions.filter(status=TierVersion.Status.ACTIVE).select_related("tier", "calendar").first():
        return active
    calendar, new = Calendar.objects.get_or_create(name=TIER)
    if new:
        days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        always = {day: [["00:00", "24:00"]] for day in days}
        CalendarVersion.objects.create(calendar=calendar, time_zone="UTC", weekly=always)
    version = TierVersion.objects.create(
        tier=tier, number=1, calendar=calendar, acceptance_minutes=None, close_after_days=None, reopen_days=32_767
    )
    month = timedelta(days=30).total_seconds()
    for priority in Priority.values:
        hardware = {"clock": Target.Clock.RESOLUTION, "priority": priority, "category": Category.HARDWARE}
        Target.objects.create(version=version, seconds=month, **hardware)
    return activate(version, now=now)
