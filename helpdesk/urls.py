"""Addresses: one line for each door."""

from allauth.account.urls import urlpatterns as account_urls
from django.contrib import admin
from django.urls import include, path

from helpdesk.health import healthz
from tickets.files import download

# Addresses of e-mail and other ways in belong to the administration, not to whoever is signed in.
SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # a page that says who makes accounts
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include([url for url in account_urls if url.name in SIGNING_IN])),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("files/<uuid:key>/", download, name="attachment"),
    path("api/", include("api.urls")),
    path("desk/", include("desk.urls")),
    path("", include("portal.urls")),
]
handler500 = "helpdesk.errors.server_error"
