"""Writes of deliberation: one function, one use case, one transaction."""

from linli.deliberation.services.bodies import arrange, dissolve, enrol, leave, set_up
from linli.deliberation.services.boxes import cast, hand_paper, take_paper
from linli.deliberation.services.brands import (
    set_brand,
)
from linli.deliberation.services.calling import call, call_off, postpone, want
from linli.deliberation.services.candidates import (
    accept,
    forget_candidates,
    nominate,
    settle_candidates,
    step_back,
)
from linli.deliberation.services.charters import (
    adopt_charter,
    file_charter,
)
from linli.deliberation.services.completing import (
    appoint_elected,
    complete,
    publish_result,
)
from linli.deliberation.services.disclosures import (
    count_publicity,
    disclose,
    excuse_disclosure,
    remind_disclosures,
)
from linli.deliberation.services.elections import correct_roll, launch, publish_roll
from linli.deliberation.services.feeds import (
    end_feed,
    new_feed,
)
from linli.deliberation.services.guests import (
    see_off,
    welcome,
)
from linli.deliberation.services.holding import (
    add_papers,
    close_gathering,
    declare_void,
    drop_motion,
    open_gathering,
    sign_in,
    sign_in_all,
    write_minutes,
)
from linli.deliberation.services.naming import name_roll
from linli.deliberation.services.outcomes import undertake
from linli.deliberation.services.owing import (
    excuse,
    remind,
    take_back_excuse,
)
from linli.deliberation.services.pledges import (
    answer_voice,
    erase_voices,
    pledge,
    read_voice,
    reword_pledge,
    say,
    settle_pledges,
    withdraw_pledge,
)
from linli.deliberation.services.polling import (
    count_poll,
    leave_vacant,
    open_poll,
)
from linli.deliberation.services.rehearsing import (
    drop_rehearsal,
    practise,
    rehearse,
    sweep_rehearsals,
)
from linli.deliberation.services.rights import forget_members
from linli.deliberation.services.selections import (
    check_nominee,
    count_selection,
    drop_selection,
    open_selection,
    open_voting,
    put_forward,
    score_nominees,
    show_shortlist,
    vote_for,
)
from linli.deliberation.services.voting import (
    close_vote,
    count_up,
    open_box,
    open_vote,
    recuse,
    vote,
)

__all__ = [
    "accept",
    "add_papers",
    "adopt_charter",
    "answer_voice",
    "appoint_elected",
    "arrange",
    "call",
    "call_off",
    "cast",
    "check_nominee",
    "close_gathering",
    "close_vote",
    "complete",
    "correct_roll",
    "count_poll",
    "count_publicity",
    "count_selection",
    "count_up",
    "declare_void",
    "disclose",
    "dissolve",
    "drop_motion",
    "drop_rehearsal",
    "drop_selection",
    "end_feed",
    "enrol",
    "erase_voices",
    "excuse",
    "excuse_disclosure",
    "file_charter",
    "forget_candidates",
    "forget_members",
    "hand_paper",
    "launch",
    "leave",
    "leave_vacant",
    "name_roll",
    "new_feed",
    "nominate",
    "open_box",
    "open_gathering",
    "open_poll",
    "open_selection",
    "open_vote",
    "open_voting",
    "pledge",
    "postpone",
    "practise",
    "publish_result",
    "publish_roll",
    "put_forward",
    "read_voice",
    "recuse",
    "rehearse",
    "remind",
    "remind_disclosures",
    "reword_pledge",
    "say",
    "score_nominees",
    "see_off",
    "set_brand",
    "set_up",
    "settle_candidates",
    "settle_pledges",
    "show_shortlist",
    "sign_in",
    "sign_in_all",
    "step_back",
    "sweep_rehearsals",
    "take_back_excuse",
    "take_paper",
    "undertake",
    "vote",
    "vote_for",
    "want",
    "welcome",
    "withdraw_pledge",
    "write_minutes",
]
