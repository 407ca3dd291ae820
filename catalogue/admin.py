"""Services with their questions, and devices."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import PlainFields, RoomAdmin

from .models import Device, Question, Service


class QuestionInline(PlainFields, admin.StackedInline):
    model = Question
    extra = 0
    fields = [("text", "text_de"), ("kind", "is_required", "position"), ("choices", "choices_de")]


@admin.register(Service)
class ServiceAdmin(RoomAdmin):
    hint = _("What the form offers and asks, process description")
    list_display = ["name", "category", "skill", "position", "is_active"]
    list_filter = ["category", "is_active"]
    search_fields = ["name", "name_de", "skill"]
    inlines = [QuestionInline]
    fieldsets = [
        (None, {"fields": ["name", "name_de", "hint", "hint_de", "icon", "position", "is_active"]}),
        (_("Classification"), {"fields": ["category", "impact", "urgency", "skill"]}),
        (_("For agents"), {"fields": ["process"]}),
    ]


@admin.register(Device)
class DeviceAdmin(RoomAdmin):
    hint = _("Owner, site, warranty, vendor")
    list_display = ["name", "model", "serial", "organisation", "owner", "warranty_until"]
    list_select_related = ["organisation", "owner"]
    search_fields = ["name", "serial", "model"]
    autocomplete_fields = ["organisation", "site", "owner", "vendor"]
