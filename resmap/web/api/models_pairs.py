"""What requests about pairs bring and what they answer: made from named fields and no other."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from resmap.domain.codes import PairVerdict, Review
from resmap.flows import pair_view
from resmap.flows.pair_finding import LookAlike as FoundAlike
from resmap.flows.pairs import Judged as MadeJudgement
from resmap.web.api.models import Asked, Id, Line, Name, Revision, Told, Words
from resmap.words.duplicates import factor_name, line_sentence


class PairQuery(Asked):
    dong: Name | None = None
    source: Line | None = None
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(25, ge=1, le=200)


class JudgementQuery(Asked):
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(25, ge=1, le=200)


class LookAlikeQuery(Asked):
    """What is typed so far; at least two letters of a name, a number or an address."""

    id: Id | None = Field(None, description="The entry itself, while it is edited.")
    name: Line = ""
    kind: Id | None = None
    phone: Line | None = None
    address: Line | None = None
    sigungu: Name | None = None
    organisation: Line | None = None
    organisation_number: Line | None = None


class JudgementAsked(Asked):
    verdict: Literal[PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.UNSURE]
    revisions: dict[Id, Revision] = Field(description="The revision of both entries that was read, by id.")
    keep: Id | None = Field(None, description="The entry that stays; else the rule chooses (see `stays` of the pair).")
    fields: dict[Id, Id] = Field(
        default_factory=dict,
        description="Field -> the id of the entry whose value counts, or `both` for a list. What is not named stays;"
        " what is empty is filled.",
    )
    note: Words | None = None


class UndoJudgementAsked(Asked):
    edited: Literal["keep", "restore"] | None = Field(
        None, description="What becomes of fields that were edited since: they stay, or all is put back."
    )


class PairEnd(Told):
    """One entry of a pair."""

    id: str
    revision: int
    name: str
    name_en: str | None
    organization: str
    dong: str | None
    review: Review
    source: str | None

    @classmethod
    def of(cls, record: Any) -> "PairEnd":
        told = {name: getattr(record, name) for name in cls.model_fields if name != "organization"}
        return cls(organization=record.organisation.name, **told)


class PairReason(Told):
    """One reason for or against: ``points`` of at most ``of``; a point doubles the odds."""

    factor: str
    name: str
    verdict: str
    points: float
    of: float
    reason: str
    text: str

    @classmethod
    def of_line(cls, line: pair_view.Evidence, locale: str) -> "PairReason":
        return cls(
            factor=line.factor,
            name=factor_name(line.factor, locale),
            verdict=line.verdict,
            points=line.points,
            of=line.of,
            reason=line.reason,
            text=line_sentence(line.reason, line.factor, line.facts, locale),
        )


class PairLine(Told):
    """A pair that waits, with its strongest reasons; ``is_twin``: nothing that is compared differs."""

    a: PairEnd
    b: PairEnd
    score: float
    reasons: tuple[PairReason, ...]
    is_twin: bool

    @classmethod
    def of_line(cls, line: pair_view.PairLine, locale: str) -> "PairLine":
        reasons = tuple(PairReason.of_line(one, locale) for one in line.lines)
        return cls(a=PairEnd.of(line.a), b=PairEnd.of(line.b), score=line.score, reasons=reasons, is_twin=line.is_twin)


class PairPage(Told):
    pairs: list[PairLine]
    total: int
    page: int
    size: int

    @classmethod
    def of(cls, page: Any, locale: str) -> "PairPage":
        rows = [PairLine.of_line(one, locale) for one in page.rows]
        return cls(pairs=rows, total=page.total, page=page.number, size=page.size)


class PairField(Told):
    """One field of both. ``counts``: whose value stands if nobody chooses."""

    name: str
    a: Any
    b: Any
    look: pair_view.Look
    counts: Literal["a", "b", "both"]
    may_both: bool


class PairSide(PairEnd):
    """One entry beside the other: who verified it, how many cases name it, which entries it stands for."""

    verified_by: str | None
    cases: int
    merged_ids: tuple[str, ...]

    @classmethod
    def of_side(cls, side: pair_view.Side) -> "PairSide":
        return cls(
            **PairEnd.of(side.record).model_dump(),
            verified_by=side.verified_by and side.verified_by.name,
            cases=side.cases,
            merged_ids=tuple(one.id for one in side.merged),
        )


class JudgementLine(Told):
    """What somebody said of a pair. ``stays``: the entry that stood for both since."""

    id: str
    a: PairEnd
    b: PairEnd
    verdict: PairVerdict
    by: str | None
    at: datetime
    note: str | None
    stays: str | None
    score: float
    may_undo: bool

    @classmethod
    def of_line(cls, line: pair_view.JudgedLine) -> "JudgementLine":
        told = {name: getattr(line, name) for name in cls.model_fields if name not in ("a", "b", "by")}
        return cls(a=PairEnd.of(line.a), b=PairEnd.of(line.b), by=line.by and line.by.name, **told)


class JudgementPage(Told):
    judgements: list[JudgementLine]
    total: int
    page: int
    size: int

    @classmethod
    def of(cls, page: Any) -> "JudgementPage":
        rows = [JudgementLine.of_line(one) for one in page.rows]
        return cls(judgements=rows, total=page.total, page=page.number, size=page.size)


class SideBySide(Told):
    """Two entries side by side. ``stays``: the one that the rule keeps. ``contradicts``: names of entries that
    somebody called different and that would become one with these."""

    a: PairSide
    b: PairSide
    fields: tuple[PairField, ...]
    reasons: tuple[PairReason, ...]
    score: float
    proposed: bool
    model: str
    stays: str
    is_twin: bool
    contradicts: tuple[tuple[str, str], ...]
    history: tuple[JudgementLine, ...]

    @classmethod
    def of(cls, told: pair_view.SideBySide, locale: str) -> "SideBySide":
        return cls(
            a=PairSide.of_side(told.a),
            b=PairSide.of_side(told.b),
            fields=tuple(
                PairField(name=one.name, a=one.a, b=one.b, look=one.look, counts=one.counts, may_both=one.may_both)
                for one in told.fields
            ),
            reasons=tuple(PairReason.of_line(one, locale) for one in told.lines),
            score=told.score,
            proposed=told.proposed,
            model=told.model,
            stays=told.stays,
            is_twin=told.is_twin,
            contradicts=told.contradicts,
            history=tuple(JudgementLine.of_line(one) for one in told.history),
        )


class Judged(Told):
    """A judgement that was kept; ``stays``, ``goes`` and the fields ``taken`` over where two became one."""

    id: str
    verdict: PairVerdict
    stays: str | None
    goes: str | None
    taken: tuple[str, ...]

    @classmethod
    def of(cls, made: MadeJudgement) -> "Judged":
        return cls(id=made.id, verdict=made.verdict, stays=made.stays, goes=made.goes, taken=made.taken)


class LookAlike(Told):
    """``likely``: it would be proposed as a pair."""

    entry: PairEnd
    score: float
    likely: bool
    reasons: tuple[PairReason, ...]


class LookAlikes(Told):
    entries: list[LookAlike]

    @classmethod
    def of(cls, found: tuple[FoundAlike, ...], locale: str) -> "LookAlikes":
        return cls(
            entries=[
                LookAlike(
                    entry=PairEnd.of(one.record),
                    score=one.score,
                    likely=one.likely,
                    reasons=tuple(PairReason.of_line(line, locale) for line in pair_view.strongest(one.lines)),
                )
                for one in found
            ]
        )
