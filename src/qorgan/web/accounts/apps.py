"""The app of this folder."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.accounts"
    label = "accounts"
