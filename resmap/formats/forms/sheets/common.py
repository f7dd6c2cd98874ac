"""What sheets share: who issues them, numbered labels, questions with one answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from resmap.formats.forms.model import Label, SignBox, SignOff, Tick

#: ①–⑮ as the source document prints them.
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The office that a sheet comes from, and who answers for it. ``head``: who signs for the office (자양1동장);
    ``roles``: above its boxes to sign off."""

    office: str
    team: str = ""
    person: str = ""
    phone: str = ""
    address: str = ""
    head: str = ""
    roles: tuple[str, ...] = ()

    def line(self) -> str:
        """All in one line, for the foot of a page."""
        return " · ".join(one for one in (f"{self.office} {self.team}".strip(), self.person, self.phone) if one)


def signed(label: Label, role: str, name: str = "", date: str = "") -> SignBox:
    """A line to sign with (서명 또는 인)."""
    return SignBox(role, name, label("common.seal"), date)


def sign_off(label: Label, roles: tuple[str, ...]) -> tuple[SignOff, ...]:
    """The 결재 boxes where the office wants some."""
    return (SignOff(roles, label("common.sign_off")),) if roles else ()


def ticks(label: Label, keys: Iterable[str], chosen: str = "") -> tuple[Tick, ...]:
    """One box for each word under ``keys``; the one whose last part is ``chosen`` is ticked."""
    return tuple(Tick(label(key), key.rpartition(".")[2] == chosen and bool(chosen)) for key in keys)


def bullets(lines: Iterable[str]) -> str:
    """Lines of one cell, each with a dot; a single one without."""
    listed = [line for line in lines if line]
    return listed[0] if len(listed) == 1 else "\n".join(f"· {line}" for line in listed)
