"""General or special case (일반사례 / 전문사례): proposed with reasons, decided by a person (R041, practice §2.2).

전문사례 of the seed is 고난도사례 of the national practice: needs of safety or mental health, or needs
that hang together across three domains with nobody near to help. The conference looks at the
proposal; the supervisor decides, and a decision against it says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.need_graph import GraphNeed, Link, linkage
from resmap.domain.stages import CaseKind

#: From which severity (0 none .. 4 crisis) such a need is taken to a special case.
SAFETY_FROM, SUICIDE_FROM, ILLNESS_FROM = 3, 2, 3
#: So many needs in so many domains, joined with one another, with no informal tie.
LINKED_NEEDS = LINKED_DOMAINS = 3


class SpecialReason(StrEnum):
    SAFETY = "SAFETY"
    SUICIDE = "SUICIDE"
    MENTAL_ILLNESS = "MENTAL_ILLNESS"
    LINKED_AND_ALONE = "LINKED_AND_ALONE"


@dataclass(frozen=True, slots=True)
class WeighedNeed:
    """An open need with its severity, 0 none to 4 crisis."""

    id: str
    code: str
    severity: int
    holder: str = ""


@dataclass(frozen=True, slots=True)
class WhySpecial:
    """One reason; ``needs`` are the ids that call for it."""

    code: SpecialReason
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindProposal:
    """``special`` with its reasons; without any, a general case is proposed."""

    special: bool
    reasons: tuple[WhySpecial, ...] = ()

    @property
    def kind(self) -> CaseKind:
        """As the case keeps it."""
        return CaseKind.SPECIAL if self.special else CaseKind.GENERAL


class KindGap(StrEnum):
    """What a decision still lacks."""

    SUPERVISOR = "SUPERVISOR"
    REASON = "REASON"


def propose_kind(needs: Iterable[WeighedNeed], links: Iterable[Link], informal_ties: int) -> KindProposal:
    """Propose, from the open needs, their links and how many informal ties the client has.

    ``informal_ties`` counts family outside the household, neighbours and friends that the client named.
    """
    listed = tuple(needs)
    reasons = [
        _severe(SpecialReason.SAFETY, listed, lambda code: code[:4] in ("SAF1", "SAF2"), SAFETY_FROM),
        _severe(SpecialReason.SUICIDE, listed, lambda code: code == "HLT22", SUICIDE_FROM),
        _severe(SpecialReason.MENTAL_ILLNESS, listed, lambda code: code in ("HLT23", "HLT24"), ILLNESS_FROM),
        _linked_and_alone(listed, tuple(links)) if informal_ties == 0 else None,
    ]
    found = tuple(reason for reason in reasons if reason is not None)
    return KindProposal(bool(found), found)


def kind_gaps(proposal: KindProposal, kind: CaseKind, *, by_supervisor: bool, reason: str) -> tuple[KindGap, ...]:
    """What is missing before the decision stands: the supervisor, and words where it leaves the proposal."""
    gaps = [] if by_supervisor else [KindGap.SUPERVISOR]
    if kind is not proposal.kind and not reason.strip():
        gaps.append(KindGap.REASON)
    return tuple(gaps)


def _severe(code: SpecialReason, needs, fits, least: int) -> WhySpecial | None:
    found = tuple(need.id for need in needs if fits(need.code) and need.severity >= least)
    return WhySpecial(code, found) if found else None


def _linked_and_alone(needs: tuple[WeighedNeed, ...], links: tuple[Link, ...]) -> WhySpecial | None:
    points = {need.id: GraphNeed(need.id, need.code, need.holder) for need in needs if need.severity > 0}
    among = [link for link in links if link.source in points and link.target in points]
    for group in linkage(points.values(), among).groups:
        if len(group) >= LINKED_NEEDS and len({points[id].domain for id in group}) >= LINKED_DOMAINS:
            return WhySpecial(SpecialReason.LINKED_AND_ALONE, group)
    return None
