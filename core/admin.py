"""What all rooms' administration shares."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only verbs write: to look at, page by page and without counting them all."""

    list_per_page = 50
    show_full_result_count = False
    actions = None
    view_on_site = False

    def get_fields(self, request, obj=None):
        return self.list_display

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def sentences(pairs):
    """Turn (field or None, sentence) pairs into what ValidationError takes: a list per field."""
    found = {}
    for field, sentence in pairs:
        found.setdefault(field, []).append(sentence)
    return found
