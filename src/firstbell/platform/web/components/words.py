"""Money, days and moments as a school says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUS = "\N{MINUS SIGN}"
AGO_STEPS = ((60, 60, "min"), (3600, 24, "h"))


def money(pence: int | None) -> str:
    if pence is None:
        return ""
    sign = MINUS if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def pounds(pence: int | None) -> str:
    """An estimate: nobody budgets in pence."""
    if pence is None:
        return ""
    sign = MINUS if pence < 0 else ""
    return f"{sign}£{(abs(pence) + 50) // 100:,}"


def day(value: date | None, today: date) -> str:
    """`Tue 24 Nov` in this year, `9 Sep 2022` in another."""
    if value is None:
        return ""
    if value.year == today.year:
        return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month]}"
    return f"{value.day} {MONTHS[value.month]} {value.year}"


def month(value: date | None) -> str:
    return f"{MONTHS[value.month]} {value.year}" if value else ""


def when(moment: datetime | None, now: datetime) -> str:
    """The shortest form that leaves no doubt, in the school's own time."""
    if moment is None:
        return ""
    local, here = timezone.localtime(moment), timezone.localtime(now)
    clock = f"{local:%H:%M}"
    if local.date() == here.date():
        return clock
    if local.date() == here.date() - timedelta(days=1):
        return f"Yesterday {clock}"
    if local.year == here.year:
        return f"{day(local.date(), here.date())} {clock}"
    return day(local.date(), here.date())


def since(moment: datetime, now: datetime) -> str:
    seconds = int((now - moment).total_seconds())
    if seconds < 60:
        return "just now"
    for size, limit, unit in AGO_STEPS:
        if seconds < size * limit:
            return f"{seconds // size} {unit} ago"
    return when(moment, now)


def ago(moment: datetime | None, now: datetime) -> SafeString | str:
    """`4 min ago`, kept true by the page while it stays open."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" data-fb-ago title="{}">{}</time>',
        moment.astimezone(UTC).isoformat(timespec="seconds"),
        f"{timezone.localtime(moment):%d %b %Y %H:%M}",
        since(moment, now),
    )


def capped(count: int | None, cap: int = 999) -> str:
    if count is None:
        return ""
    return f"{cap}+" if count > cap else str(count)


def code(text: object) -> SafeString | str:
    return format_html('<span class="fb-code">{}</span>', text) if text else ""


def initials(name: str) -> str:
    titles = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"}
    parts = [part for part in name.split() if part.strip(".").lower() not in titles] or name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def face(name: str, *, kind: str = "", size: str = "") -> SafeString:
    """`kind="p"` for somebody who is not on the team."""
    classes = " ".join(
        ["fb-face", *(["fb-face-p"] if kind else []), *([f"fb-face-{size}"] if size else [])]
    )
    return format_html(
        '<span class="{}" title="{}" aria-hidden="true">{}</span>', classes, name, initials(name)
    )


def key(name: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", name)


def plain(text: object) -> str:
    return str(escape(text))
