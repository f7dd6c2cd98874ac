"""What somebody typed, to be shown again beside an error: everything but a number that nobody repeats (P-01)."""

from resmap.domain.resident_number import contains_resident_number


def again(text: str) -> str:
    """The text without the lines that hold a resident number; "" where it goes over lines."""
    if not contains_resident_number(text):
        return text
    kept = "\n".join(line for line in text.splitlines() if not contains_resident_number(line))
    return "" if contains_resident_number(kept) else kept
