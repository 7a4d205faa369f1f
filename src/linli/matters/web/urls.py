from django.urls import path

from linli.matters.web import resident, sheets, staff

urlpatterns = [
    path("report", resident.report, name="report"),
    path("report/check", resident.check, name="report-check"),
    path("t/", resident.find_code, name="find-code"),
    path("t/<str:code>", resident.track, name="track"),
    path("t/<str:code>/answer", resident.answer, name="track-answer"),
    path("t/<str:code>/take-back", resident.take_back, name="track-take-back"),
    path("t/<str:code>/qr.svg", resident.qr, name="track-qr"),
    path("matters/", staff.index, name="matters"),
    path("matters/triage", staff.triage, name="triage"),
    path("matters/new", staff.new, name="matter-new"),
    path("matters/new/earlier", staff.earlier, name="matter-earlier"),
    path("matters/import", sheets.sheet, name="matter-import"),
    path("matters/import/<uuid:kept>", sheets.confirm, name="matter-import-kept"),
    path("matters/<uuid:matter_id>", staff.show, name="matter"),
    path("matters/<uuid:matter_id>/correct", staff.correct, name="matter-correct"),
    path("matters/<uuid:matter_id>/annul", staff.annul, name="matter-annul"),
    path("matters/<uuid:matter_id>/rate", staff.rate, name="matter-rate"),
    path("matters/<uuid:matter_id>/reveal", staff.reveal, name="matter-reveal"),
    path("matters/<uuid:matter_id>/order", staff.order, name="matter-order"),
]
