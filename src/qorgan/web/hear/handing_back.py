"""When something breaks while she sends, she gets her own form back with all she wrote; nobody else ever does.

What she wrote is in her request and in the answer to it, and in no other place: not in a session, a log or on disk.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from qorgan.web.shell import faults
from qorgan.web.shell.middleware import NOT_OURS, is_busy, status_of, wait_a_moment

Again = Callable[..., HttpResponse]
View = Callable[..., HttpResponse]


def hands_back(again: Again) -> Callable[[View], View]:
    """Answer a form that ran into a fault with the same form.

    Stands outermost around a view: the database may be gone before the view itself begins.

    Parameters
    ----------
    again : callable
        Renders the form from the request, without asking the database; called with the request, what happened
        (``busy`` or ``fault``) and the view's own arguments.
    """

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            try:
                return view(request, **named)
            except NOT_OURS:
                raise
            except Exception as error:
                response = _rendered(again, request, error, named) if request.method == "POST" else None
                if response is None:
                    raise
                faults.write(error)
                return response

        return guarded

    return around


def _rendered(again: Again, request: HttpRequest, error: Exception, named: dict[str, Any]) -> HttpResponse | None:
    try:
        response = again(request, "busy" if is_busy(error) else "fault", **named)
    except Exception as second:  # noqa: BLE001 - then the page for our own faults is all that is left
        faults.write(second)
        return None
    response.status_code = status_of(error)
    if is_busy(error):
        wait_a_moment(response)
    return response
