"""Tables of meals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.resources.models.places import Place
from linli.resources.terms.meals import MealState, Way

ACCOUNT = settings.AUTH_USER_MODEL


class Menu(models.Model):
    """What a canteen cooks for one meal of one day. `taken` never passes `portions`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    meal = models.CharField(max_length=40)
    dishes = models.CharField(max_length=300)
    fen = models.PositiveIntegerField()
    portions = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    brings = models.BooleanField(default=False)
    off = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "day", "meal"], name="resources_one_menu_a_meal"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("portions")), name="resources_no_more_than_is_cooked"
            ),
        )
        indexes = (models.Index(fields=["day"], name="resources_menus_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.meal}"


class MealOrder(models.Model):
    """A meal for one old person. `eater` eats, `orderer` ordered (perhaps the same)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="+")
    eater = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    orderer = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=40)
    way = models.CharField(max_length=6)
    pay = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=MealState.ORDERED)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["menu", "eater"],
                condition=~Q(state="withdrawn"),
                name="resources_one_meal_an_eater",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in Way]), name="resources_way_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MealState]),
                name="resources_meal_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
