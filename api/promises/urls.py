from django.urls import path

from . import audit, calendars, contracts, tier_versions, tiers, what_ifs

CALENDAR, TIER, CONTRACT = "calendars/<int:pk>/", "tiers/<int:pk>/", "contracts/<int:pk>/"
VERSION = f"{TIER}versions/<int:number>/"

urlpatterns = [
    path("calendars/", calendars.Calendars.as_view(), name="calendars"),
    path(CALENDAR, calendars.OneCalendar.as_view(), name="calendar"),
    path(f"{CALENDAR}versions/", calendars.CalendarVersions.as_view(), name="calendar_versions"),
    path(
        f"{CALENDAR}versions/<int:version>/withdraw/",
        calendars.WithdrawCalendarVersion.as_view(),
        name="calendar_withdraw_version",
    ),
    path(f"{CALENDAR}confirm-year/", calendars.ConfirmHolidays.as_view(), name="calendar_confirm_year"),
    path(f"{CALENDAR}calculate/", calendars.Calculation.as_view(), name="calendar_calculate"),
    path("tiers/", tiers.Tiers.as_view(), name="tiers"),
    path(TIER, tiers.OneTier.as_view(), name="tier"),
    path(f"{TIER}activations/", tier_versions.TierActivations.as_view(), name="tier_activations"),
    path(f"{TIER}versions/", tier_versions.TierVersions.as_view(), name="tier_versions"),
    path(VERSION, tier_versions.OneTierVersion.as_view(), name="tier_version"),
    path(f"{VERSION}preview/", tier_versions.PreviewTierVersion.as_view(), name="tier_version_preview"),
    path(f"{VERSION}activate/", tier_versions.ActivateTierVersion.as_view(), name="tier_version_activate"),
    path(f"{VERSION}take-back/", tier_versions.TakeBackTierVersion.as_view(), name="tier_version_take_back"),
    path("contracts/", contracts.Contracts.as_view(), name="contracts"),
    path(CONTRACT, contracts.OneContract.as_view(), name="contract"),
    path(f"{CONTRACT}move/", contracts.MoveContract.as_view(), name="contract_move"),
    path(f"{CONTRACT}activations/", contracts.ContractActivations.as_view(), name="contract_activations"),
    path("what-if/", what_ifs.WhatIfs.as_view(), name="what_ifs"),
    path("what-if/<int:pk>/", what_ifs.OneWhatIf.as_view(), name="what_if"),
    path("what-if/<int:pk>/cancel/", what_ifs.CancelWhatIf.as_view(), name="what_if_cancel"),
    path("what-if/<int:pk>/tickets/", what_ifs.WhatIfTickets.as_view(), name="what_if_tickets"),
    path("audit/", audit.Audit.as_view(), name="audit"),
]
