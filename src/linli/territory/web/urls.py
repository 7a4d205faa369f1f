from django.urls import path

from linli.territory.web import views

app_name = "territory"

urlpatterns = [
    path("territory/find", views.find, name="find"),
    path("territory/at", views.at, name="at"),
    path("territory/children", views.children, name="children"),
    path("territory/shapes", views.shapes, name="shapes"),
]
