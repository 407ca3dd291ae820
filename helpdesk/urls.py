"""Addresses: one line for each door."""

import importlib.util

from django.contrib import admin
from django.urls import include, path

from helpdesk.health import healthz
from tickets.files import download

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("files/<uuid:key>/", download, name="attachment"),
    *(
        path(prefix, include(f"{door}.urls"))
        for prefix, door in (("api/", "api"), ("desk/", "desk"), ("", "portal"))
        if importlib.util.find_spec(door) and importlib.util.find_spec(f"{door}.urls")
    ),
]
handler500 = "helpdesk.errors.server_error"
