"""The app of this folder."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.shell"
    label = "shell"
