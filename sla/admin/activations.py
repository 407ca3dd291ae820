"""Changes of promises, decided, under way and carried out: to look at. They are made on the pages of tiers and contracts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin


class ActivationAdmin(ReadOnlyAdmin):
    hint = _("Promises that change on a day, and what became of open tickets")
    list_display = ["about", "mode", "effective_at", "by", "finished_at", "cancelled_at", "moved"]
    list_select_related = ["version__tier", "contract__tier", "contract__organisation", "by"]
    list_filter = ["mode", "effective_at"]

    def get_fields(self, request, obj=None):
        return [*self.list_display, "reason", "created_at"]

    @admin.display(description=_("what"))
    def about(self, activation):
        return activation.version or activation.contract
