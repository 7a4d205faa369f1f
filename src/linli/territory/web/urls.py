from django.urls import path

from linli.territory.web import areas, calendar, views

app_name = "territory"

urlpatterns = [
    path("territory/", areas.areas, name="areas"),
    path("territory/<uuid:area_id>/add", areas.add, name="add"),
    path("territory/<uuid:area_id>/rename", areas.rename, name="rename"),
    path("territory/<uuid:area_id>/close", areas.close, name="close"),
    path("territory/calendar", calendar.calendar, name="calendar"),
    path("territory/calendar/day", calendar.correct, name="calendar-day"),
    path("territory/calendar/year", calendar.load, name="calendar-year"),
    path("territory/find", views.find, name="find"),
    path("territory/at", views.at, name="at"),
    path("territory/children", views.children, name="children"),
    path("territory/shapes", views.shapes, name="shapes"),
]
