from django.urls import path

from linli.pages.web import county, home, work

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("me", home.mine, name="mine"),
    path("me/leave", home.leave, name="mine-leave"),
    path("work", work.work, name="work"),
    path("work/count", work.count, name="work-count"),
    path("work/bulk", work.bulk, name="work-bulk"),
    path("work/export", work.export, name="work-export"),
    path("search", work.search, name="search"),
    path("county", county.county, name="county"),
    path("county/live", county.live, name="county-live"),
    path("county/shapes.json", county.shapes, name="county-shapes"),
    path("wall", county.wall, name="wall"),
]
