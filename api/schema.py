"""What drf-spectacular cannot see by itself."""

from functools import cache

from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from .idempotency import HEADER
from .inputs import ErrorShown


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "“Token ” and the secret got at /api/v1/token/.",
        }


class Schema(AutoSchema):
    """Adds to each operation what all have in common: the errors, and the key that makes a write happen once."""

    def _is_list_view(self, serializer=None):
        return self.method == "GET" and hasattr(self.view, "orderings")

    def _get_response_bodies(self, direction="response"):
        refusals = ["400", "401", "403", "404"] if self.method == "GET" else ["400", "401", "403", "404", "409", "429"]
        refused = {code: self._get_response_for_code(ErrorShown, code) for code in refusals}
        return {**super()._get_response_bodies(direction), **refused}

    def get_override_parameters(self):
        if self.method != "POST" or "/token/" in self.path:
            return []
        text = "Makes the write happen once: its repetition gets the first answer."
        return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=text)]

    def get_description(self):
        return ""

    def get_tags(self):
        return [self.path.split("/")[3]]


class Description(SchemaGenerator):
    """Drawn once in each language: it takes a second, is the same for everybody, and anybody may ask for it."""

    def get_schema(self, request=None, public=False):
        return drawn(get_language())


@cache
def drawn(_language) -> dict:
    """The API's description in the language that is active, which is the one named. Not to be changed."""
    return SchemaGenerator().get_schema(request=None, public=True)
