from django.urls import path

from linli.messaging.web import hooks, views

urlpatterns = [
    path("notices/", views.inbox, name="notices"),
    path("notices/read", views.read, name="notices-read"),
    path("notices/unread", views.unread, name="notices-unread"),
    path("notices/preferences", views.preferences, name="notice-preferences"),
    path("notices/deliveries", views.deliveries, name="deliveries"),
    path("notices/deliveries/<uuid:delivery_id>/retry", views.retry, name="delivery-retry"),
    path("notices/channels", views.channels, name="channels"),
    path("notices/channels/<uuid:channel_id>/switch", views.switch, name="channel-switch"),
    path("notices/hooks", hooks.hooks, name="hooks"),
    path("notices/hooks/<uuid:hook_id>/switch", hooks.switch, name="hook-switch"),
    path("notices/hooks/<uuid:hook_id>/secret", hooks.new_secret, name="hook-secret"),
    path("notices/hooks/<uuid:hook_id>/retry", hooks.retry, name="hook-retry"),
    path("mailbox", views.mailbox, name="mailbox"),
]
