"""A mail server that takes mail or refuses it, as a test tells it."""

import email
import email.policy

from aiosmtpd.controller import Controller

from tests.processes import free_port


class MailServer:
    """`refusals`: what it answers to a recipient, by address. `after_data`: what it answers to the next mails."""

    def __init__(self):
        self.refusals, self.after_data = {}, []
        self.taken = []
        self.offered = []  # Message-IDs of all it was given, taken or not
        self.port = free_port()
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail.bytes = envelope.content
        self.offered.append(mail["Message-ID"])
        if self.after_data:
            return self.after_data.pop(0)
        self.taken.append(mail)
        return "250 OK"

    def mails_to(self, person):
        return [mail for mail in self.taken if mail["To"] == person.email]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()
