"""What the public sees, and what was published of a subject; periods and the objections to them."""

from linli.publicity.selectors.periods import (
    as_period,
    desk_list,
    desk_page,
    may_see_desk,
    may_see_photos,
    objection_by_code,
    objections_of,
    period_for,
    period_of_subject,
    periods_of_subject,
    public_period,
    public_periods,
)
from linli.publicity.selectors.publications import (
    as_term,
    may_withdraw,
    of_subject,
    preview,
    public_list,
    public_one,
    shown_of,
    words_shown,
)

__all__ = [
    "as_period", "as_term", "desk_list", "desk_page", "may_see_desk", "may_see_photos",
    "may_withdraw", "objection_by_code", "objections_of", "of_subject", "period_for",
    "period_of_subject", "periods_of_subject", "preview", "public_list", "public_one",
    "public_period", "public_periods", "shown_of", "words_shown",
]  # fmt: skip
