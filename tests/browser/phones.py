"""A resident proves a telephone number: the page that asks for it, and the code that comes."""

from __future__ import annotations

import re
from typing import Any

from .pages import Person


def prove(person: Person, people: Any, number: str) -> None:
    """With the code out of the demonstration's mailbox; then back to where the person was."""
    person.labelled("手机号").fill(number)
    person.press(person.find("button", "获取验证码"))
    person.labelled("验证码").fill(code_sent_to(number, people, person))
    person.press(person.find("button", "登录"))


def code_sent_to(number: str, people: Any, like: Person) -> str:
    """The newest code in the mailbox for the number, once the worker has sent it."""
    sms = people(size=like.size, language="zh-hans")
    row = sms.page.get_by_role("listitem").filter(has_text=f"{number[:3]}****{number[-4:]}")
    row = row.filter(has_text=re.compile("验证码|code"))
    for _ in range(20):
        sms.go("/mailbox")
        if row.count():
            break
        sms.page.wait_for_timeout(500)
    found = re.search(r"(?<!\d)(\d{6})(?!\d)", row.first.inner_text().split(":")[-1])
    assert found, row.first.inner_text()
    return found[1]
