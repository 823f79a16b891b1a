"""The app of this folder."""

from django.apps import AppConfig


class HearConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.hear"
    label = "hear"
