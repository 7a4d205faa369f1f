"""Tables of volunteering."""

from linli.volunteering.models.activities import Activity, ActivityRole, Repeat, SignUp
from linli.volunteering.models.bank import FamilyLink, MoveFact, MoveLine, OrderFor, RecordMove
from linli.volunteering.models.broadcasts import Broadcaster, BroadcastPost, BroadcastSuggestion
from linli.volunteering.models.certificates import (
    Certificate,
    CertifiedRecord,
    HoursList,
    ListedRecord,
)
from linli.volunteering.models.hours import HourBook, ServiceRecord
from linli.volunteering.models.rotas import (
    Rota,
    RotaDuty,
    RotaLeave,
    RotaMember,
    RotaShift,
    RotaSwap,
    RotaWish,
)
from linli.volunteering.models.teams import Team, TeamMember, Volunteer

__all__ = [
    "Activity",
    "ActivityRole",
    "BroadcastPost",
    "BroadcastSuggestion",
    "Broadcaster",
    "Certificate",
    "CertifiedRecord",
    "FamilyLink",
    "HourBook",
    "HoursList",
    "ListedRecord",
    "MoveFact",
    "MoveLine",
    "OrderFor",
    "RecordMove",
    "Repeat",
    "Rota",
    "RotaDuty",
    "RotaLeave",
    "RotaMember",
    "RotaShift",
    "RotaSwap",
    "RotaWish",
    "ServiceRecord",
    "SignUp",
    "Team",
    "TeamMember",
    "Volunteer",
]
