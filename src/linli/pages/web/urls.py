from django.urls import path

from linli.pages.web import (
    coming,
    county,
    handover,
    home,
    near,
    places,
    register,
    territory_changes,
    work,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("me", home.mine, name="mine"),
    path("me/leave", home.leave, name="mine-leave"),
    path("places/", places.places, name="places"),
    path("places/<slug:code>", places.place, name="place"),
    path("work", work.work, name="work"),
    path("work/count", work.count, name="work-count"),
    path("work/coming", coming.coming, name="work-coming"),
    path("work/bulk", work.bulk, name="work-bulk"),
    path("work/near", near.near, name="work-near"),
    path("work/export", work.export, name="work-export"),
    path("search", work.search, name="search"),
    path("register/<slug:kind>/<uuid:subject_id>", register.register, name="register"),
    path("county", county.county, name="county"),
    path("county/live", county.live, name="county-live"),
    path("county/shapes.json", county.shapes, name="county-shapes"),
    path("wall", county.wall, name="wall"),
    path("organisations/terms/<uuid:holding_id>/leave", handover.leave, name="organisations-leave"),
    path("territory/<uuid:area_id>/merge", territory_changes.merge, name="territory-merge"),
]
