"""The app of this folder."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.care"
    label = "care"
