from django.urls import URLPattern

from linli.deliberation.web import (
    bodies,
    charters,
    disclosures,
    documents,
    elections,
    feeds,
    gatherings,
    guests,
    meetings,
    owing,
    pledges,
    rehearsing,
    running,
    selecting,
    selections,
)

urlpatterns: list[URLPattern] = [
    *bodies.urlpatterns,
    *charters.urlpatterns,
    *disclosures.urlpatterns,
    *documents.urlpatterns,
    *elections.urlpatterns,
    *gatherings.urlpatterns,
    *meetings.urlpatterns,
    *pledges.urlpatterns,
    *running.urlpatterns,
    *selecting.urlpatterns,
    *selections.urlpatterns,
    *feeds.urlpatterns,
    *guests.urlpatterns,
    *owing.urlpatterns,
    *rehearsing.urlpatterns,
]
