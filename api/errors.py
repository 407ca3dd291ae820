"""Every refusal has a `code` for machines and a `detail` for people; one of single fields has `fields` too."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError
from core.text import clean_line


class Refused(exceptions.APIException):
    """A refusal of the API itself, with its own code."""

    def __init__(self, sentence, code, status_code=status.HTTP_400_BAD_REQUEST):
        super().__init__(sentence, code)
        self.status_code = status_code


class FieldRefused(exceptions.ValidationError):
    """A refusal of one field with a code of its own."""

    def __init__(self, field, sentence, code):
        super().__init__({field: [exceptions.ErrorDetail(str(sentence), code)]})
        self.code = code

    @classmethod
    def all(cls, sentences):
        """As forms collect them: {field: [sentence]}."""
        refusal = cls("", "", "invalid")
        refusal.detail = {
            "non_field_errors" if name == "__all__" else name: [
                exceptions.ErrorDetail(str(sentence), "invalid") for sentence in found
            ]
            for name, found in sentences.items()
        }
        return refusal


def answer_to(error, context):
    """DRF's EXCEPTION_HANDLER. None for what nobody foresaw: that is the server's own page for errors."""
    if isinstance(error, DomainError):
        set_rollback()
        fields = {"fields": _readable(error.fields)} if error.fields else {}
        return _answer(status.HTTP_409_CONFLICT, error.code, error, **fields)
    if isinstance(error, Http404 | exceptions.NotFound):
        error = exceptions.NotFound(_("There is nothing here, or nothing you may see."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    if isinstance(error, exceptions.ValidationError):
        return _answer_about_fields(error, headers)
    return _answer(error.status_code, error.get_codes(), error.detail, headers)


def _readable(fields):
    return {clean_line(name)[:100]: [clean_line(str(said)) for said in found] for name, found in fields.items()}


def _answer(status_code, code, sentence, headers=None, **more):
    return Response({"code": code, "detail": clean_line(str(sentence)), **more}, status=status_code, headers=headers)


def _answer_about_fields(error, headers):
    fields = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    details = [found for name, value in fields.items() for found in _named(str(name), value)]
    codes = {detail.code for _name, detail in details}
    code = "unknown_field" if "unknown_field" in codes else getattr(error, "code", "invalid")
    sentences = {}
    for name, detail in details:  # both may repeat what was sent
        sentences.setdefault(clean_line(name)[:100], []).append(clean_line(detail))
    sentence = _("What was sent makes no sense here: %(first)s") % {"first": next(iter(sentences.values()), [""])[0]}
    return _answer(error.status_code, code, sentence, headers, fields=sentences)


def _named(name, value):
    """Each refusal with the place it is about: in a list of rows the number of the row (from 0) and its field."""
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        for detail in _flat(value):
            yield name, detail
        return
    for key, found in value.items():
        is_within = isinstance(found, dict) or (isinstance(key, str) and key != "non_field_errors")
        yield from _named(f"{name}.{key}" if is_within else name, found)


def _flat(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        yield value
        return
    for part in value:
        yield from _flat(part)
