"""What a notice says, when it may be shown, what a robot is sent, which addresses are allowed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from linli.kernel.language import Words
from linli.messaging.terms import CARRIERS, Template, WrongAddress, WrongHookAddress, WrongTime

_LOCAL = ZoneInfo("Asia/Shanghai")
_PLACE = re.compile(r"\{(\w+)\}")
Works = Callable[[date], bool]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

DIGEST_AT = time(8, 30)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 16  # 15 s doubling to an hour: about eight hours in all
MOST_LINES = 10  # of a digest, and of a message to a group
LONGEST_TEXT = 2000  # bytes; WeCom takes 2,048, the others more

# What the platform itself tells; a method's template with the same key takes its place.
DEFAULTS = {
    "step_opened": Template(
        "step_opened",
        Words("待办：{step_name}", "To do: {step_name}"),
        Words("{number} {title}，请在 {due} 前办理。", "{number} {title}: please act by {due}."),
    ),
    # The rungs of a procedure's ladder; `told` is what the method says at that rung.
    "step_warn": Template(
        "step_warn",
        Words("快到期：{step_name}", "Due soon: {step_name}"),
        Words("{number} {title}，{due} 到期。{told}", "{number} {title} is due by {due}. {told}"),
    ),
    "step_urge": Template(
        "step_urge",
        Words("催办：{step_name}", "Overdue: {step_name}"),
        Words(
            "{number} {title}，{due} 已到期。{told}", "{number} {title} was due by {due}. {told}"
        ),
    ),
    "step_supervise": Template(
        "step_supervise",
        Words("督办：{step_name}", "Supervision: {step_name}"),
        Words(
            "{number} {title}，{due} 到期，仍未办完。{told}",
            "{number} {title} was due by {due} and is still open. {told}",
        ),
        urgent=True,
    ),
    "taken_by_other": Template(
        "taken_by_other",
        Words("已有人接单：{step_name}", "Already taken: {step_name}"),
        Words(
            "{number} {title}，已经有人接单，您不用再办。",
            "{number} {title}: somebody has taken it; nothing for you to do.",
        ),
        digest=True,
    ),
    "extended": Template(
        "extended",
        Words("延期：{step_name}", "Extended: {step_name}"),
        Words("{number} {title} 经批准延到 {due}。", "{number} {title} was extended to {due}."),
    ),
    # 平急转换: who is called and who is free again; `task` says where, as what and when.
    "emergency_on": Template(
        "emergency_on",
        Words("应急：{plan}", "Emergency: {plan}"),
        Words(
            "{place}启动{plan}，最迟到 {due}。您的任务：{task}。",
            "{place}: {plan}, until {due} at the latest. Your task: {task}.",
        ),
        urgent=True,
    ),
    "emergency_off": Template(
        "emergency_off",
        Words("解除应急：{plan}", "Emergency over: {plan}"),
        Words(
            "{place}已解除{plan}，您的临时职责和还没有到的班次到此为止。",
            "{place}: {plan} is over; your temporary duty and the shifts still to come end now.",
        ),
        urgent=True,
    ),
    # The shop: `title` is what was ordered, `place` where it waits, `due` until when.
    "goods_remind": Template(
        "goods_remind",
        Words("换的东西还没领", "Something to fetch"),
        Words(
            "您换的{title}还在{place}等您，{due} 前没领就退回。",
            "{title} is waiting for you at {place}; if not fetched by {due} it goes back.",
        ),
        channels=("sms",),
    ),
    "goods_lapsed": Template(
        "goods_lapsed",
        Words("换的东西已退回", "Not fetched in time"),
        Words(
            "您换的{title}没有按时领，东西放回货架，预留的分已经退回。",
            "{title} was not fetched in time: it is back on the shelf, your reserve is free again.",
        ),
        channels=("sms",),
    ),
    "sign_in_code": Template(
        "sign_in_code",
        Words("验证码", "Sign-in code"),
        Words(
            "【邻里】验证码 {code}，五分钟内有效。请不要告诉他人。",
            "linli: your code is {code}, good for five minutes. Do not share it.",
        ),
        channels=("sms",),
        urgent=True,
    ),
}


def templates(document: Mapping[str, Any]) -> dict[str, Template]:
    """Our share of a method revision, with the platform's own where it gives none."""
    found = dict(DEFAULTS)
    for row in document.get("templates", ()):
        found[row["key"]] = Template(
            key=row["key"],
            title=Words.of(row["title"]),
            text=Words.of(row["text"]),
            channels=tuple(row.get("channels", ("in_app",))),
            digest=bool(row.get("digest", False)),
            urgent=bool(row.get("urgent", False)),
        )
    return found


def fill(text: str, data: Mapping[str, Any]) -> str:
    """`{name}` from the data; a moment as month, day and time in Shanghai; nothing for a gap."""

    def put(match: re.Match[str]) -> str:
        value = str(data.get(match[1], ""))
        if _MOMENT.match(value):
            return f"{datetime.fromisoformat(value).astimezone(_LOCAL):%m-%d %H:%M}"
        return value

    return _PLACE.sub(put, text)


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


def parse_time(text: str) -> time | None:
    """`22:00` as a time, "" as none; refuses `WrongTime`."""
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise WrongTime from error


def after_quiet(now: datetime, since: time | None, until: time | None) -> datetime:
    """`now`, or the end of the quiet hours that it lies in; they may run past midnight."""
    if since is None or until is None or since == until:
        return now
    local = now.astimezone(_LOCAL)
    clock = local.time()
    overnight = since > until
    quiet = clock >= since or clock < until if overnight else since <= clock < until
    if not quiet:
        return now
    end = local.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def next_digest(
    now: datetime, works: Works, quiet: tuple[time | None, time | None] = (None, None)
) -> datetime:
    """The next 08:30 in Shanghai on a day on which people work, or the end of their quiet hours if
    that is later.
    """
    local = now.astimezone(_LOCAL)
    day = local.replace(hour=DIGEST_AT.hour, minute=DIGEST_AT.minute, second=0, microsecond=0)
    while not works(day.date()) or after_quiet(day, *quiet) <= local:
        day += timedelta(days=1)
    return after_quiet(day, *quiet)


def shown_at(
    template: Template,
    now: datetime,
    daily: Mapping[str, bool],
    quiet: tuple[time | None, time | None],
    works: Works,
) -> tuple[datetime, bool]:
    """From when a notice counts, and whether it waits for a digest then. `daily` is the reader's
    choice by template key, "" for the rest; without a choice, the template's own.
    """
    if template.urgent:
        return now, False
    if daily.get(template.key, daily.get("", template.digest)):
        return next_digest(now, works, quiet), True
    return after_quiet(now, *quiet), False


def one_message(lines: Sequence[str], more: str) -> str:
    """What is due for one group, as one text: the first of it, and how much more there is."""
    shown = list(lines[:MOST_LINES])
    if len(lines) > len(shown):
        shown.append(more.format(count=len(lines) - len(shown)))
    return "\n".join(shown)


def back_off(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    factor: int = 2 ** (max(attempts, 1) - 1)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


def is_public_address(text: str) -> bool:
    """Can links begin with this? A scheme of the web and a host, and nothing behind them."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    behind = parts.path or parts.query or parts.fragment
    return named and parts.scheme in {"http", "https"} and not behind and not parts.username


def heading(title: str) -> str:
    """A template's title without what is filled in: 待办：{step_name} → 待办."""
    return _PLACE.sub("", title).strip(" ：:，,·-")


def check_robot(url: str, allowed: Sequence[str]) -> str:
    """The address if a robot may be reached there, else `WrongAddress`. `allowed` holds host names
    (https on the usual port only) and whole origins (`http://127.0.0.1:8123`) for trials.
    """
    wrong = WrongAddress(field="address", hosts="、".join(allowed))
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise wrong
    origin = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
    secure = parts.scheme == "https" and port in {None, 443} and parts.hostname in allowed
    if not secure and origin not in allowed:
        raise wrong
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


def robot_message(
    kind: str, url: str, text: str, *, secret: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """(address, JSON body) of a group robot's text message, signed where the robot has a secret.
    Formats as documented by WeCom (群机器人), DingTalk (加签) and Feishu (自定义机器人).
    """
    cut = text.encode()[:LONGEST_TEXT].decode(errors="ignore")
    if kind == "feishu":
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": cut}}
        if secret:
            stamp = str(int(now.timestamp()))
            key = f"{stamp}\n{secret}".encode()
            sign = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
            body |= {"timestamp": stamp, "sign": sign}
        return url, body
    if kind == "dingtalk" and secret:
        stamp = str(int(now.timestamp() * 1000))
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        parts = urlsplit(url)
        query = [
            *parse_qsl(parts.query),
            ("timestamp", stamp),
            ("sign", base64.b64encode(digest).decode()),
        ]
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
    return url, {"msgtype": "text", "text": {"content": cut}}


def taken(answer: Mapping[str, Any]) -> bool:
    """Did the robot take it? They answer 200 with an error code inside when they did not."""
    codes = [answer[name] for name in ("errcode", "code", "StatusCode") if name in answer]
    return bool(codes) and all(code == 0 for code in codes)


def carriers_known(names: Sequence[str]) -> bool:
    return bool(names) and set(names) <= set(CARRIERS)


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def check_hook(url: str, allowed: Sequence[str]) -> str:
    """The address if a webhook may be posted there by its looks, else `WrongHookAddress`: https on
    the usual port and a host that is no private address; or below one of the `allowed` whole
    origins (`http://127.0.0.1:8123`, `https://10.2.3.4`), which may be anything.
    """
    wrong = WrongHookAddress(field="address")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise wrong from error
    host = parts.hostname or ""
    if parts.username or parts.password or parts.fragment or not host or not url.isascii():
        raise wrong
    if any(ord(char) <= 32 or ord(char) == 127 for char in url.strip()):
        raise wrong
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))
    if origin_of(address) in allowed:
        return address
    if parts.scheme != "https" or port not in {None, 443} or "." not in host:
        raise wrong
    if _is_number(host) and not is_public(host):
        raise wrong
    return address


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    named = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{named}" + (f":{parts.port}" if parts.port else "")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Does this IP address lie on the open internet, and not within IPv6 either?"""
    found = ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return found.is_global and inner.is_global and not found.is_multicast


def signature(secrets: Sequence[str], body: bytes, now: datetime) -> str:
    """`t=…,v1=…`: HMAC-SHA256 over the moment, a full stop and the body, once for each secret that
    counts now. The receiver computes it anew and refuses what is older than five minutes."""
    stamp = str(int(now.timestamp()))
    text = stamp.encode() + b"." + body
    signs = (hmac.new(one.encode(), text, hashlib.sha256).hexdigest() for one in secrets)
    return ",".join([f"t={stamp}", *(f"v1={one}" for one in signs)])
