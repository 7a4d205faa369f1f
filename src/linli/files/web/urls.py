from django.urls import path

from linli.files.web import views

urlpatterns = [
    path("files/", views.upload, name="files-upload"),
    path("files/<uuid:file_id>", views.file, name="file"),
]
