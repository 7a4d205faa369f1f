from django.urls import path

from linli.publicity.web import views

urlpatterns = [
    path("public/", views.public, name="public"),
    path("public/<uuid:publication_id>", views.one, name="publication"),
    path("public/<uuid:publication_id>/withdraw", views.withdraw, name="publication-withdraw"),
]
