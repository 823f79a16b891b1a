"""How the doors are reached, and how they reach members: names, TLS, mail."""

from django.conf import settings

from qorgan.kernel.errors import SetupError
from qorgan.web.doctor.finding import Findings, broken, look, ok
from qorgan.web.settings.hosts import LOOPBACK, check_apart, hosts_of


def check_names() -> Findings:
    """Look at the names under which the doors answer, and whether TLS stands before them."""
    names = {door: [one for one in hosts_of(door) if one not in LOOPBACK] for door in ("public", "staff")}
    try:
        check_apart()
    except SetupError as fault:
        yield broken(
            fault.message().split(". ")[0] + ".",
            "QORGAN_PUBLIC_HOSTS, QORGAN_STAFF_HOSTS",
            rule="each door has a name of its own; browsers keep cookies by name and know no ports",
            next_step="give them two names, better under two registered domains",
        )
        return
    for door, setting in (("public", "QORGAN_PUBLIC_HOSTS"), ("staff", "QORGAN_STAFF_HOSTS")):
        if not names[door]:
            yield look(
                f"The {door} door answers to this machine only.",
                setting,
                rule="it answers to the names that are listed",
                next_step="list its public name, once a proxy stands in front",
            )
        else:
            yield ok(f"The {door} door has names of its own.", ", ".join(names[door]))
    if any(names.values()) and not settings.BEHIND_PROXY:
        yield broken(
            "The doors have public names, and no proxy that adds TLS is said to stand before them.",
            "QORGAN_BEHIND_PROXY",
            rule="words and receipts cross the network by https only; browsers keep our cookies by https only",
            next_step="put a proxy in front as examples/hosting/nginx.conf shows, then set QORGAN_BEHIND_PROXY=yes",
        )


def check_mail() -> Findings:
    """Look at the settings of mail; nothing is sent and nobody is called."""
    if not settings.EMAIL_HOST:
        yield look(
            "No notice is sent by mail: members learn of new disclosures by signing in only.",
            "QORGAN_MAIL_HOST",
            rule="what is unread for too long is told to those who can read it",
            next_step="name a mail server of your own",
        )
        return
    if not settings.DEFAULT_FROM_EMAIL:
        yield broken(
            "Notices have no sender, so mail servers refuse them.",
            "QORGAN_MAIL_FROM",
            rule="it is set together with QORGAN_MAIL_HOST",
            next_step="set it to an address that says nothing about violence",
        )
    if not settings.EMAIL_USE_TLS and settings.EMAIL_HOST not in LOOPBACK:
        yield look(
            "Mail leaves this machine unencrypted: the network sees which members get a notice, and when.",
            "QORGAN_MAIL_TLS",
            rule="mail to another machine goes by TLS",
            next_step="QORGAN_MAIL_TLS=yes",
        )
    if settings.EMAIL_HOST_PASSWORD:
        yield look(
            "A password of the mail server stands in the environment, which the same user can read.",
            "QORGAN_MAIL_PASSWORD",
            rule="a mail server of your own asks this machine for none",
            next_step="let the mail server know this machine by its address, then unset it",
        )
    yield ok("Notices go to a mail server.", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
