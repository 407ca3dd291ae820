"""Who writes: the service provider's own organisation, as the administration knows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation

from .plain import one_line


@dataclass(frozen=True)
class Provider:
    """`phone` is "" where none is known."""

    name: str
    phone: str

    @property
    def initials(self):
        return "".join(word[0] for word in self.name.split()[:2]).upper()


def provider() -> Provider:
    own = Organisation.objects.filter(kind=Organisation.Kind.OWN, is_active=True).order_by("pk")
    name, phone = own.values_list("name", "phone").first() or ("", "")
    return Provider(one_line(name) or _("Service desk"), one_line(phone))
