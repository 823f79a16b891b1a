"""Pages that belong to no part: the choice of language, and what is said when something is not there."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation

from qorgan.web.shell import faults
from qorgan.web.shell.middleware import answer_to


def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the language the browser asks for; nothing is remembered."""
    language = translation.get_language_from_request(request)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    response = HttpResponseRedirect(f"/{language}/")
    response.headers["Vary"] = "Accept-Language"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, and show the numbers."""
    return render(request, "shell/not_found.html", status=404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request was not understood, and show the numbers."""
    return render(request, "shell/not_understood.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, and show the numbers; or to come again, where a session could not be looked up."""
    error = sys.exc_info()[1]
    # Django asks `process_exception` about views only. What breaks before a view is reached ends here and nowhere else.
    if error is not None and not getattr(request, "is_written", False):
        faults.write(error)
        answer = answer_to(request, error)
        if answer is not None:
            return answer
    return render(request, "shell/fault.html", {"fault": ""}, status=500)
