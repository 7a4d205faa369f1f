from django.urls import path

from linli.jobs.web import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/retry", views.retry, name="jobs-retry"),
]
