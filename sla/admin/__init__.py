"""Promises in the administration: tiers, calendars and contracts, a file each."""

from django.contrib import admin

from sla.models import Activation, AuditEntry, Calendar, Contract, Tier

from .activations import ActivationAdmin
from .audit import AuditEntryAdmin
from .calendars import CalendarAdmin
from .contracts import ContractAdmin
from .tiers import TierAdmin

admin.site.register(Tier, TierAdmin)
admin.site.register(Calendar, CalendarAdmin)
admin.site.register(Contract, ContractAdmin)
admin.site.register(Activation, ActivationAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
