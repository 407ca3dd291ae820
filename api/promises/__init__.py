"""Tiers, calendars, contracts and the list of their changes: for administrators of SLAs and their programs."""
