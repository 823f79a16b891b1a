"""The app of this folder."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.sealed"
    label = "sealed"
