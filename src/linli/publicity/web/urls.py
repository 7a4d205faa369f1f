from django.urls import path

from linli.publicity.web import desk, periods, views

urlpatterns = [
    path("public/", views.public, name="public"),
    path("public/<uuid:publication_id>", views.one, name="publication"),
    path("public/<uuid:publication_id>/withdraw", views.withdraw, name="publication-withdraw"),
    path("public/periods/", periods.periods, name="public-periods"),
    path("public/periods/<uuid:period_id>", periods.period, name="period"),
    path("public/periods/<uuid:period_id>/sheet", periods.sheet, name="period-sheet"),
    path("public/periods/<uuid:period_id>/paper", periods.paper, name="period-paper"),
    path("public/periods/<uuid:period_id>/qr.svg", periods.qr, name="period-qr"),
    path("public/periods/<uuid:period_id>/object", periods.objecting, name="period-object"),
    path("public/objections/", periods.find_objection, name="objection-find"),
    path("public/objections/<str:code>", periods.objection, name="objection"),
    path("publicity/", desk.index, name="periods"),
    path("publicity/new", desk.opening, name="period-new"),
    path("publicity/<uuid:period_id>", desk.show, name="period-desk"),
    path("publicity/<uuid:period_id>/place", desk.add_place, name="period-place"),
    path("publicity/<uuid:period_id>/change", desk.change, name="period-change"),
    path("publicity/<uuid:period_id>/withdraw", desk.withdraw, name="period-withdraw"),
    path("publicity/<uuid:period_id>/objection", desk.write_down, name="period-write-down"),
    path(
        "publicity/<uuid:period_id>/objections/<uuid:objection_id>", desk.rule, name="period-rule"
    ),
    path("publicity/<uuid:period_id>/pack", desk.pack, name="period-pack"),
]
