"""People's own share of a person's rights: copy what is held, erase it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.people import services


class IdentityData:
    """Registered as subject data `people.identity`."""

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return services.own_copy(identity_id)

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.destroy(identity_id, now)
