"""All addresses the product answers, as the resolver knows them."""

from django.urls import URLResolver, get_resolver, reverse


def patterns():
    """(name, pattern) of every address; `name` with its namespace, which ends in a colon where there is no name."""
    yield from _below(get_resolver(), ())


def _below(resolver, spaces):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield ":".join((*spaces, entry.name or "")), entry.pattern


def names(*, admin=False):
    """Names of the product's own addresses, or of those of the administration."""
    found = {name for name, _pattern in patterns() if name and not name.endswith(":")}
    return sorted(name for name in found if name.startswith("admin:") == admin)


def address(name, customer):
    """The address `name`, filled with what belongs to `customer`: its ticket, file, or card."""
    return reverse(name, kwargs={key: _value(key, customer, name) for key in _keys(name)})


def of_nothing(name):
    """The same address of something that does not exist, or None where it names nothing."""
    nothing = dict.fromkeys(("number", "pk", "version", "case", "step"), 999_999)
    values = {**nothing, "key": "00000000-0000-4000-8000-000000000000"}
    keys = _keys(name)
    return reverse(name, kwargs={key: values[key] for key in keys}) if keys and set(keys) <= set(values) else None


def _keys(name):
    [pattern] = [pattern for found, pattern in patterns() if found == name]
    return list(pattern.regex.groupindex)


def _value(key, customer, name):
    if name.startswith("api:what_if"):
        return customer.what_if.pk
    if promised := _promised(name.removeprefix("api:").split("_")[0], customer):
        return promised[key]
    if key == "number":
        return customer.ticket.number
    if key in ("case", "step"):
        case = customer.ticket.vendor_cases.get()
        return case.pk if key == "case" else case.steps.get().pk
    if name == "portal:case_file":
        return customer.case_attachment.key
    if key == "pk":
        return customer.organisation.pk
    if key == "key":
        return customer.attachment.key
    return {"about": "hardware", "uidb36": "1", "secret": "unknown"}[key]


def _promised(kind, customer):
    """What an address of the API is about that names a tier, a calendar or a contract."""
    if kind not in ("contract", "tier", "calendar"):
        return None
    contract = customer.contract
    version = contract.tier.versions.get(number=1)
    return {
        "contract": {"pk": contract.pk},
        "tier": {"pk": contract.tier_id, "number": 1},
        "calendar": {"pk": version.calendar_id, "version": version.calendar.versions.get().pk},
    }[kind]
