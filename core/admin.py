"""What all rooms' administration shares."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.shortcuts import redirect

# The browser's own pickers: they speak the reader's language and need no script.
PICKERS = {
    models.DateField: {
        "form_class": forms.DateField,
        "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    },
    models.TimeField: {
        "form_class": forms.TimeField,
        "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    },
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    },
}


class PlainFields:
    """Fields that are only fields: what a list offers is edited on its own page, not in a window beside."""

    formfield_overrides = PICKERS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class RoomAdmin(PlainFields, admin.ModelAdmin):
    """The lists and forms of our rooms: page by page, without counting what may be millions."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    def changelist_view(self, request, extra_context=None):
        if any("\x00" in value for value in request.GET.values()):  # PostgreSQL takes no text with it
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def get_actions(self, request):
        """Deleting is for one row, on a page that names what goes with it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class ReadOnlyAdmin(RoomAdmin):
    """Rows that only verbs write: to look at."""

    actions = None

    def get_fields(self, request, obj=None):
        return self.list_display

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NamedFields(BaseInlineFormSet):
    """Django names the cells of an inline table by their column alone, which a screen reader does not take as a name."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = field.label or name.replace("_", " ")
            field.widget.attrs.setdefault("aria-label", label)


class TableInline(PlainFields, admin.TabularInline):
    formset = NamedFields
    extra = 0
