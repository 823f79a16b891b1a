"""The page on which she chooses another centre, after hers has closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qorgan.hear.closing import Phase
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.models import Centre
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.hear.actions import moving
from qorgan.web.hear.closings import closing_of, phase_of
from qorgan.web.hear.coming_back import with_code
from qorgan.web.hear.models import Closing
from qorgan.web.hear.visit import Her, newest_wishes
from qorgan.web.shell.context import pack


@with_code
def move(request: HttpRequest, her: Her) -> HttpResponse:
    """Let her choose a centre, show who will read it and what it must pass on, and take her yes."""
    if not her.is_open:
        return redirect("public:safe-word")
    closing = closing_of(her.found.disclosure)
    if closing is None or phase_of(closing) is not Phase.WAITING:
        return redirect("public:talk")
    others = _others(closing)
    wanted = next((one for one in others if str(one.id) == request.POST.get("centre")), None)
    if wanted is None:
        regions = {one.code: one.name for one in pack().regions}
        shown = {"closing": closing, "others": [(one, regions.get(one.region, one.region)) for one in others]}
        return render(request, "hear/move.html", shown, status=422 if request.method == "POST" else 200)
    if "yes" not in request.POST:
        return render(request, "hear/move_yes.html", {"centre": wanted, "closing": closing})
    wishes = newest_wishes(her.found)
    if wishes is None:
        raise SealError("Her wishes cannot be opened.")
    try:
        written = moving.move(found=her.found, centre=wanted, wishes=wishes)
    except moving.NotClosed:  # pressed twice, or on another device a moment ago
        return redirect("public:talk")
    her.keep_open(True, wishes=written.sequence)
    return render(request, "hear/moved.html", {"centre": wanted})


def _others(closing: Closing) -> list[Centre]:
    # Those of her region first.
    return sorted(listed_centres(), key=lambda one: one.region != closing.centre.region)
