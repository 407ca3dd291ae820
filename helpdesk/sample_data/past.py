"""The last three months: reports that are settled, so that figures and what-if have something to count."""

from datetime import timedelta

from tickets.actions import assign, close, open_ticket, reply, resolve

# Service, who, urgency, subject, what it was, what helped.
SETTLED = [
    (
        "Printer or scanner",
        "Mia",
        "workaround",
        "Drucker im Flur zieht kein Papier",
        "Rolle abgenutzt",
        "Rolle getauscht",
    ),
    ("Sign-in and password", "Ali", "cannot", "Anmeldung nach Urlaub gesperrt", "Passwort abgelaufen", "Zurückgesetzt"),
    ("E-mail and calendar", "Omar", "slowed", "Calendar does not sync to the phone", "Old profile", "Profile renewed"),
    ("Network and VPN", "Ida", "slowed", "WLAN im Besprechungsraum schwach", "Access Point aus", "Neu gestartet"),
    ("Device is broken", "Lena", "slowed", "Notebook wird sehr heiß", "Lüfter verstaubt", "Gereinigt"),
    ("Server and files", "Sofia", "slowed", "Ordner lässt sich nicht öffnen", "Recht fehlte", "Recht ergänzt"),
    (
        "Program does not start",
        "David",
        "cannot",
        "Buchhaltung startet nicht",
        "Update unvollständig",
        "Neu installiert",
    ),
    ("Order equipment", "Clara", "workaround", "Zweite Maus fürs Homeoffice", "Bestellung", "Geliefert"),
]
TICKETS = 40
# Minutes after the report until the first answer and the solution, in turn: some are kept, some are not.
PACES = [(10, 90), (25, 240), (50, 2600), (70, 4300), (20, 430), (200, 7000)]


def tell_the_past(people, services, *, now):
    """Oldest first, two or three a week, each settled within days of its report."""
    for number in range(TICKETS):
        name, who, urgency, subject, cause, solution = SETTLED[number % len(SETTLED)]
        answered, solved = PACES[number % len(PACES)]
        opened = _morning(now - timedelta(days=88 - 2 * number), number)
        requester, agent = people.users[who], people.users["Jonas" if number % 3 else "Lea"]
        ticket = open_ticket(
            by=requester,
            now=opened,
            requester=requester,
            organisation=requester.home.organisation,
            site=requester.home.site,
            subject=subject,
            body=f"{subject}. Bitte um Hilfe.",
            service=services[name],
            category=services[name].category,
            impact="several" if number % 7 == 0 else "one",
            urgency=urgency,
        )
        assign(ticket, assignee=agent, by=agent, now=opened + timedelta(minutes=answered - 5))
        reply(ticket, by=agent, body="Ich sehe es mir an.", now=opened + timedelta(minutes=answered))
        done = opened + timedelta(minutes=solved)
        resolve(ticket, by=agent, problem=subject, cause=cause, solution=solution, now=done)
        close(ticket, by=requester, now=done + timedelta(hours=20))


def _morning(day, number):
    """On a weekday, between 8 and 12 UTC."""
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return day.replace(hour=7 + number % 5, minute=number * 7 % 60, second=0, microsecond=0)
