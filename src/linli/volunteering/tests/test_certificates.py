"""Stars by hours; certificates say what is proved, show what the holder chose, until withdrawn."""

from datetime import timedelta

import pytest

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import NotAllowed
from linli.people import services as people
from linli.people.terms import BadName
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.volunteering import selectors, services
from linli.volunteering.rules.certificates import standing, star_rules
from linli.volunteering.terms import (
    HOURS_LIST,
    MOST_CERTIFICATES,
    CertificateNameMissing,
    CertificateNotFound,
    CertificateState,
    CertificateWithdrawn,
    NameShown,
    NothingToCertify,
    NothingToList,
    TooManyCertificates,
    Withdrawn,
)
from linli.volunteering.tests.hours_scene import (
    PUBLIC,
    clerk,
    committee,
    read,
    resident,
    served,
    set_scene,
)

RESIDENT = Actor(kind="resident")
FIVE = {
    "stars": [
        {
            "key": "all", "name": "星级",
            "levels": [{"hours": one, "name": f"{one} 时"} for one in (100, 300, 600, 1000, 1500)],
        }
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "stars", "missing"),
    [(0, 0, 6000), (5999, 0, 1), (6000, 1, 12000), (18000, 2, 18000), (90000, 5, 0), (99999, 5, 0)],
)
def test_a_star_is_reached_with_its_last_minute(minutes, stars, missing):
    row = standing(star_rules(FIVE)[0], minutes)
    assert (row.stars, row.missing) == (stars, missing)


def test_levels_have_to_rise(db, now):
    set_scene(now)
    rising = '[[stars]]\nkey = "s"\nname = "星"\nlevels = [{ hours = 8, name = "一" }%s]\n'
    assert not read(rising % "")[1]
    for wrong in (', { hours = 8, name = "二" }', ', { hours = 3, name = "二" }'):
        assert [one.code for one in read(rising % wrong)[1]] == ["volunteering.not_rising"]


@pytest.fixture
def areas(db, now):
    return set_scene(now)


@pytest.fixture
def unit(areas):
    return committee(areas)


@pytest.fixture
def wang(areas, unit, now):
    """With two hours of this year and one of the last."""
    person = resident(1, now)
    served(person, unit, now)
    served(person, unit, now, ago=100 * 1440, lasts=60, key="old")
    return person


def issue(person, now, **more):
    return services.issue_certificate(person=person, actor=RESIDENT, now=now, **more)


def public(person, certificate):
    return selectors.public_certificate(selectors.own_certificate(certificate, person).code)


def test_stars_of_all_years_and_of_this_one(wang, now):
    whole, year = selectors.stars_of(wang, now=now)
    assert (whole.minutes, whole.stars, str(whole.level.name)) == (180, 1, "一星")
    assert whole.missing == 60
    assert (year.minutes, year.stars) == (120, 1)
    next_year = selectors.stars_of(wang, now=now + timedelta(days=320))[1]
    assert (next_year.minutes, next_year.stars) == (0, 0)


def test_anybody_verifies_and_sees_what_the_holder_shows(wang, now):
    made = issue(wang, now)
    seen = public(wang, made)
    assert (seen.state, seen.name, seen.minutes) == (CertificateState.VALID, "王○", 180)
    assert [one.credit for one in seen.lines] == [180]
    assert [str(one) for one in seen.stars] == ["一星"]

    def show(name_shown, organisations):
        services.show_certificate(
            certificate_id=made, person=wang, name_shown=name_shown,
            show_organisations=organisations, actor=RESIDENT, now=now,
        )  # fmt: skip
        return public(wang, made)

    seen = show(NameShown.FULL, False)
    assert (seen.name, seen.lines) == ("王乙", ())
    assert show(NameShown.NONE, True).name == ""
    with pytest.raises(CertificateNotFound):
        selectors.public_certificate("AAAAAAAAAA")
    with pytest.raises(CertificateNotFound):
        selectors.own_certificate(made, resident(2, now))


def test_figures_stay_as_they_were_on_the_day(wang, unit, now):
    made = issue(wang, now)
    served(wang, unit, now, ago=900, lasts=60, key="later")
    assert public(wang, made).minutes == 180
    assert selectors.certifiable(wang, now=now).minutes == 240


def test_withdrawn_by_the_holder_nothing_else_is_said(wang, now):
    made = issue(wang, now)
    take_back = {"certificate_id": made, "actor": RESIDENT, "now": now}
    with pytest.raises(CertificateNotFound):
        services.withdraw_certificate(person=resident(2, now), **take_back)
    code = selectors.own_certificate(made, wang).code
    services.withdraw_certificate(person=wang, **take_back)
    seen = selectors.public_certificate(code)
    assert (seen.state, seen.minutes, seen.name, seen.lines) == (
        CertificateState.WITHDRAWN, 0, "", (),
    )  # fmt: skip
    with pytest.raises(CertificateWithdrawn):
        services.withdraw_certificate(person=wang, **take_back)


def test_a_record_that_is_annulled_withdraws_what_says_it(wang, unit, areas, now):
    made = issue(wang, now)
    record = next(one for one in selectors.records_of(wang) if one.minutes == 60)
    services.ask_annul(record_id=record.id, reason="记错人", actor=clerk(areas, now), now=now)
    assert selectors.certifiable(wang, now=now).minutes == 120  # in doubt: not said anew
    assert public(wang, made).state is CertificateState.VALID
    services.rule_annul(record_id=record.id, annul=True, actor=clerk(areas, now, "two"), now=now)
    row = selectors.own_certificate(made, wang)
    assert (row.state, row.why) == (CertificateState.WITHDRAWN, Withdrawn.RECORDS)
    assert public(wang, made).minutes == 0
    assert public(wang, issue(wang, now)).minutes == 120


def test_without_hours_or_a_name_there_is_none(wang, unit, now):
    with pytest.raises(NothingToCertify):
        issue(resident(2, now), now)
    nameless = people.remember(phone="13900000077", actor=SYSTEM, now=now)
    served(nameless, unit, now, key="n")
    with pytest.raises(CertificateNameMissing):
        issue(nameless, now)
    with pytest.raises(BadName):
        issue(nameless, now, name="<b>")
    assert public(nameless, issue(nameless, now, name="李四")).name == "李○"
    for _each in range(MOST_CERTIFICATES):
        issue(wang, now)
    with pytest.raises(TooManyCertificates):
        issue(wang, now)


@pytest.fixture
def careful(db, now):
    """A county that puts hours before the public first."""
    return set_scene(now, PUBLIC)


def test_hours_are_before_the_public_first(careful, now):
    unit, actor, person = committee(careful), clerk(careful, now), resident(1, now)
    served(person, unit, now)
    assert selectors.certifiable(person, now=now).waiting == 120
    with pytest.raises(NothingToCertify):
        issue(person, now)
    made = services.open_hours_list(organisation_id=unit, actor=actor, now=now)
    with pytest.raises(NothingToList):
        services.open_hours_list(organisation_id=unit, actor=actor, now=now)
    period = publicity.period_of_subject(HOURS_LIST, made)
    text = publicity.public_period(period.id, now=now).versions[-1].words
    assert "王○ 2 小时" in text
    later = now + timedelta(days=20)
    with pytest.raises(NothingToCertify):
        issue(person, later)
    publishing.end_due(now=later)
    assert selectors.certifiable(person, now=later).waiting == 0
    assert public(person, issue(person, later)).minutes == 120
    assert selectors.hours_lists(actor)[0].effective


def test_lists_are_made_by_those_who_lead(areas, careful, now):
    unit = committee(careful)
    served(resident(1, now), unit, now)
    with pytest.raises(NotAllowed):
        services.open_hours_list(
            organisation_id=unit, actor=clerk(careful, now, "far", "100002"), now=now
        )


def test_no_list_where_none_is_asked_for(wang, unit, areas, now):
    with pytest.raises(NothingToList):
        services.open_hours_list(organisation_id=unit, actor=clerk(areas, now), now=now)
