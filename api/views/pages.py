"""The description of the API for people, drawn from the one for machines."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny

from ..schema import drawn
from .base import Door


class NotFound(Door):
    """What is no address of the API answers as what may not be seen does."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request, *args, **kwargs):
        raise Http404


@require_safe
def readable(request):
    groups = _groups(drawn(get_language()))
    return render(request, "api/readable.html", {"groups": groups})


def _groups(description):
    """Operations by the first word behind the version, each with what it takes."""
    groups = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            entry = {
                "method": method.upper(),
                "path": path,
                "short": path.removeprefix("/api/v1"),
                "id": operation["operationId"],
                "summary": operation.get("summary", ""),
                "names": [*_parameters(operation), *_fields(description, operation)],
            }
            groups.setdefault(path.split("/")[3], []).append(entry)
    return groups.items()


def _parameters(operation):
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"]
        choices = schema.get("items", schema).get("enum")
        yield {
            "name": parameter["name"],
            "place": parameter["in"],
            "kind": " | ".join(str(choice) for choice in choices) if choices else schema.get("type", ""),
            "required": parameter.get("required", False),
        }


def _fields(description, operation):
    """The fields of the JSON an operation takes; where there are several forms, those of all."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    fields = {}
    for schema in _resolved(description, content.get("schema", {})):
        for name, field in schema.get("properties", {}).items():
            fields[name] = {
                "name": name,
                "place": "body",
                "required": name in schema.get("required", ()),
                "kind": field.get("type") or " | ".join(_choices(description, field)) or "…",
            }
    return list(fields.values())


def _choices(description, field):
    for schema in _resolved(description, field):
        if "enum" in schema:
            yield from (str(choice) for choice in schema["enum"] if choice is not None)
        elif "type" in schema:
            yield schema["type"]


def _resolved(description, schema):
    if "$ref" in schema:
        yield from _resolved(description, description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    elif parts := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
        for part in parts:
            yield from _resolved(description, part)
    elif schema:
        yield schema
