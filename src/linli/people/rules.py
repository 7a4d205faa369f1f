"""Pure decisions of people: how names and numbers are read, and how they are masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from linli.kernel.clock import LOCAL
from linli.people.terms import (
    LONGEST_VIEW_NAME,
    LONGEST_VIEW_QUERY,
    BadAddress,
    BadIdNumber,
    BadName,
    BadPhone,
    BadUsername,
    BadViewName,
    CopyPart,
    Label,
    RequestKind,
    RequestState,
)

# the first mark that is found says what it is: most browsers also bear the marks of older ones
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Lark", "飞书"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("AppleWebKit", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
# what holds a code, and what is a moment, in a person's copy; all else is the person's own words
_COPY_CODED = frozenset({"kind", "state", "purpose"})
_COPY_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)")
COPY_KEPT = timedelta(days=30)  # then a copy is asked for anew
CIRCLE = "○"
COMPOUND = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "宇文",
        "长孙",
        "司徒",
        "司空",
        "东方",
        "独孤",
        "南宫",
        "端木",
        "西门",
        "申屠",
        "百里",
        "呼延",
        "轩辕",
        "钟离",
        "闻人",
        "澹台",
        "公冶",
        "太史",
        "濮阳",
        "淳于",
        "单于",
        "第五",
        "赫连",
        "万俟",
    ]
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_NAME_MARKS = frozenset("·-' .")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_USERNAME = re.compile(r"[a-z][a-z0-9.\-]{2,39}")
_NO_FILTERS = frozenset(["after", "before", "page"])  # where one stands in a list
MOBILE = 11
SECOND_FACTOR_VERBS = frozenset(
    [
        "accounts.manage",
        "accounts.see",
        "jobs.see",
        "system.see",
        "security.see",
        "security.manage",
        "administrators.appoint",
        "trail.read",
        "trail.verify",
        "people.reveal",
        "people.rights",
        "methods.publish",
        "api.issue",
        "api.manage",
    ]
)
# letters to the computer, nothing to the eye
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")


def clean_name(text: str) -> str:
    """A person's name in NFC with single spaces and the Chinese middle dot. Letters of any script,
    `· - ' .` and spaces only; anything else (controls, direction marks, emoji, markup, digits) is
    refused with `BadName`. Empty stays empty.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    name = re.sub("[•・‧∙]", "·", name)
    if not name:
        return ""
    if len(name) > 40 or not unicodedata.category(name[0]).startswith("L"):
        raise BadName(field="name")
    if re.search(r"[\u0300-\u036f]{3,}", name) or not _INVISIBLE.isdisjoint(name):
        raise BadName(field="name")
    for char in name:
        if unicodedata.category(char)[0] not in "LM" and char not in _NAME_MARKS:
            raise BadName(field="name")
    return name


def clean_address(text: str) -> str:
    """One line of at most 120 visible characters; controls, direction marks and `<>` refused."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > 120 or any(
        unicodedata.category(char)[0] == "C" or char in "<>" for char in line
    ):
        raise BadAddress(field="address")
    return line


def clean_phone(text: str) -> str:
    """A mainland number as digits: `13800000012`, `05987832345`, `4001234567`. Full-width digits,
    spaces, dashes, brackets and +86/0086/86 are understood; anything else is `BadPhone`.
    Empty stays empty.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    if len(plain) > 30 or not re.fullmatch(r"\+?[0-9 ()\-.‐-―]+", plain):
        raise BadPhone(field="phone")
    digits = re.sub(r"\D", "", plain)
    if digits.startswith("0086"):
        digits = digits[4:]
    elif plain.startswith("+"):
        if not digits.startswith("86"):
            raise BadPhone(field="phone")
        digits = digits[2:]
    elif len(digits) == MOBILE + 2 and digits.startswith("86"):
        digits = digits[2:]
    if plain.startswith(("+", "0086")) and not digits.startswith(("0", "1")):
        digits = "0" + digits  # +86 598 783 2345 drops the trunk zero
    if not any(shape.fullmatch(digits) for shape in (_MOBILE, _LANDLINE, _SERVICE)):
        raise BadPhone(field="phone")
    return digits


def is_mobile(phone: str) -> bool:
    """Of a cleaned number: can it receive a code?"""
    return bool(_MOBILE.fullmatch(phone))


def clean_id_number(text: str) -> str:
    """An 18-character citizen number with a real date and a right check character
    (GB 11643-1999), or empty.
    """
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        return ""
    if not re.fullmatch(r"[1-9]\d{16}[0-9X]", number):
        raise BadIdNumber(field="id_number")
    try:
        datetime.strptime(number[6:14], "%Y%m%d")  # noqa: DTZ007 - only: is it a date?
    except ValueError as error:
        raise BadIdNumber(field="id_number") from error
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECKS[total % 11] != number[17]:
        raise BadIdNumber(field="id_number")
    return number


def clean_username(text: str) -> str:
    """Lower-case ASCII, 3–40 characters, so that no two look alike; else `BadUsername`."""
    name = text.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise BadUsername(field="username")
    return name


def mask_name(name: str) -> str:
    """张三 → 张○, 张三丰 → 张○○, 欧阳修 → 欧阳○, 阿依古丽·买买提 → 阿○○, Anna Schmidt → A○○.
    Never more than two circles, so that length betrays little.
    """
    if not name:
        return ""
    if len(name) == 1:
        return CIRCLE
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[0]
    return surname + CIRCLE * min(len(name) - len(surname), 2)


def mask_phone(phone: str) -> str:
    """13800000012 → 138****0012; 05987832345 → 0598****345; 4001234567 → 400****567."""
    if not phone:
        return ""
    if is_mobile(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    head = 3 if phone.startswith(("010", "02", "400", "800")) else 4
    return f"{phone[:head]}****{phone[-3:]}"


def mask_id_number(number: str) -> str:
    """The county of registration and the last character."""
    return f"{number[:6]}{'*' * 11}{number[-1]}" if number else ""


def password_classes(password: str) -> int:
    """How many of the four kinds of character it has: lower, upper, digit, other."""
    return sum(
        (
            any(char.islower() for char in password),
            any(char.isupper() for char in password),
            any(char.isdigit() for char in password),
            any(not char.isalnum() for char in password),
        )
    )


def password_too_old(changed_at: datetime | None, now: datetime, days: int) -> bool:
    """Is a change due? 0 days: never. A password of unknown age is too old."""
    if days <= 0:
        return False
    return changed_at is None or now - changed_at > timedelta(days=days)


def browser_name(client: str) -> str:
    """What a browser calls itself, for its owner to know it again: Chrome · Windows. Empty if it is
    none that we know.
    """
    names = [
        next((name for mark, name in table if mark in client), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in names if name)


def copy_until(
    kind: RequestKind, state: RequestState, answered_at: datetime | None
) -> datetime | None:
    """Until when a person may take the copy that they were given; None if they were given none."""
    if kind is not RequestKind.COPY or state is not RequestState.DONE or answered_at is None:
        return None
    return answered_at + COPY_KEPT


def copy_parts(
    held: Mapping[str, Mapping[str, Any]], words: Mapping[str, Mapping[str, Label]]
) -> tuple[CopyPart, ...]:
    """A person's copy for their own eyes: each context's share (`held`) under the names that it
    gives its keys and codes (`words`; a key without one keeps its own). Moments are local time.
    """
    return tuple(_copy_part(name, share, words.get(name, {})) for name, share in held.items())


def _copy_part(name: str, share: Mapping[str, Any], words: Mapping[str, Label]) -> CopyPart:
    lists = {key: value for key, value in share.items() if isinstance(value, list)}
    single = {key: value for key, value in share.items() if key not in lists}
    return CopyPart(
        name=words.get("", name),
        lines=_copy_lines(single, words),
        lists=tuple(
            (words.get(key, key), tuple(_copy_lines(row, words) for row in rows))
            for key, rows in lists.items()
        ),
    )


def _copy_lines(
    row: Mapping[str, Any], words: Mapping[str, Label]
) -> tuple[tuple[Label, str], ...]:
    return tuple(
        (words.get(key, key), _copy_value(key, value, words)) for key, value in row.items()
    )


def _copy_value(key: str, value: Any, words: Mapping[str, Label]) -> str:
    text = "" if value is None else str(value)
    if key in _COPY_CODED:
        return str(words.get(text, text))
    if _COPY_MOMENT.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return text


def needs_second_factor(verbs: Iterable[str]) -> bool:
    """Administrators, whoever may see plain personal data, and whoever changes the county's rules
    prove themselves by two things (GB/T 22239 8.1.4.1 d).
    """
    return not SECOND_FACTOR_VERBS.isdisjoint(verbs)


def clean_view_name(text: str) -> str:
    """The name of a saved view: one line of 1 to 20 visible characters, else `BadViewName`."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    visible = all(unicodedata.category(char)[0] != "C" for char in name)
    if not 0 < len(name) <= LONGEST_VIEW_NAME or not visible or not _INVISIBLE.isdisjoint(name):
        raise BadViewName(field="name")
    return name


def clean_view_query(text: str) -> str:
    """What filters and sorts in a query string, in one order: empty values and the page looked at
    are left out. "" if nothing is left, or if it is too long to be one of ours.
    """
    try:
        pairs = parse_qsl(text.lstrip("?"), max_num_fields=40)
    except ValueError:
        return ""
    kept = urlencode(sorted(pair for pair in pairs if pair[0] not in _NO_FILTERS))
    return kept if len(kept) <= LONGEST_VIEW_QUERY else ""
