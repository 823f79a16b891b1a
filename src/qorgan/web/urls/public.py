"""Addresses of the public door."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from qorgan.web.hear import copies, guide, public
from qorgan.web.know import public as know
from qorgan.web.shell import pages

_IN_A_LANGUAGE = [
    path("", public.home, name="home"),
    path("help", public.get_help, name="help"),
    path("tell", public.before_telling, name="tell"),
    path("tell/<str:speaker>", public.tell, name="tell-as"),
    path("code", public.code, name="code"),
    path("code/kept", public.code_kept, name="code-kept"),
    path("come-back", public.come_back, name="come-back"),
    path("talk", public.talk, name="talk"),
    path("talk/write", public.write, name="write"),
    path("talk/copy", copies.her_file, name="her-file"),
    path("talk/word", public.safe_word, name="safe-word"),
    path("talk/wishes", public.wishes, name="wishes"),
    path("talk/files", public.files, name="files"),
    path("talk/centre", public.move, name="move"),
    path("talk/delete", public.delete, name="delete"),
    path("guide", guide.contents, name="guide"),
    path("guide/<slug:slug>", guide.show, name="guide-page"),
    path("safety", public.safety, name="safety"),
    path("about", public.about, name="about"),
    path("numbers", know.numbers, name="numbers"),
    path("numbers/<int:number>", know.figure, name="figure"),
    path("numbers/<int:number>/json", know.figure_json, name="figure-json"),
    path("numbers/<int:number>/csv", know.figure_csv, name="figure-csv"),
    path("leave", public.leave, name="leave"),
]

urlpatterns = [
    path("", pages.choose_language, name="start"),
    path("g/<slug:code>", public.short_address, name="short-address"),
    *i18n_patterns(path("", include((_IN_A_LANGUAGE, "public")))),
]
handler404 = "qorgan.web.shell.pages.not_found"
handler500 = "qorgan.web.shell.pages.fault"
handler400 = "qorgan.web.shell.pages.not_understood"
