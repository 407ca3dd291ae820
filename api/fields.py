"""Building blocks: only declared fields are taken, and rows are named by what the asker may see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from core.text import clean_line
from tickets.uploads import RefusedUpload

NOT_FOUND = _("There is no such entry, or none you may see.")


class Input(serializers.Serializer):
    """What a write takes. An unknown field is refused: it would be lost without a word."""

    def to_internal_value(self, data):
        if hasattr(data, "keys") and (unknown := sorted(set(data.keys()) - set(self.fields))):
            sentence = _("There is no such field here.")
            raise serializers.ValidationError(
                {str(name): [serializers.ErrorDetail(sentence, "unknown_field")] for name in unknown}
            )
        return super().to_internal_value(data)


@extend_schema_field({"type": "integer"})
class Visible(serializers.PrimaryKeyRelatedField):
    """A row by its id, among those that `rows(user, context)` gives."""

    default_error_messages = {"does_not_exist": NOT_FOUND}

    def __init__(self, rows, **options):
        self.rows = rows
        super().__init__(queryset=User.objects.none(), **options)

    def get_queryset(self):
        return self.rows(self.context["request"].user, self.context)

    def use_pk_only_optimization(self):
        return False


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "format": "email"}]})
class Person(Visible):
    """Somebody by id or e-mail."""

    def __init__(self, **options):
        super().__init__(lambda user, _context: User.objects.visible_to(user).filter(is_active=True), **options)

    def to_internal_value(self, data):
        if isinstance(data, str) and not data.isascii() | data.isdigit() and "@" not in data:
            self.fail("does_not_exist")
        if not isinstance(data, str) or data.isdigit():
            return super().to_internal_value(data)
        person = self.get_queryset().filter(email__iexact=clean_line(data)).first()
        return person or self.fail("does_not_exist")


class Upload(serializers.FileField):
    def to_internal_value(self, data):
        if isinstance(data, RefusedUpload):
            raise serializers.ValidationError(data.refusal, "too_large")
        return super().to_internal_value(data)


def uploads():
    """The attachments of a request in the form multipart/form-data."""
    child = Upload(allow_empty_file=True)
    return serializers.ListField(child=child, required=False, default=list, help_text="As multipart/form-data.")


def named(model: type[models.Model], *more) -> type[serializers.Serializer]:
    """A serializer that shows a row by id and name."""
    fields = {"id": serializers.IntegerField(source="pk"), "name": serializers.CharField(source="__str__")}
    fields |= {name: serializers.CharField() for name in more}
    return type(f"{model.__name__}Reference", (serializers.Serializer,), fields)
