"""Tables of resources."""

from linli.resources.models.bases import (
    Base,
    BaseVisit,
    Course,
    FollowUp,
    Programme,
    ProgrammeItem,
    Route,
    RouteStop,
    Site,
    VisitAnswer,
    VisitCode,
    VisitingUnit,
    VisitSlot,
)
from linli.resources.models.bookings import (
    BookedQuarter,
    RoomBooking,
)
from linli.resources.models.circle import CircleCount, CircleSiting, WalkNetwork
from linli.resources.models.lending import (
    Damage,
    LendTurn,
    LentCopy,
    LentTitle,
    Loan,
    StockSeen,
    StockTake,
)
from linli.resources.models.meals import (
    MealOrder,
    Menu,
)
from linli.resources.models.places import (
    Acceptance,
    Place,
    PlaceException,
    PlaceItem,
    PlaceService,
    PlaceUse,
    Room,
)
from linli.resources.models.shop import Batch, Offer, Order, PickUp
from linli.resources.models.sittings import SittingChild, SittingMark, SittingTerm

__all__ = [
    "Acceptance",
    "Base",
    "BaseVisit",
    "Batch",
    "BookedQuarter",
    "CircleCount",
    "CircleSiting",
    "Course",
    "Damage",
    "FollowUp",
    "LendTurn",
    "LentCopy",
    "LentTitle",
    "Loan",
    "MealOrder",
    "Menu",
    "Offer",
    "Order",
    "PickUp",
    "Place",
    "PlaceException",
    "PlaceItem",
    "PlaceService",
    "PlaceUse",
    "Programme",
    "ProgrammeItem",
    "Room",
    "RoomBooking",
    "Route",
    "RouteStop",
    "Site",
    "SittingChild",
    "SittingMark",
    "SittingTerm",
    "StockSeen",
    "StockTake",
    "VisitAnswer",
    "VisitCode",
    "VisitSlot",
    "VisitingUnit",
    "WalkNetwork",
]
