from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from portal.forms import ProfileForm
from portal.keeping import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request):
    """What a person decides for himself: language, zone, appearance, telephone, mails."""
    # A copy of the person, so that a refused form does not change how this page itself is shown.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        person = form.save()
        with override(person.language):
            messages.success(request, str(_("Your settings are saved.")))
        return redirect("portal:profile")
    status = 422 if form.is_bound else 200
    return render(request, "portal/profile.html", {"form": form, "at": "profile"}, status=status)
