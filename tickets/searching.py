"""Finding tickets and people: by number, by words of both languages, by parts of words, by name.

Full text folds endings but finds no part of a compound ("Drucker" in "Netzwerkdrucker"): parts of the subject are the
second question. Only what the person may see is ever looked at, internal notes included.
"""

import re
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Q, Value

from accounts.models import User
from core.text import clean_line

from .models import Message, Ticket

LIMIT = 50
MANY = 1000  # matches, from which on a word is common
LONGEST = 200  # characters of a question that are looked at
WORDS_OF_A_NAME = 4
LARGEST_NUMBER = 2**63 - 1
NUMBER = re.compile(r"#?([0-9]{1,19})")
LAST_DIGITS = 8
DASHES = re.compile(r"-(\s*-)+")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()/-]{3,}")


def number_in(question: str) -> int | None:
    """The ticket number that the whole question is, "#4817" or "4817"; None for everything else."""
    match = NUMBER.fullmatch(clean_line(question))
    number = int(match[1]) if match else 0
    return number if 0 < number <= LARGEST_NUMBER else None


def find_tickets(question: str, *, tickets, user, limit: int = LIMIT) -> list[Ticket]:
    """Return those of `tickets` (a permission's queryset) that answer the question, the best kind of match first.

    Number, words of the subject, words of messages `user` may read, parts of the subject, requesters by name; newest
    first within each. A dozen statements at most.
    """
    question = clean_line(question)[:LONGEST].strip()
    if not question:
        return []
    found = []
    for keys in _keys(question, tickets, user, limit):
        found += [key for key in keys if key not in found]
    rows = tickets.filter(pk__in=found[:limit]).in_bulk()
    return [rows[key] for key in found[:limit] if key in rows]


def _newest(rows, limit):
    """Numbers of the newest of `rows`. Few are sorted here: in order, PostgreSQL would look for them row by row."""
    few = list(rows.order_by().values_list("number", flat=True)[:MANY])
    if len(few) < MANY:
        return sorted(few, reverse=True)[:limit]
    return list(rows.order_by("-number").values_list("number", flat=True)[:limit])


def _keys(question, tickets, user, limit):
    def newest(rows):
        return _newest(rows, limit)

    if number := number_in(question):
        yield newest(tickets.filter(number=number))
    yield newest(tickets.filter(external_id=question))
    words = words_asked(question)
    yield newest(tickets.filter(search=words))
    said = Message.objects.visible_to(user).filter(search=words).order_by()
    yield newest(tickets.filter(number__in=list(said.values_list("ticket_id", flat=True)[:MANY])))
    # Asked one by one: an OR over two tables would read every ticket.
    yield newest(tickets.filter(subject__icontains=question))
    people = list(find_people(question, people=User.objects.all()).values_list("pk", flat=True)[:limit])
    yield newest(tickets.filter(requester__in=people)) if people else []


def words_asked(question):
    """The question for the full text search. A dash means "not"; a line of them is more than PostgreSQL can nest."""
    question = DASHES.sub(" ", question)
    german, english = (
        SearchQuery(question, config=language, search_type="websearch") for language in ("german", "english")
    )
    return german | english


def find_people(question: str, *, people):
    """Narrow `people` (a permission's queryset) to those the question names: by names, whole e-mail or telephone."""
    question = clean_line(question)[:LONGEST].strip()
    if not question:
        return people.none()
    names = [
        Q(first_name__icontains=word) | Q(last_name__icontains=word) for word in question.split()[:WORDS_OF_A_NAME]
    ]
    wanted = reduce(and_, names) | Q(email=question.lower())
    if TELEPHONE.fullmatch(question):
        wanted = wanted | _telephone(question)
    return people.filter(wanted)


def _telephone(question):
    """Part of a number is enough, however it is written; of a long one the last digits, for its country may be there."""
    digits = re.sub(r"[^0-9]", "", question).lstrip("0")[-LAST_DIGITS:]
    return reduce(or_, [Q(pk__in=_having(field, digits)) for field in ("phone", "mobile")])


def _having(field, digits):
    only_digits = Func(F(field), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace")
    return User.objects.annotate(digits=only_digits).filter(digits__contains=digits).values("pk")
