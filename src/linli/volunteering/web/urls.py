from django.urls import URLPattern

from linli.volunteering.web import (
    activities,
    activity_feeds,
    activity_office,
    bank,
    broadcasts,
    certificates,
    hours,
    hours_desk,
    leading,
    rota_mine,
    rotas,
    teams,
    teams_desk,
)

urlpatterns: list[URLPattern] = [
    *hours.urlpatterns,
    *hours_desk.urlpatterns,
    *bank.urlpatterns,
    *certificates.urlpatterns,
    *rotas.urlpatterns,
    *rota_mine.urlpatterns,
    *activity_office.urlpatterns,
    *activity_feeds.urlpatterns,
    *activities.urlpatterns,
    *leading.urlpatterns,
    *teams_desk.urlpatterns,
    *teams.urlpatterns,
    *broadcasts.urlpatterns,
]
