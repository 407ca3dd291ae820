"""Promises in the administration: tiers, calendars and contracts, a file each."""

from django.contrib import admin

from sla.models import Calendar, Contract, Tier

from .calendars import CalendarAdmin
from .contracts import ContractAdmin
from .tiers import TierAdmin

admin.site.register(Tier, TierAdmin)
admin.site.register(Calendar, CalendarAdmin)
admin.site.register(Contract, ContractAdmin)
