from django.urls import URLPattern

from linli.points.web import desk, figures, mine, papers

urlpatterns: list[URLPattern] = [
    *papers.urlpatterns,
    *mine.urlpatterns,
    *desk.urlpatterns,
    *figures.urlpatterns,
]
