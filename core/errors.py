"""
What can be refused, and is then said to the person as it stands:

* DomainError
  - TicketFinished      resolved or closed tickets do not change
  - TicketNotFinished   only resolved or closed tickets can be reopened
  - ReopeningOver       the days in which a ticket could be reopened have passed
  - NotAllowed          the person may see the ticket, but not do this to it
  - InvalidInput        what was given makes no sense here
    - EssentialsMissing the receiving team cannot begin without something, and no reason was given
  - HandOverPending     the ticket is already offered to another team
  - HandOverOver        this offer has already been answered
  - NoResponsibleTeam   no team of that level serves this ticket
  - TargetInPast        an agreed date lies behind us
  - EditConflict        somebody else changed the ticket meanwhile
  - AnsweredAlready     somebody else has decided meanwhile
  - VersionPlanned      another version of the tier waits for its day
  - ImmutableVersion    an active tier version, or a calendar version already valid, never changes

The sentence says what is so and what to do next, ends with a full stop, and blames nobody. `code` is for machines.
A page shows it with status 409 (helpdesk/middleware.py), the API answers 409 with the code (api/errors.py).
"""


class DomainError(Exception):
    """`sentence` may be a lazy translation: it is put into words for whoever reads it."""

    code = "refused"
    fields = None  # {name of a field: [sentence]} where the refusal is about single ones

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self):
        return str(self.sentence)


class TicketFinished(DomainError):
    code = "ticket_finished"


class TicketNotFinished(DomainError):
    code = "ticket_not_finished"


class ReopeningOver(DomainError):
    code = "reopening_over"


class NotAllowed(DomainError):
    code = "not_allowed"


class InvalidInput(DomainError):
    code = "invalid_input"


class EssentialsMissing(InvalidInput):
    code = "essentials_missing"

    def __init__(self, sentence, fields):
        super().__init__(sentence)
        self.fields = fields


class HandOverPending(DomainError):
    code = "hand_over_pending"


class HandOverOver(DomainError):
    code = "hand_over_over"


class NoResponsibleTeam(DomainError):
    code = "no_responsible_team"


class TargetInPast(DomainError):
    code = "target_in_past"


class EditConflict(DomainError):
    code = "edit_conflict"


class ImmutableVersion(DomainError):
    code = "immutable_version"


class VersionPlanned(DomainError):
    code = "version_planned"


class AnsweredAlready(DomainError):
    code = "answered_already"
