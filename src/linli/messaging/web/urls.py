from django.urls import path

from linli.messaging.web import views

urlpatterns = [
    path("notices/", views.inbox, name="notices"),
    path("notices/read", views.read, name="notices-read"),
    path("notices/unread", views.unread, name="notices-unread"),
    path("notices/preferences", views.preferences, name="notice-preferences"),
    path("notices/deliveries", views.deliveries, name="deliveries"),
    path("notices/deliveries/<uuid:delivery_id>/retry", views.retry, name="delivery-retry"),
    path("notices/channels", views.channels, name="channels"),
    path("notices/channels/<uuid:channel_id>/switch", views.switch, name="channel-switch"),
    path("mailbox", views.mailbox, name="mailbox"),
]
