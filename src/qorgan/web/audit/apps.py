"""The app of this folder; it puts the audit writer in."""

from django.apps import AppConfig

from qorgan.web.shell import journal


class AuditConfig(AppConfig):
    """Names the app."""

    name = "qorgan.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Put the writer in."""
        from qorgan.web.audit.chain import write  # noqa: PLC0415 - models load after the app

        journal.use(write)
