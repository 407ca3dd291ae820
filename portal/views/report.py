from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.keeping import forget_kept, kept_for, signed_in
from portal.once import new_key, once
from portal.outlook import outlook
from portal.reach import reach
from portal.reading import Reading
from portal.report_form import Catalogue, ReportForm, own_devices
from portal.scope import mine
from tickets.actions import open_ticket
from tickets.files import storing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request, about=""):
    """Report something. Sent twice, it is one ticket."""
    user, now = request.user, timezone.now()
    if user.home is None:
        return render(request, "portal/no_organisation.html", {"reach": reach(None, now=now)}, status=403)
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, user=user, home=user.home, catalogue=Catalogue())
        if form.is_valid():
            return redirect("portal:sent", _open(request, form, now).number)
        return _show(request, form, now, status=422)
    kept = kept_for(request)
    form = _restored(request, kept[0]) if kept else _empty(request, about)
    return _show(request, form, now, kept=kept)


def _open(request, form, now):
    with once(request, now=now) as sending:
        if not sending.is_repeat:
            with storing(form.cleaned_data["attachments"]) as files:
                sending.ticket = open_ticket(
                    by=request.user,
                    now=now,
                    requester=request.user,
                    organisation=form.home.organisation,
                    attachments=files,
                    **form.details(),
                )
    forget_kept(request)
    return sending.ticket


def _empty(request, about):
    user, catalogue = request.user, Catalogue()
    category, service = catalogue.about(about)
    initial = {"about": about if category else "", "phone": user.phone}
    if service:
        initial |= {"impact": service.impact, "urgency": service.urgency}
    if user.home.site_id:
        initial["site"] = str(user.home.site_id)
    return ReportForm(initial=initial, user=user, home=user.home, catalogue=catalogue)


def _restored(request, fields):
    """The form as it was written before the session ended, without the errors of a form that was not sent."""
    user = request.user
    initial = {name: fields[name] for name in fields if name != "key"}
    return ReportForm(initial=initial, user=user, home=user.home, catalogue=Catalogue())


def _show(request, form, now, *, kept=None, status=200):
    key = request.POST.get("key") or (kept[0].get("key") if kept else "") or new_key(request.user)
    context = {
        "form": form,
        "catalogue": form.catalogue,
        "chosen": form.catalogue.about(form.chosen),
        "key": key,
        "now": now,
        "outlook": _outlook(request, form, now),
        "reach": reach(request.user.home.organisation, now=now),
        "is_kept": kept is not None,
        "files_were_lost": bool(request.FILES) or bool(kept and kept[1]),
        "hides_new": True,
        "at": "home",
    }
    return render(request, "portal/new.html", context, status=status)


def _outlook(request, form, now):
    said = form.data if form.is_bound else form.initial
    return outlook(
        request.user.home.organisation,
        category=form.category,
        impact=said.get("impact"),
        urgency=said.get("urgency"),
        device=form.device_of(said.get("device")),
        now=now,
    )


@never_cache
@require_POST  # changes nothing, but what people write has no place in an address
@signed_in
def times(request):
    """The piece that says by when we answer and solve, for what is chosen at this moment."""
    now, home = timezone.now(), request.user.home
    category, _service = Catalogue().about(request.POST.get("about", ""))
    device = own_devices(request.user, home).filter(pk=_key(request.POST.get("device"))).first()
    known = outlook(
        home and home.organisation,
        category=category,
        impact=request.POST.get("impact"),
        urgency=request.POST.get("urgency"),
        device=device,
        now=now,
    )
    context = {"outlook": known, "reach": reach(home and home.organisation, now=now), "now": now, "is_piece": True}
    return render(request, "portal/_times.html", context)


def _key(text):
    """A key out of a form; 0, which is nothing's, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@never_cache
@require_POST
@signed_in
def questions(request):
    """The piece with the questions of the chosen service; what was answered before stays."""
    user = request.user
    initial = {name: request.POST[name] for name in request.POST if name.startswith("answer-")}
    initial["about"] = request.POST.get("about", "")
    form = ReportForm(initial=initial, user=user, home=user.home, catalogue=Catalogue())
    return render(request, "portal/_questions.html", {"form": form})


@never_cache
@require_safe
@signed_in
def sent(request, number):
    """What happens next with a report just sent."""
    ticket = get_object_or_404(mine(request.user).for_list(), number=number)
    now = timezone.now()
    return render(
        request, "portal/sent.html", {"ticket": ticket, "reading": Reading(ticket, request.user, now), "now": now}
    )
