"""Pages that belong to no part: the choice of language, and what is said when something is not there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation


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
    """Say that the fault is ours, and show the numbers."""
    return render(request, "shell/fault.html", {"fault": ""}, status=500)
