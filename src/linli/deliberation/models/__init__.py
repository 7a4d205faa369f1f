"""Tables of deliberation."""

from linli.deliberation.models.ballots import Ballot, Boxed, PaperCount
from linli.deliberation.models.bodies import Body, Member
from linli.deliberation.models.charters import (
    Charter,
    CharterVersion,
)
from linli.deliberation.models.disclosures import (
    Disclosure,
    DisclosureReminder,
)
from linli.deliberation.models.elections import (
    Candidate,
    Election,
    Poll,
    PollLine,
    Renewal,
    RollCorrection,
    RollLine,
    Seat,
)
from linli.deliberation.models.feeds import (
    Feed,
)
from linli.deliberation.models.gatherings import Gathering, Motion, Recusal, RollEntry, TextVersion
from linli.deliberation.models.guests import (
    Guest,
)
from linli.deliberation.models.outcomes import Undertaking
from linli.deliberation.models.owing import (
    Excuse,
    Reminder,
)
from linli.deliberation.models.pledges import (
    Pledge,
    PledgeVoice,
)
from linli.deliberation.models.rehearsals import (
    Rehearsal,
)
from linli.deliberation.models.selections import (
    Brand,
    Juror,
    JuryScore,
    Nominee,
    Selection,
    SelectionBallot,
    SelectionHour,
    SelectionVoter,
)

__all__ = [
    "Ballot",
    "Body",
    "Boxed",
    "Brand",
    "Candidate",
    "Charter",
    "CharterVersion",
    "Disclosure",
    "DisclosureReminder",
    "Election",
    "Excuse",
    "Feed",
    "Gathering",
    "Guest",
    "Juror",
    "JuryScore",
    "Member",
    "Motion",
    "Nominee",
    "PaperCount",
    "Pledge",
    "PledgeVoice",
    "Poll",
    "PollLine",
    "Recusal",
    "Rehearsal",
    "Reminder",
    "Renewal",
    "RollCorrection",
    "RollEntry",
    "RollLine",
    "Seat",
    "Selection",
    "SelectionBallot",
    "SelectionHour",
    "SelectionVoter",
    "TextVersion",
    "Undertaking",
]
