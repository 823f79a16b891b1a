"""The app of this folder."""

from django.apps import AppConfig


class KnowConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.know"
    label = "know"
