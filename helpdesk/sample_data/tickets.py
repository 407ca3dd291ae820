"""The tickets of the sample: minutes are service time before now; `then` is who did what afterwards."""

TICKETS = [
    {
        "who": "Mia", "service": "Network and VPN", "ago": 160, "device": True,
        "subject": "VPN bricht alle 20 Minuten ab",
        "body": "Seit Montag bricht die VPN-Verbindung etwa alle 20 Minuten ab. Ich muss mich neu anmelden und verliere "
        "meine Eingaben im Patientensystem. Zwei Kolleginnen im 2. OG haben das auch.",
        "then": [
            (150, "assign", "Jonas", {"to": "Jonas"}),
            (143, "ask", "Jonas", {"reason": "Ist das Programm noch offen, und kann ich Sie gleich anrufen?", "until": 3}),
            (133, "reply", "Mia", {"body": "Ja, es ist offen. Rufen Sie gern an."}),
            (120, "call", "Jonas", {
                "body": "Bricht nur über das WLAN im 2. OG ab, auch bei Ida und Jan. Sie bleibt am Kabel, bis es gelöst ist.",
                "minutes": 9,
            }),
            (85, "step", "Jonas", {"body": "Kabel statt WLAN im 2. OG", "result": "better"}),
            (60, "step", "Jonas", {"body": "Neues VPN-Profil, wieder über WLAN", "result": "no_change"}),
            (45, "note", "Anna", {"body": "Sieht nach dem Firewall-Update von Sonntagnacht aus. Das würde ich ans Netzwerk geben."}),
        ],
    },
    {
        "who": "Ida", "service": "Network and VPN", "ago": 130, "impact": "all", "urgency": "cannot",
        "subject": "Standort Hafen: kein Netzwerk im 2. Obergeschoss",
        "body": "Im ganzen 2. OG geht nichts mehr, auch die Telefone nicht.",
        "channel": "phone", "agent": "Lea",
        "then": [
            (128, "assign", "Lea", {"to": "Lea"}),
            (126, "offer", "Lea", {
                "to": "Netzwerk", "sentence": "Im 2. OG geht nichts mehr, bitte prüfen.",
                "gaps": {"Switch-Port oder Dose": "nobody_there"},
            }),
            (124, "give_back", "Kai", {"reason": "missing_facts", "sentence": "Welcher Verteiler, und leuchtet er?"}),
            (120, "offer", "Lea", {
                "to": "Netzwerk", "sentence": "Verteiler im 2. OG ist nicht erreichbar, bitte vor Ort prüfen.",
                "essentials": {"Switch-Port oder Dose": "Verteiler H2-1, keine Lampe leuchtet"},
                "details": {"cause": "Netzteil des Verteilers", "look_first": "Sicherung im Verteilerraum"},
            }),
            (116, "accept", "Kai", {}),
            (90, "reply", "Kai", {"body": "Der Verteiler ist ausgefallen. Wir tauschen das Netzteil, das dauert etwa eine Stunde."}),
        ],
    },
    {
        "who": "David", "service": "Printer or scanner", "ago": 190, "device": True,
        "subject": "Scanner legt Dateien im falschen Ordner ab",
        "body": "Seit gestern landen alle Scans im Ordner der Buchhaltung.",
        "then": [
            (120, "assign", "Lea", {"to": "Lea"}),
            (118, "reply", "Lea", {"body": "Ich sehe mir das Profil des Scanners an und melde mich."}),
            (20, "offer", "Lea", {"to": "Microsoft", "sentence": "Das Scan-Profil zeigt auf eine alte Freigabe, bitte Rechte prüfen."}),
        ],
    },
    {
        "who": "Clara", "service": "Printer or scanner", "ago": 75,
        "subject": "Rechnungen lassen sich nicht drucken",
        "body": "Der Drucker nimmt den Auftrag an, es kommt aber nichts heraus.",
    },
    {
        "who": "Omar", "service": "E-mail and calendar", "ago": 60, "impact": "several",
        "subject": "Mail to outside recipients is stuck",
        "body": "Messages to our suppliers stay in the outbox since this morning. Inside the company everything works.",
        "then": [
            (52, "assign", "Jonas", {"to": "Jonas"}),
            (50, "reply", "Jonas", {"body": "We see it too and are checking the gateway."}),
            (30, "offer", "Jonas", {"to": "Microsoft", "sentence": "The connector to the gateway shows a certificate error."}),
            (22, "accept", "Anna", {}),
        ],
    },
    {
        "who": "Sofia", "service": "Server and files", "ago": 35,
        "subject": "Laufwerk G: fragt ständig nach dem Passwort",
        "body": "Auf drei Rechnern in der Disposition. Mit Neustart geht es ein paar Minuten.",
    },
    {
        "who": "Lena", "service": "Device is broken", "ago": 900, "device": True,
        "subject": "Dockingstation lädt das Notebook nicht mehr",
        "body": "Die Lampe ist aus, ein anderes Netzteil hilft nicht.",
        "then": [
            (840, "assign", "Lea", {"to": "Lea"}),
            (835, "reply", "Lea", {"body": "Das klingt nach einem Defekt. Ich kläre die Garantie."}),
            (700, "offer", "Lea", {"to": "Hersteller", "sentence": "Dockingstation defekt, Garantiefall beim Hersteller melden."}),
            (690, "accept", "Tom", {}),
            (600, "vendor", "Tom", {
                "vendor": "Dell", "reference": "RMA-77120", "reason": "Austausch der Dockingstation", "until": 3,
            }),
        ],
    },
    {
        "who": "Emil", "service": "Device is broken", "ago": 55,
        "subject": "Zweiter Monitor bleibt schwarz",
        "body": "Seit dem Umzug an den neuen Platz. Kabel sitzt fest.",
    },
    {
        "who": "Ali", "service": "Sign-in and password", "ago": 40,
        "subject": "Konto nach Passwortwechsel gesperrt",
        "body": "Ich habe mein Passwort geändert und komme jetzt nicht mehr ins Lagersystem.",
        "then": [(25, "assign", "Jonas", {"to": "Jonas"})],
    },
    {
        "who": "Greta", "service": "Server and files", "ago": 300,
        "subject": "Report server shows a certificate warning",
        "body": "The browser warns that the certificate of the report server has expired.",
        "then": [
            (280, "assign", "Lea", {"to": "Lea"}),
            (278, "reply", "Lea", {"body": "Thank you, our Linux team will renew it."}),
            (270, "offer", "Lea", {"to": "Linux", "sentence": "Certificate of the report server has run out."}),
            (255, "accept", "Ben", {}),
            (100, "reply", "Ben", {"body": "The new certificate is ordered; I will install it tonight."}),
            (95, "plan", "Ben", {"reason": "Zertifikat nach Feierabend einspielen", "until": 1}),
        ],
    },
    {
        "who": "Jan", "service": "Request access", "ago": 500,
        "subject": "Zusätzliches Postfach für den Empfang",
        "body": "Bitte ein gemeinsames Postfach empfang@ für die Station 3.",
        "then": [
            (430, "assign", "Lea", {"to": "Lea"}),
            (428, "ask", "Lea", {"reason": "Wer darf das Postfach lesen?", "until": 5}),
        ],
    },
    {
        "who": "Paul", "service": "Device is broken", "ago": 410,
        "subject": "Notebook fan runs at full speed",
        "body": "It is very loud even when nothing is open.",
        "then": [
            (380, "assign", "Lea", {"to": "Lea"}),
            (375, "reply", "Lea", {"body": "Please send me the model; I will check for a firmware update."}),
        ],
    },
    {
        "who": "Mia", "service": "Printer or scanner", "ago": 700, "device": False,
        "subject": "Etikettendrucker druckt leere Etiketten",
        "body": "Neue Rolle eingelegt, aus- und eingeschaltet. Ich schreibe die Etiketten jetzt von Hand.",
        "then": [
            (690, "assign", "Jonas", {"to": "Jonas"}),
            (688, "reply", "Jonas", {"body": "Ich rufe Sie gleich an."}),
            (660, "resolve", "Jonas", {
                "problem": "Etiketten bleiben leer",
                "cause": "Rolle mit der falschen Seite nach oben eingelegt",
                "solution": "Rolle gedreht, Sensor neu eingemessen",
                "message": "Die Rolle lag verkehrt herum. Jetzt druckt er wieder.",
            }),
        ],
    },
    {
        "who": "Clara", "service": "Sign-in and password", "ago": 1300, "channel": "phone", "agent": "Jonas",
        "subject": "Passwort vergessen",
        "body": "Ruft an, weil sie nach dem Urlaub ihr Passwort nicht mehr weiß.",
        "then": [
            (1295, "assign", "Jonas", {"to": "Jonas"}),
            (1290, "resolve", "Jonas", {
                "problem": "Passwort vergessen", "cause": "Urlaub", "solution": "Passwort am Telefon zurückgesetzt",
            }),
        ],
    },
    {
        "who": "Omar", "service": "Order equipment", "ago": 260,
        "subject": "Badge reader at gate 3 offline",
        "body": "The display says NO LINK. Drivers have to ring the bell.", "impact": "several", "urgency": "slowed",
    },
]  # fmt: skip
