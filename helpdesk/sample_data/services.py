from datetime import timedelta

from django.utils import timezone

from catalogue.models import Device, Question, Service

# Name, German name, category, icon, skill, impact, urgency.
SERVICES = [
    ("Device is broken", "Gerät defekt", "hardware", "laptop", "", "one", "slowed"),
    ("Printer or scanner", "Drucker oder Scanner", "hardware", "printer", "", "several", "workaround"),
    ("Order equipment", "Zubehör bestellen", "hardware", "package", "", "one", "workaround"),
    ("Program does not start", "Programm startet nicht", "software", "app-window", "microsoft", "one", "slowed"),
    ("Sign-in and password", "Anmeldung und Passwort", "software", "key-round", "microsoft", "one", "cannot"),
    ("E-mail and calendar", "E-Mail und Kalender", "software", "mail", "microsoft", "one", "slowed"),
    ("Network and VPN", "Netzwerk und VPN", "service", "wifi", "network", "several", "slowed"),
    ("Server and files", "Server und Dateien", "service", "server", "linux", "several", "slowed"),
    ("Request access", "Zugriff beantragen", "service", "shield-check", "microsoft", "one", "workaround"),
]
SINCE = ("Since when?", "Seit wann?")
WHO = ("Who needs access, and to what?", "Wer braucht Zugriff, und worauf?")

NETWORK_DOWN = """Netz am Standort weg: zuerst eingrenzen, dann den Provider anrufen.
- Nur ein Gerät, ein Stockwerk oder der ganze Standort?
- Lampen am Router: Farbe notieren, danach fragt der Provider
- Provider anrufen: tel:+494066969417, Kunden- und Leitungsnummer stehen im Providervertrag
- Vorgangsnummer und zugesagte Zeit am Ticket eintragen
- Ganzer Standort: Teamleitung anrufen, sobald die Zusage unsere Zeit überschreitet
Anleitung zum Ersatzrouter: https://wiki.helpdesk.example/ersatzrouter"""

# Name, model, serial number, owner, customer, site.
DEVICES = [
    ("NB-1204", "ThinkPad T14", "PF-3K9X2", "Mia", "Klinik Süd", "Hafen"),
    ("PR-0412", "Zebra ZD421", "D4J-2291", "Ida", "Klinik Süd", "Hafen"),
    ("NB-1311", "Latitude 5450", "7HX-0021", "Lena", "Stadtbibliothek", "Zentrale"),
    ("SC-0033", "fi-8170", "FJ-88120", "David", "Kanzlei Nord", "Kanzlei"),
    ("WS-2001", "Precision 3680", "8KQ-4410", "Greta", "Maschinenbau West", "Werk 1"),
]


def make_services(people):
    services = {}
    for position, (name, name_de, category, icon, skill, impact, urgency) in enumerate(SERVICES):
        services[name] = Service.objects.create(
            name=name,
            name_de=name_de,
            category=category,
            icon=icon,
            skill=skill,
            impact=impact,
            urgency=urgency,
            position=position,
            process=NETWORK_DOWN if name == "Network and VPN" else "",
        )
        Question.objects.create(service=services[name], text=SINCE[0], text_de=SINCE[1])
    Question.objects.create(service=services["Request access"], text=WHO[0], text_de=WHO[1], is_required=True)
    for name, model, serial, owner, customer, site in DEVICES:
        Device.objects.create(
            name=name,
            model=model,
            serial=serial,
            owner=people.users[owner],
            organisation=people.organisations[customer],
            site=people.sites[site],
            warranty_until=timezone.localdate() + timedelta(days=400),
        )
    return services
