"""Pages by cursor: each begins behind the last row of the one before, so new rows shift nothing and page 10,000 costs
what page 1 does."""

import base64
import binascii
import json
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from core.text import clean_line
from core.times import is_storable

from .errors import Refused

SIZE, MOST = 50, 200  # rows of a page


class CursorPaging(BasePagination):
    """Sorts by a name the view allows (`view.orderings`: name -> field), then by key."""

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        size = self._size()
        name = request.query_params.get("ordering") or view.default_ordering
        field = view.orderings.get(name.removeprefix("-"))
        if field is None:
            allowed = ", ".join(view.orderings)
            raise Refused(
                _("It cannot be sorted by that. Possible: %(names)s.") % {"names": allowed}, "unknown_ordering"
            )
        descends = name.startswith("-")
        rows = self._behind(queryset, field, descends).order_by(*(f"-{f}" if descends else f for f in (field, "pk")))
        rows = list(rows[: size + 1])
        self.next_cursor = _written(rows[size - 1], field) if len(rows) > size else None
        return rows[:size]

    def _size(self):
        given = self.request.query_params.get("page_size", str(SIZE))
        if not (given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= MOST):
            raise Refused(_("A page has 1 to %(most)s rows.") % {"most": MOST}, "invalid_page_size")
        return int(given)

    def _behind(self, queryset, field, descends):
        cursor = self.request.query_params.get("cursor")
        if not cursor:
            return queryset
        after = "lt" if descends else "gt"
        try:
            value, key = _read(cursor)
            column = queryset.model._meta.pk if field == "pk" else queryset.model._meta.get_field(field)
            value, key = _usable(column, value), _usable(queryset.model._meta.pk, key)
        except Exception:  # whatever a made-up cursor holds
            raise Refused(_("This cursor is not valid. Follow the address in “next”."), "invalid_cursor") from None
        return queryset.filter(Q(**{f"{field}__{after}": value}) | Q(**{field: value, f"pk__{after}": key}))

    def get_paginated_response(self, data):
        return Response({"next": self._next_address(), "results": data})

    def _next_address(self):
        if self.next_cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = self.next_cursor
        return f"{self.request.path}?{query.urlencode()}"

    def get_paginated_response_schema(self, schema):
        address = {"type": "string", "nullable": True, "description": "Address of the next page, null on the last."}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        names = [sign + name for name in view.orderings for sign in ("", "-")]
        return [
            _parameter("cursor", {"type": "string"}, "Where the page begins; taken from “next”."),
            _parameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}, "Rows."),
            _parameter("ordering", {"type": "string", "enum": names, "default": view.default_ordering}, "Order."),
        ]


def _parameter(name, schema, description):
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _usable(column, text):
    """Return the value that `text` stands for; raises whatever it likes when it stands for none."""
    if clean_line(text) != text:
        raise ValueError
    value = column.to_python(text)
    if isinstance(value, datetime) and (timezone.is_naive(value) or not is_storable(value)):
        raise ValueError
    return value


def _written(row, field):
    name = row._meta.pk.name if field == "pk" else field
    value = row._meta.get_field(name).value_to_string(row)
    return base64.urlsafe_b64encode(json.dumps([value, str(row.pk)]).encode()).decode().rstrip("=")


def _read(cursor):
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError from error
    return value, key
