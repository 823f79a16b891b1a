"""Addresses of the staff door. Each view names its permission; a test walks all of them with all roles."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from qorgan.web import handing_over, releasing
from qorgan.web.accounts.staff import account, auditors, centres, members, recovery
from qorgan.web.audit import staff as audit
from qorgan.web.care.staff import approvals, calendar, exception, handing, incoming, letter, numbers
from qorgan.web.care.staff import case as case_page
from qorgan.web.care.staff import cases as case_lists
from qorgan.web.care.staff import form as case_form
from qorgan.web.hear.staff import addresses, bulk, closing, guide, inbox, keys, leads, thread
from qorgan.web.know.staff import figures, ledger
from qorgan.web.shell import pages

_IN_A_LANGUAGE = [
    path("", account.start, name="start"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("join", account.join, name="join"),
    path("account", account.account, name="account"),
    path("account/pass-phrase", account.pass_phrase, name="pass-phrase"),
    path("account/sessions/end", account.end_session, name="end-session"),
    path("account/sessions/end-others", account.end_other_sessions, name="end-other-sessions"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/alike", bulk.alike, name="alike"),
    path("inbox/alike/examples", bulk.examples, name="alike-examples"),
    path("inbox/alike/set-aside", bulk.set_aside, name="set-all-aside"),
    path("inbox/in-bulk", bulk.in_bulk, name="in-bulk"),
    path("inbox/in-bulk/back", bulk.take_back, name="take-back"),
    path("inbox/<str:box>", inbox.inbox, name="box"),
    path("phrases", inbox.phrases, name="phrases"),
    path("d/<uuid:number>", thread.show, name="thread"),
    path("d/<uuid:number>/open", thread.open_it, name="open"),
    path("d/<uuid:number>/reply", thread.reply, name="reply"),
    path("d/<uuid:number>/note", thread.note, name="note"),
    path("d/<uuid:number>/labels", thread.labels, name="labels"),
    path("d/<uuid:number>/assign", thread.assign, name="assign"),
    path("d/<uuid:number>/state", thread.state, name="state"),
    path("d/<uuid:number>/receipt", thread.receipt, name="receipt"),
    path("d/<uuid:number>/case", handing_over.open_case, name="case-of-conversation"),
    path("d/<uuid:number>/deletion", thread.deletion, name="deletion"),
    path("d/<uuid:number>/files/<uuid:envelope>", thread.file, name="file"),
    path("d/<uuid:number>/files/<uuid:envelope>/copy", thread.copy, name="copy"),
    path("today", calendar.today, name="today"),
    path("calendar", calendar.calendar, name="calendar"),
    path("approvals", approvals.approvals, name="approvals"),
    path("indicators", numbers.indicators, name="indicators"),
    path("report", numbers.report, name="report"),
    path("report.csv", numbers.report_csv, name="report-csv"),
    path("cases", case_lists.cases, name="cases"),
    path("cases/hand-over", case_lists.hand_over, name="hand-over-cases"),
    path("cases/new", case_lists.new, name="new-case"),
    path("cases/box/<str:box>", case_lists.cases, name="case-box"),
    path("cases/<uuid:number>", case_page.case, name="case"),
    path("cases/<uuid:number>/assign", case_page.assign, name="assign-case"),
    path("cases/<uuid:number>/decide", case_page.decide, name="decide-case"),
    path("cases/<uuid:number>/copy", releasing.release, name="release"),
    path("cases/<uuid:number>/plan", approvals.plan, name="case-plan"),
    path("cases/<uuid:number>/hand", handing.hand, name="hand"),
    path("cases/<uuid:number>/handed/<uuid:referral>", handing.referral, name="referral"),
    path("cases/<uuid:number>/letter", letter.letter, name="case-letter"),
    path("cases/<uuid:number>/letter/<uuid:entry>", letter.paper, name="case-letter-paper"),
    path("cases/<uuid:number>/exception/<uuid:entry>/answer", exception.exception, name="case-exception"),
    path("incoming", incoming.incoming, name="incoming"),
    path("incoming/<uuid:referral>", incoming.received, name="received"),
    path("cases/<uuid:number>/<slug:form>", case_form.form, name="case-form"),
    path("cases/<uuid:number>/<slug:form>/paper", case_form.paper, name="case-paper"),
    path("cases/<uuid:number>/<slug:form>/<uuid:entry>", case_form.form, name="case-entry"),
    path("cases/<uuid:number>/<slug:form>/<uuid:entry>/paper", case_form.paper, name="case-entry-paper"),
    path("lead", leads.lead, name="lead"),
    path("lead/cover", leads.cover, name="cover"),
    path("lead/centre", leads.centre, name="own-centre"),
    path("keys", keys.keys, name="keys"),
    path("keys/renew", keys.renew, name="renew-keys"),
    path("keys/reseal", keys.reseal, name="reseal"),
    path("keys/give-up", keys.give_up, name="give-up-keys"),
    path("recovery", recovery.recovery, name="recovery"),
    path("recovery/make", recovery.make, name="make-recovery"),
    path("recovery/use", recovery.use, name="use-recovery"),
    path("recovery/members/<uuid:number>", recovery.let_colleague, name="let-member"),
    path("recovery/supervisors/<uuid:number>", centres.let_recover, name="let-supervisor"),
    path("alarms/seen", recovery.seen, name="alarms-seen"),
    path("members", members.members, name="members"),
    path("members/<uuid:number>", members.member, name="member"),
    path("members/<uuid:number>/confirm", members.confirm, name="confirm-member"),
    path("members/<uuid:number>/again", members.again, name="invite-again"),
    path("members/<uuid:number>/sessions", members.end_sessions, name="end-member-sessions"),
    path("members/<uuid:number>/end", members.end, name="end-member"),
    path("centres", centres.centres, name="centres"),
    path("centres/<uuid:number>", centres.centre, name="centre"),
    path("centres/<uuid:number>/confirm", centres.confirm, name="confirm-centre"),
    path("centres/<uuid:number>/closing", closing.closing, name="centre-closing"),
    path("centres/<uuid:number>/closing/confirm", closing.confirm, name="confirm-centre-closing"),
    path("centres/<uuid:number>/closing/withdraw", closing.withdraw, name="withdraw-centre-closing"),
    path("supervisors/<uuid:number>/confirm", centres.confirm_supervisor, name="confirm-supervisor"),
    path("addresses", addresses.addresses, name="addresses"),
    path("unreviewed", addresses.unreviewed, name="unreviewed"),
    path("guide", guide.guide_texts, name="guide"),
    path("audit", audit.audit, name="audit"),
    path("auditors", auditors.auditors, name="auditors"),
    path("auditors/renew", auditors.renew, name="renew-audit-keys"),
    path("auditors/<uuid:number>", auditors.hand_on, name="hand-on"),
    path("ledger", ledger.ledger, name="ledger"),
    path("ledger/pack", ledger.take_over, name="ledger-pack"),
    path("ledger/import", ledger.bring_in, name="ledger-import"),
    path("ledger/new", figures.propose, name="ledger-new"),
    path("ledger/<int:number>", figures.show, name="ledger-figure"),
    path("ledger/<int:number>/change", figures.change, name="ledger-change"),
    path("ledger/<int:number>/check", figures.check, name="ledger-check"),
    path("ledger/<int:number>/answer", figures.answer, name="ledger-answer"),
    path("ledger/<int:number>/publish", figures.publish, name="ledger-publish"),
    path("ledger/<int:number>/withdraw", figures.withdraw, name="ledger-withdraw"),
    path("ledger/<int:number>/drop", figures.drop, name="ledger-drop"),
]

urlpatterns = [
    path("", pages.choose_language, name="begin"),
    *i18n_patterns(path("", include((_IN_A_LANGUAGE, "staff")))),
]
handler404 = "qorgan.web.shell.pages.not_found"
handler500 = "qorgan.web.shell.pages.fault"
handler400 = "qorgan.web.shell.pages.not_understood"
