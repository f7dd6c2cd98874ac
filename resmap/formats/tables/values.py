"""A cell of a workbook as the text a person sees in it, dates as ISO.

Numbers as Excel shows them: fifteen digits, no ``.0``, no exponent; with the zeros in front that
a number format adds (postcodes, phones kept as numbers).
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

#: Number formats without a code of their own (ECMA-376 18.8.30; 27-36 and 50-58 in Korean editions).
_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, *range(50, 59)})
_TIMES = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
#: Zeros, marks and what separates them: 00000, 000-0000-0000, 0##-####-####.
_PADDED = re.compile(r"[0#\-() .]*")
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


@cache
def style_of(id: int, code: str | None) -> str:
    """date, time, "0:<format>" for a format that pads with zeros in front, "d:<n>" for one that shows n decimals, or ""."""
    if code is None:
        return "date" if id in _DATES else "time" if id in _TIMES else "d:2" if id in (2, 4) else ""
    first = code.split(";")[0]
    bare = _LITERAL.sub("", first).lower()
    if bare.strip() in ("general", "@", ""):
        return ""
    if re.search(r"[yd]|e+(?![+-])|m{3,}", bare) and not re.search(r"[0#?]", bare.replace("ss.0", "")):
        return "date"
    if re.search(r"[hs]", bare):
        return "time"
    if bare.strip("m") != bare and not re.search(r"[0#]", bare):
        return "date"
    if found := re.fullmatch(r"[#,]*0\.(0{1,9})[_ ]*", bare):
        return f"d:{len(found[1])}"
    plain = re.sub(r'\\(.)|"([-() ]*)"', r"\1\2", first)
    if _PADDED.fullmatch(plain) and "." not in plain and (plain.startswith("00") or re.match(r"[0#(]+\)?[- ]", plain)):
        return "0:" + plain
    return ""


def number_text(text: str, style: str = "", *, in_1904: bool = False) -> str:
    """A number of a workbook (as its XML holds it) as shown; a text that is no number is left as it is."""
    if not style and len(text) < 16:  # most numbers are shown as they are written
        whole, point, part = text.partition(".")
        if whole.isdigit() and (not point or (part.isdigit() and part[-1] != "0" and (whole[0] != "0" or whole == "0"))):
            return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if style in ("date", "time"):
        return _moment(value, style, in_1904) or plain(value)
    if style[:2] == "0:" and value >= 0 and value.is_integer():
        return _padded(int(value), style[2:])
    shown = plain(value)
    if style[:2] == "d:" and "." in shown:
        # 2009.10, kept as a number: the zero is part of it. Nothing is rounded away.
        shown += "0" * (int(style[2:]) - len(shown.partition(".")[2]))
    return shown


def plain(value: float) -> str:
    """1234567890 for 1234567890.0, 127.0823 for 127.08230000000001, never 1e+16."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    short = format(value, ".15g")
    return format(Decimal(short), "f") if "e" in short else short


def _moment(value: float, style: str, in_1904: bool) -> str | None:
    if not 0 <= value < 2_958_466:
        return None
    if style == "time" and value < 1 or (style == "date" and 0 < value < 1):
        return clock(datetime(2000, 1, 1) + timedelta(seconds=round(value * 86400)))
    if in_1904:
        at = _EPOCH_1904 + timedelta(days=value)
    else:  # Excel believes in 29 February 1900
        at = _EPOCH + timedelta(days=value + (1 if 0 < value < 60 else 0))
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    return at.date().isoformat() if style == "date" and at.time() == time() else moment_text(at)


def moment_text(at: datetime) -> str:
    """2026-11-22, or 2026-11-22 15:04 where there is a time of day."""
    return at.date().isoformat() if at.time() == time() else f"{at.date().isoformat()} {clock(at)}"


def clock(at: datetime | time) -> str:
    """15:04, or 15:04:30."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _padded(value: int, pattern: str) -> str:
    """1055 as 00000 is 01055; 27771234 as 00-000-0000 is 02-777-1234."""
    digits = list(str(value))
    shown: list[str] = []
    places = sum(pattern.count(one) for one in "0#")
    for sign in reversed(pattern):
        if sign in "0#":
            places -= 1
            if digits:
                shown.append(digits.pop())
            elif sign == "0":
                shown.append("0")
            if not places:
                shown.extend(reversed(digits))
                digits = []
        else:
            shown.append(sign)
    return "".join(reversed(shown)).strip(" -")


def unescaped(text: str) -> str:
    """Excel writes a control sign as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] != "0000" else "", text)


def value_text(value: object) -> str:
    """A value that a library has read already (calamine)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(repr(value))
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return "" if value is None else str(value)
