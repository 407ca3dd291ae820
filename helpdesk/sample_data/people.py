from types import SimpleNamespace

from django.contrib.auth.hashers import make_password

from accounts.models import AgentScope, Membership, Organisation, Site, Team, User

PASSWORD = "probieren-2026"

# Organisation, domain, federal state, sites, employees (name, what they do, role).
CUSTOMERS = [
    ("Klinik Süd", "klinik-sued.example", "HH", ["Hafen", "Stadtpark"], [
        ("Mia", "Leiterin der Aufnahme", "manager"), ("Ida", "Aufnahme", "employee"), ("Jan", "Station 3", "employee"),
    ]),
    ("Stadtbibliothek", "stadtbibliothek.example", "NI", ["Zentrale"], [
        ("Lena", "Ausleihe", "employee"), ("Emil", "Magazin", "employee"), ("Paul", "Leitung", "manager"),
    ]),
    ("Kanzlei Nord", "kanzlei-nord.example", "SH", ["Kanzlei"], [
        ("David", "Rechtsanwalt", "manager"), ("Clara", "Sekretariat", "employee"),
    ]),
    ("Maschinenbau West", "maschinenbau-west.example", "NW", ["Werk 1", "Werk 2"], [
        ("Omar", "Einkauf", "employee"), ("Greta", "Konstruktion", "employee"), ("Karl", "IT-Leiter", "it"),
    ]),
    ("Logistik Ost", "logistik-ost.example", "SN", ["Lager Leipzig"], [
        ("Sofia", "Disposition", "employee"), ("Ali", "Lager", "employee"),
    ]),
]  # fmt: skip

# Team, level, skills, members; the first one leads.
TEAMS = [
    ("Erste Stufe", 1, [], ["Nora", "Jonas", "Lea"]),
    ("Netzwerk", 2, ["network"], ["Kai", "Anna"]),
    ("Microsoft", 2, ["microsoft"], ["Anna", "Ben"]),
    ("Linux", 2, ["linux"], ["Ben"]),
    ("Hersteller", 3, [], ["Tom", "Nora"]),
]
ESSENTIALS = {"Netzwerk": "Switch-Port oder Dose"}  # what a team cannot begin without
NEEDS = "Seit wann?\nWer ist betroffen?\nWas wurde schon versucht?"

# Vendor, domain, whoever signs in to the cases given to it.
VENDORS = [("Leitwerk Netz", "leitwerk-netz.example", "Rita"), ("Zutritt Nord", "zutritt-nord.example", "Felix")]


def make_people():
    """Return everybody and everything of `accounts` by first name or name."""
    password = make_password(PASSWORD)
    made = SimpleNamespace(users={}, organisations={}, sites={}, teams={})
    own = Organisation.objects.create(
        name="Helpdesk", kind="own", mail_domains=["helpdesk.example"], phone="040 66969 100"
    )
    made.organisations[own.name] = own
    for vendor, domain, person in VENDORS:
        organisation = Organisation.objects.create(
            name=vendor, kind="vendor", language="de", case_mail=f"service@{domain}"
        )
        made.organisations[vendor] = organisation
        _make_user(made, person, domain, organisation, password)
    _make_customers(made, password)
    for name in ("Nora", "Jonas", "Lea", "Anna", "Kai", "Ben", "Tom"):
        _make_user(made, name, "helpdesk.example", own, password)
    _make_teams(made)
    admin = _make_user(made, "Admin", "helpdesk.example", own, password)
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True, works_as="Administration")
    User.objects.filter(first_name="Jonas").update(deputy=made.users["Lea"])
    User.objects.filter(first_name="Mia").update(is_important=True, room="2.14", phone="040 66969 231")
    return made


def _make_customers(made, password):
    for name, domain, state, sites, employees in CUSTOMERS:
        organisation = Organisation.objects.create(name=name, mail_domains=[domain], phone="040 66969 100")
        made.organisations[name] = organisation
        for site in sites:
            made.sites[site] = Site.objects.create(organisation=organisation, name=site, state=state)
        for first_name, works_as, role in employees:
            user = _make_user(made, first_name, domain, organisation, password, role, made.sites[sites[0]])
            User.objects.filter(pk=user.pk).update(works_as=works_as)
    clinic = made.organisations["Klinik Süd"]
    clinic.notes = "Serverraum nur mit Herrn Brand, 07–15 Uhr."
    clinic.save(update_fields=["notes"])


def _make_user(made, first_name, domain, organisation, password, role="employee", site=None):
    user = User.objects.create(email=f"{first_name.lower()}@{domain}", first_name=first_name, password=password)
    Membership.objects.create(user=user, organisation=organisation, role=role, site=site)
    made.users[first_name] = user
    return user


def _make_teams(made):
    for name, level, skills, members in TEAMS:
        team = Team.objects.create(
            name=name,
            level=level,
            skills=skills,
            lead=made.users[members[0]],
            serves_all=True,
            needs=NEEDS if level == 2 else "",
            essentials=ESSENTIALS.get(name, ""),
        )
        team.members.set([made.users[member] for member in members])
        made.teams[name] = team
    AgentScope.objects.create(team=made.teams["Netzwerk"], organisation=made.organisations["Klinik Süd"])
