"""About how wide a text is, in widths of a Korean letter, and how many lines it takes: paper has to know before it
is printed."""

import unicodedata


def letters(text: str) -> float:
    """The width of a line of text; a Latin letter or a digit takes three fifths of a Korean one."""
    return sum(0.95 if unicodedata.east_asian_width(one) in "WFA" else 0.6 for one in text)


def lines_of(text: str, width: float) -> int:
    """How many lines ``text`` takes where a line holds ``width`` letters; words are parted only where they must."""
    return sum(_broken(line, max(width, 1.0)) for line in text.split("\n"))


def _broken(line: str, width: float) -> int:
    count, used = 1, 0.0
    for word in line.split(" "):
        wide = letters(word)
        if used and used + 0.3 + wide > width:
            count, used = count + 1, 0.0
        more = int(wide // width) if wide > width else 0
        count += more
        used += wide - more * width + (0.3 if used else 0)
    return count
