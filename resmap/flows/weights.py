"""The whole policy of matching on one screen, to be read, never changed here."""

from dataclasses import dataclass

from resmap.domain.permissions import Actor, Permission
from resmap.matching.factors import FRESH_DAYS, REACH_BANDS
from resmap.matching.gates import NEVER_OVERRIDDEN, STALE_AFTER_DAYS
from resmap.matching.model import MODEL
from resmap.words.explain import factor_name, gate_name
from resmap.words.sentences import say
from resmap.words.terminal import FITS_WELL_FROM


@dataclass(frozen=True, slots=True)
class GateView:
    code: str
    name: str
    text: str
    source: str
    absolute: bool


@dataclass(frozen=True, slots=True)
class FactorView:
    """``share`` is the weight as a share (0..1) of the heaviest."""

    name: str
    weight: float
    share: float
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """``most`` is what an offer could reach at all; from ``fits_well`` points on the word is 잘 맞음."""

    name: str
    version: str
    gates: tuple[GateView, ...]
    factors: tuple[FactorView, ...]
    most: float
    fits_well: float
    stale_days: int
    fresh_days: int
    bands: tuple[int, ...]


def policy(actor: Actor, *, locale: str) -> Policy:
    """Gates, factors, weights, reasons, sources and version; raises NotAllowed."""
    actor.require(Permission.MODEL_READ)
    heaviest = max(factor.weight for factor in MODEL.factors)
    return Policy(
        name=MODEL.name,
        version=MODEL.version,
        gates=tuple(
            GateView(
                str(gate.code),
                gate_name(str(gate.code), locale),
                say(f"case.gate_means.{gate.code}", locale),
                gate.source,
                gate.code in NEVER_OVERRIDDEN,
            )
            for gate in MODEL.gates
        ),
        factors=tuple(
            FactorView(
                factor_name(factor.name, locale),
                factor.weight,
                factor.weight / heaviest,
                say(f"match.factor_why.{factor.name}", locale),
                factor.source,
            )
            for factor in sorted(MODEL.factors, key=lambda one: -one.weight)
        ),
        most=sum(factor.weight for factor in MODEL.factors),
        fits_well=FITS_WELL_FROM,
        stale_days=STALE_AFTER_DAYS,
        fresh_days=FRESH_DAYS,
        bands=tuple(edge for edge, _ in REACH_BANDS),
    )
