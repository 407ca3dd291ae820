"""Two customers side by side, each with words of its own in every text field, and everybody who could look at them.

Four words for each customer: `open` stands in what its people may read, `inside` in what is for those who work its
tickets, `private` in the ticket of one person that his colleagues do not read, `given` in what a vendor reads too. LURE stands in every text, so that a
search for it finds all that can be found.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, Site, User
from api.models import Token
from catalogue.models import Device, Question, Service
from escalation.actions import (
    add_vendor_step,
    consult,
    hand_over,
    open_vendor_case,
    owe,
    update_vendor_case,
    write_as_party,
    write_to_vendor,
)
from escalation.models import SweepRun
from helpdesk.roles import SLA_ADMINISTRATOR
from reports.whatif import ask
from tests.make import (
    PASSWORD,
    make_agent,
    make_contract,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions
from tickets.files import storing
from tickets.models import Attachment, Draft, Notice

LURE = "köderwort"


@dataclass(frozen=True)
class Words:
    customer: str

    def __getattr__(self, kind):
        return f"{self.customer}{kind}canary"

    @property
    def all(self):
        return {self.open, self.inside, self.private, self.given}


def text(word):
    return f"{LURE} {word}"


class Customer:
    """One customer with people, devices, teams and tickets; `words` says what stands where."""

    def __init__(self, name, tier):
        self.words = words = Words(name)
        now = timezone.now()
        self.organisation = make_organisation(name=text(words.open), notes=text(words.inside))
        self.site = Site.objects.create(
            organisation=self.organisation, name=text(words.open), address=text(words.given)
        )
        self.contract = make_contract(self.organisation, tier)
        self.owner = self._person("Owner")
        self.colleague = self._person("Colleague")
        self.manager = self._person("Manager", role=Membership.Role.MANAGER)
        self.own_it = self._person("It", role=Membership.Role.IT)
        self.vendor = make_organisation(kind="vendor")  # whom we call for all customers, so that its name is no secret
        self.technician = make_user(self.vendor, first_name="Technician")
        self.device = self._device(words.open, self.owner)
        self._device(words.inside, None)
        self.first = make_team(name=text(words.inside), serves=[self.organisation])
        self.second = make_team(
            name=f"{LURE} 2 {words.inside}", level=2, serves=[self.organisation], needs=text(words.inside)
        )
        self.agent = make_agent(self.first, first_name="Agent", last_name=text(words.open))
        self.expert = make_agent(self.second, first_name="Expert", last_name=text(words.open))
        self.ticket = self._at_work(now - timedelta(hours=2))
        self.resolved = self._resolved(now - timedelta(hours=1))
        self.colleagues = self._ticket(self.colleague, words.private, now)

    def _person(self, first_name, **fields):
        return make_user(
            self.organisation, first_name=first_name, last_name=text(self.words.open), room=self.words.inside, **fields
        )

    def _device(self, word, owner):
        fields = {name: f"{word} {name} {owner or ''}" for name in ("name", "model", "serial")}
        return Device.objects.create(organisation=self.organisation, site=self.site, owner=owner, **fields)

    def _ticket(self, requester, word, now, **fields):
        with storing([attached(word)]) as files:
            return make_ticket(
                now=now,
                organisation=self.organisation,
                requester=requester,
                team=self.first,
                site=self.site,
                subject=text(word),
                body=text(word),
                answers=[[text(word), text(word)]],
                attachments=files,
                **fields,
            )

    def _at_work(self, now):
        """A ticket in which everything has happened that leaves a text."""
        words, agent = self.words, {"by": self.agent, "now": now}
        ticket = self._ticket(self.owner, words.open, now, device=self.device)
        with storing([attached(words.inside)]) as files:
            actions.note(ticket, body=text(words.inside), attachments=files, **agent)
        actions.reply(ticket, body=text(words.open), **agent)
        actions.log_step(ticket, body=text(words.inside), result="no_change", **agent)
        actions.log_call(ticket, body=text(words.inside), reached=True, **agent)
        actions.set_priority(ticket, priority="P1", reason=text(words.inside), **agent)
        actions.wait_for_vendor(
            ticket, vendor=text(words.open), reference=words.inside, reason=text(words.inside), **agent
        )
        actions.assign(ticket, assignee=self.agent, **agent)
        self._with_vendor(ticket, now, agent)
        details = dict.fromkeys(("cause", "look_first", "more"), text(words.inside))
        hand_over(
            ticket, to_team=self.second, sentence=text(words.inside), reason="expertise", details=details, **agent
        )
        consult(ticket, to_team=self.second, question=text(words.inside), **agent)
        Draft.objects.create(ticket=ticket, user=self.agent, kind="reply", body=text(words.inside), saved_at=now)
        return ticket

    def _with_vendor(self, ticket, now, agent):
        """A vendor case with a visit, of which the requester reads when, what and who; the vendor what is given to it."""
        words, vendor = self.words, self.vendor
        contract = ticket.organisation.provider_contracts.create(
            vendor=vendor, **{name: text(words.inside) for name in ("what", "may_order", "they_ask", "agreed")}
        )
        case = open_vendor_case(
            ticket, vendor=vendor, what=text(words.given), reference=words.open, contract=contract, **agent
        )
        add_vendor_step(
            case,
            kind="on_site",
            what=text(words.open),
            who=text(words.open),
            starts_at=now + timedelta(days=1),
            due_at=now + timedelta(days=1, hours=1),
            **agent,
        )
        fields = {name: text(words.inside) for name in ("costs", "costs_approved_by")}
        fields |= {name: text(words.given) for name in ("loan_device", "shipping")}
        update_vendor_case(case, **fields, **agent)
        owe(case, what=text(words.given), **agent)
        with storing([attached(words.given)]) as files:
            write_to_vendor(case, body=text(words.given), mail_to="cases@vendor.example", attachments=files, **agent)
        write_as_party(case, body=text(words.given), by=self.technician, now=now)

    def _resolved(self, now):
        ticket = self._ticket(self.owner, self.words.open, now)
        said = {name: text(self.words.open) for name in ("problem", "cause", "solution", "message")}
        return actions.resolve(ticket, by=self.agent, now=now, **said)

    @property
    def what_if(self):
        """A question about the customer's tier."""
        version = self.contract.tier.versions.get(number=1)
        return ask(by=self.agent, now=timezone.now(), months=1, version=version)

    @property
    def attachment(self):
        return Attachment.objects.get(message__ticket=self.ticket, message__is_public=True)

    @property
    def inner_attachment(self):
        return Attachment.objects.get(message__ticket=self.ticket, message__kind="note")

    @property
    def case_attachment(self):
        return Attachment.objects.get(message__ticket=self.ticket, message__kind="vendor")


def attached(word):
    return SimpleUploadedFile(f"{word}.txt", text(word).encode())


class World:
    """`own` is the customer that is looked at, `other` the one beside it; `people` are named by what they are to own."""

    def __init__(self):
        tier = make_tier()
        Organisation.objects.create(name="Provider", kind=Organisation.Kind.OWN, phone="040 66969 100")
        self.service = Service.objects.create(name="Printer", category="hardware")
        Question.objects.create(service=self.service, text="Which tray?")
        self.own, self.other = Customer("sued", tier), Customer("nord", tier)
        self.everywhere = make_agent(make_team(name="Head office"), first_name="Everywhere")
        self.sla_administrator = make_user(is_staff=True, first_name="Tiers")
        self.sla_administrator.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
        self.administrator = make_user(is_staff=True, is_superuser=True, first_name="Root")
        self.gone = make_agent(self.own.first, first_name="Gone")
        # So that /healthz is content, however long the run.
        SweepRun.objects.create(finished_at=timezone.now() + timedelta(hours=1))
        Notice.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
        User.objects.update(password=make_password(PASSWORD))  # hashed once: it is slow by design

    @property
    def people(self):
        """Everybody who comes with a session."""
        own, other = self.own, self.other
        return {
            "requester": own.owner,
            "colleague": own.colleague,
            "manager": own.manager,
            "own IT": own.own_it,
            "vendor": own.technician,
            "foreign requester": other.owner,
            "foreign manager": other.manager,
            "agent": own.agent,
            "foreign vendor": other.technician,
            "foreign agent": other.agent,
            "agent of all": self.everywhere,
            "SLA administrator": self.sla_administrator,
            "administrator": self.administrator,
        }

    def visitors(self):
        """A client for each identity, those without a right and those with a token included."""
        found = {"nobody": visitor()} | {name: visitor(person) for name, person in self.people.items()}
        found["deactivated"] = visitor(self.gone)
        self.gone.is_active = False
        self.gone.save()
        bearers = [
            ("agent", self.own.agent),
            ("requester", self.own.owner),
            ("SLA administrator", self.sla_administrator),
        ]
        for name, person in bearers:
            for scope in Token.Scope.values:
                found[f"{name}'s token, {scope}"] = token_bearer(person, scope)
        found["foreign agent's token, write"] = token_bearer(self.other.agent, "write")
        return found


def visitor(person=None, **options):
    client = Client(raise_request_exception=False, **options)
    if person is not None:
        client.force_login(type(person).objects.get(pk=person.pk))
    return client


def token_bearer(person, scope):
    _token, secret = Token.objects.make(person, now=timezone.now(), scope=scope)
    return visitor(headers={"Authorization": f"Token {secret}"})


def words_in(answer):
    """The bytes of an answer, headers included, as one text in which canaries are looked for."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    spoken = body.decode(errors="replace")
    if answer.get("Content-Type", "").startswith("application/json"):
        spoken = json.dumps(json.loads(spoken), ensure_ascii=False)
    return f"{spoken}\n{answer.headers}"
