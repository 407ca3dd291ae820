"""Promises in the administration: tiers, calendars and contracts, and who is named in reports; a file each."""

from django.contrib import admin

from sla.models import Activation, AuditEntry, Calendar, Contract, PerPerson, Tier

from .activations import ActivationAdmin
from .audit import AuditEntryAdmin
from .calendars import CalendarAdmin
from .contracts import ContractAdmin
from .per_person import PerPersonAdmin
from .tiers import TierAdmin

admin.site.register(Tier, TierAdmin)
admin.site.register(Calendar, CalendarAdmin)
admin.site.register(Contract, ContractAdmin)
admin.site.register(Activation, ActivationAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
admin.site.register(PerPerson, PerPersonAdmin)
