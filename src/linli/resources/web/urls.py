from django.urls import URLPattern

from linli.resources.web import (
    bases,
    bases_desk,
    bookings,
    bookings_desk,
    circle,
    lending,
    lending_books,
    lending_desk,
    meals,
    places,
    places_desk,
    settling,
    shop,
    shop_desk,
    sittings,
    sittings_desk,
)

urlpatterns: list[URLPattern] = [
    *bases.urlpatterns,
    *bases_desk.urlpatterns,
    *circle.urlpatterns,
    *bookings_desk.urlpatterns,
    *bookings.urlpatterns,
    *lending.urlpatterns,
    *lending_books.urlpatterns,
    *lending_desk.urlpatterns,
    *meals.urlpatterns,
    *places_desk.urlpatterns,
    *places.urlpatterns,
    *settling.urlpatterns,
    *shop.urlpatterns,
    *shop_desk.urlpatterns,
    *sittings_desk.urlpatterns,
    *sittings.urlpatterns,
]
