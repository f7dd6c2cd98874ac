"""Boundaries of the dong: a file in, by edition; and what the register knows of the ground.

All of a file or nothing; the same file twice changes nothing; an edition never overwrites another
one's day. The outlines that hold today are drawn on the maps (thinned together, so that neighbours
stay joined); before any file they are computed from the centres of the dong.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from resmap.domain.cleaning.addresses import plain_dong
from resmap.domain.cleaning.districts import same_sido
from resmap.domain.cleaning.places import Places
from resmap.domain.codes import AreaLevel
from resmap.domain.events import EventKind
from resmap.domain.network import Place
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.mapping import DongShape, dong_shapes
from resmap.formats.boundaries import Boundary, BoundaryFile, LegalDong
from resmap.formats.boundaries_aside import read_boundaries_aside
from resmap.formats.ground import Ground, Piece, centre_of, thinned
from resmap.formats.outlines import DongPoint, outlines
from resmap.formats.problems import FormatError, Problem
from resmap.store import BoundaryRecord, Database, DongRecord, LegalDongRecord, UnitOfWork, history, register
from resmap.store.queries import boundaries
from resmap.store.queries.boundaries import Edition

__all__ = [
    "BoundaryReport", "Edition", "FormatError", "Held", "digest_of", "document", "dong_of", "held", "import_boundaries",
    "legal_dongs", "places_of",
]  # fmt: skip

#: A file without names of gu belongs to the office's gu if so large a share of its dong does.
MOST_KNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the file; the sentence stands under ``boundaries.note.<code>``."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True)
class BoundaryReport:
    """What an import did, or would do (``dry_run``).

    ``created``, ``updated``, ``unchanged`` count outlines (of one code system each) or lines of the
    table of legal dong; ``left_out`` belong to another sido; ``dongs_drawn`` are dong of the office whose
    outline on the maps changed; ``dongs_created`` are new ones. ``shapes`` are the office's dong as the
    maps draw them with this file.
    """

    name: str
    kind: str
    format: str
    rows: int
    valid_from: date | None
    epsg: int | None
    created: int
    updated: int
    unchanged: int
    left_out: int
    dongs_created: int
    dongs_drawn: int
    notes: tuple[Note, ...]
    dry_run: bool
    shapes: tuple[DongShape, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.dongs_created or self.dongs_drawn)


@dataclass(frozen=True)
class Held:
    """What the register holds: ``setting`` of the office, editions, lines of the legal table, and the
    office's dong as the maps draw them (``approximate`` where computed)."""

    setting: Place
    editions: tuple[Edition, ...]
    legal: int
    shapes: tuple[DongShape, ...]


def import_boundaries(
    database: Database,
    actor: Actor,
    source: bytes | Path,
    name: str,
    *,
    today: date,
    valid_from: date | None = None,
    sigungu: str | None = None,
    everywhere: bool = False,
    create_dongs: bool = False,
    dry_run: bool = False,
    key: str = "",
) -> BoundaryReport:
    """Bring a boundary file in: outlines (GeoJSON, shapefile) or the table of legal dong (KIKmix).

    ``valid_from`` is needed where neither a column nor the file's name tells it (FormatError with
    VALID_FROM_MISSING); ``sigungu`` where the file names no gu and nothing known tells it
    (SIGUNGU_MISSING). Only the office's sido is kept unless ``everywhere``. ``create_dongs``: dong of
    the office's gu that the register lacks are added. ``key`` makes a second click harmless.
    """
    actor.require(Permission.REGISTER_IMPORT)
    refuse(name, "file")
    with database.read(actor) as uow:
        wanted = None if everywhere else register.setting(uow).sido or None
    file = read_boundaries_aside(source, name, valid_from=valid_from, sido=wanted)
    if file.kind == "boundaries" and file.valid_from is None:
        raise FormatError(name, [Problem("$", "VALID_FROM_MISSING")])
    how = {"everywhere": everywhere, "create_dongs": create_dongs}
    with database.read(actor) as uow:  # what takes long (thinning outlines) is done while nobody waits
        look = _Import(uow, file, name, today, saves=False, **how)
        looked = look.report_of(sigungu)
    if dry_run:
        return looked
    with database.write(actor) as uow:
        boundaries.queue(uow)
        if key and history.begin_once(uow, key, "boundaries") is not None:
            return looked  # done before: tell how things stand, change nothing
        act = _Import(uow, file, name, today, saves=True, thinned_before=look.thinned, **how)
        report = act.report_of(sigungu)
        uow.flush()
        if key:
            history.finish_once(uow, key, name[:64])
        if report.changed:
            uow.event(EventKind.BOUNDARIES_CHANGED, facts=_facts(report))
        uow.commit()
    return report


def held(uow: UnitOfWork, actor: Actor) -> Held:
    """What was imported, for the page."""
    actor.require(Permission.REGISTER_IMPORT)
    setting = register.setting(uow)
    return Held(
        setting=setting,
        editions=tuple(boundaries.editions(uow)),
        legal=len(boundaries.legal_dongs(uow)),
        shapes=dong_shapes(_dongs_here(uow, setting)),
    )


def digest_of(raw: bytes, *said: object) -> str:
    """Stands for a file and what was said of it, so that what was looked at is what is brought in."""
    return hashlib.sha256(b"\0".join((raw, *(str(one).encode() for one in said)))).hexdigest()


def document(report: BoundaryReport, text_of) -> dict[str, Any]:
    """The JSON of ``resmap boundaries --json``; ``text_of(note)`` makes the sentence."""
    return {
        "file": report.name,
        "kind": report.kind,
        "format": report.format,
        "rows": report.rows,
        "valid_from": report.valid_from.isoformat() if report.valid_from else None,
        "epsg": report.epsg,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "left_out": report.left_out,
        "dongs_created": report.dongs_created,
        "dongs_drawn": report.dongs_drawn,
        "notes": [{"row": one.row, "code": one.code, "text": text_of(one)} for one in report.notes],
        "dry_run": report.dry_run,
    }


# ── what is known of the ground ──────────────────────────────────────────────


def dong_of(uow: UnitOfWork, lat: float, lon: float, on: date) -> tuple[str, str] | None:
    """(gu, dong) of a point by the outlines of that day; None outside of them. Nothing computed decides."""
    return _ground(uow, on).dong_at(lat, lon)


def legal_dongs(uow: UnitOfWork) -> dict[tuple[str, str], tuple[str, ...]]:
    """(gu, legal dong) -> administrative dong of the office's sido, as the register names them."""
    setting = register.setting(uow)
    known = _names(uow, setting)
    found: dict[tuple[str, str], list[str]] = {}
    for one in boundaries.legal_dongs(uow, setting.sido):
        name = known.get((one.sigungu, plain_dong(one.name)), plain_dong(one.name))
        listed = found.setdefault((one.sigungu, one.legal_name), [])
        if name not in listed:
            listed.append(name)
    return {key: tuple(names) for key, names in found.items()}


def places_of(uow: UnitOfWork, on: date | None = None) -> Places:
    """What cleaning and imports need to know of the office's sido; kept until the register changes.

    ``on``: the day whose edition counts; left out, today by the database's clock.
    """
    day = on or uow.now().date()
    return boundaries.remembered(uow, ("places", day), lambda: _places(uow, day))


def _places(uow: UnitOfWork, day: date) -> Places:
    setting = register.setting(uow)
    here = [one for one in register.dongs(uow) if same_sido(one.sido, setting.sido)]
    ground = _ground(uow, day)
    legal = legal_dongs(uow)
    outlined = frozenset(piece.gu for piece in ground.pieces)
    names: dict[str, dict[str, None]] = {}
    for gu, dong in (
        *((one.sigungu, one.name) for one in here),
        *((piece.gu, piece.dong) for piece in ground.pieces),
        *((gu, dong) for (gu, _), dongs in legal.items() for dong in dongs if not any(one.sigungu == gu for one in here)),
    ):
        names.setdefault(gu, {})[dong] = None
    told = {(one.sigungu, one.name): (one.lat, one.lon) for one in here if one.lat is not None and one.lon is not None}
    dong_centres = told | ground.centres()
    guessed = None if outlined else _guessed(here)
    return Places(
        sido=setting.sido,
        sigungu=setting.sigungu,
        dongs={gu: tuple(dongs) for gu, dongs in names.items()},
        legal=legal,
        centres=_middles(told) | ground.gu_centres(),
        dong_centres=dong_centres,
        dong_at=(guessed or ground).dong_at,
        gu_at=ground.gu_at,
        gus_with_outline=outlined,
        approximate=not outlined,
    )


def _middles(points: Mapping[tuple[str, str], tuple[float, float]]) -> dict[str, tuple[float, float]]:
    groups: dict[str, list[tuple[float, float]]] = {}
    for (gu, _), point in points.items():
        groups.setdefault(gu, []).append(point)
    return {
        gu: (sum(lat for lat, _ in found) / len(found), sum(lon for _, lon in found) / len(found))
        for gu, found in groups.items()
    }


def _guessed(here: Iterable[DongRecord]) -> Ground | None:
    """Outlines from centres, until some are imported."""
    at = {(one.lat, one.lon): one for one in here if one.lat is not None and one.lon is not None}
    rings = outlines(DongPoint(one.id, one.lat, one.lon) for one in at.values())
    by_id = {one.id: one for one in at.values()}
    pieces = [
        Piece(by_id[id_].sigungu, by_id[id_].name, {"type": "Polygon", "coordinates": [ring]}) for id_, ring in rings.items()
    ]
    return Ground(pieces) if pieces else None


def _ground(uow: UnitOfWork, day: date) -> Ground:
    def build() -> Ground:
        setting = register.setting(uow)
        known = _names(uow, setting)
        return Ground(
            Piece(one.sigungu, known.get((one.sigungu, plain_dong(one.name)), plain_dong(one.name)), one.geometry)
            for one in boundaries.on(uow, day, setting.sido)
        )

    return boundaries.remembered(uow, ("ground", day), build)


def _names(uow: UnitOfWork, setting: Place) -> dict[tuple[str, str], str]:
    """(gu, dong without 제) -> the name that the register uses."""
    return {
        (one.sigungu, plain_dong(one.name)): one.name for one in register.dongs(uow) if same_sido(one.sido, setting.sido)
    }


def _dongs_here(uow: UnitOfWork, setting: Place) -> list[DongRecord]:
    return [one for one in register.dongs(uow) if (one.sido, one.sigungu) == (setting.sido, setting.sigungu)]


# ── the act ──────────────────────────────────────────────────────────────────


class _Import:
    """One file into the register, inside one transaction; ``saves`` False: only looked at, in a unit of work
    that reads. ``thinned_before``: (outlines, the same thinned) of an earlier look, used where they are the same."""

    def __init__(
        self,
        uow: UnitOfWork,
        file: BoundaryFile,
        name: str,
        today: date,
        *,
        everywhere: bool,
        create_dongs: bool,
        saves: bool,
        thinned_before: tuple[list, list] = ([], []),
    ):
        self.saves, self.thinned = saves, thinned_before
        self._new: list[BoundaryRecord] = []
        self.uow, self.file, self.name, self.today = uow, file, name, today
        self.setting = register.setting(uow)
        self.everywhere = everywhere or not self.setting.sido
        self.create_dongs = create_dongs
        self.notes = [Note(code, facts, row) for row, code, facts in file.problems]
        self.created = self.updated = self.unchanged = self.left_out = 0

    def report_of(self, sigungu: str | None) -> BoundaryReport:
        return self.legal() if self.file.kind == "legal" else self.outlines(sigungu)

    def report(
        self, dongs_created: int = 0, dongs_drawn: int = 0, dongs: Iterable[DongRecord] | None = None
    ) -> BoundaryReport:
        here = _dongs_here(self.uow, self.setting) if dongs is None else dongs
        return BoundaryReport(
            name=self.name,
            kind=self.file.kind,
            format=self.file.format,
            rows=self.file.rows,
            valid_from=self.file.valid_from,
            epsg=self.file.epsg,
            created=self.created,
            updated=self.updated,
            unchanged=self.unchanged,
            left_out=self.left_out,
            dongs_created=dongs_created,
            dongs_drawn=dongs_drawn,
            notes=tuple(sorted(self.notes, key=lambda one: (one.row, one.code, str(sorted(one.facts.items()))))),
            dry_run=not self.saves,
            shapes=dong_shapes(here) if self.file.kind == "boundaries" else (),
        )

    # Outlines

    def outlines(self, sigungu: str | None) -> BoundaryReport:
        if not self.file.epsg_told:
            self.notes.append(Note("SYSTEM_GUESSED", {"epsg": self.file.epsg}))
        listed = [self._placed(one, sigungu) for one in self._mine(self.file.boundaries)]
        if not listed:
            raise FormatError(self.name, [Problem("$", "OTHER_SIDO", expected=self.setting.sido or "")])
        self._keep(listed)
        if self.saves:
            self.uow.flush()
        return self.report(*self._draw())

    def _mine(self, found: Iterable[Any]) -> list[Any]:
        listed = list(found)
        kept = [one for one in listed if self.everywhere or same_sido(one.sido, self.setting.sido)]
        self.left_out = len(listed) - len(kept)
        return kept

    def _placed(self, one: Boundary, sigungu: str | None) -> Boundary:
        """The outline with its gu; the sido as the office writes it."""
        if not self.everywhere or same_sido(one.sido, self.setting.sido):
            one = replace(one, sido=self.setting.sido or one.sido)
        gu = one.sigungu or sigungu or self._gu_by_code(one) or self._gu_of_office(one)
        if not gu and not one.sido.startswith("세종"):
            raise FormatError(self.name, [Problem("$", "SIGUNGU_MISSING")])
        return replace(one, sigungu=gu or "")

    def _gu_by_code(self, one: Boundary) -> str | None:
        if not hasattr(self, "_by_code"):
            systems = {each.code_system for each in self.file.boundaries}
            self._by_code = {system: boundaries.gus_by_code(self.uow, system) for system in systems}
        return self._by_code[one.code_system].get(one.code[:5])

    def _gu_of_office(self, one: Boundary) -> str | None:
        """The office's gu, where the dong of this code's beginning are its dong."""
        prefix = one.code[:5]
        names = {
            plain_dong(each.name)
            for each in self.file.boundaries
            if each.code_system == one.code_system and each.code[:5] == prefix
        }
        here = {plain_dong(each.name) for each in _dongs_here(self.uow, self.setting)}
        return self.setting.sigungu if len(names & here) >= MOST_KNOWN * len(names) else None

    def _keep(self, listed: list[Boundary]) -> None:
        day = self.file.valid_from
        assert day is not None
        known = {system: boundaries.of_edition(self.uow, system, day) for system in {one.code_system for one in listed}}
        for one in listed:
            values = {
                "name": one.name,
                "sido": one.sido,
                "sigungu": one.sigungu,
                "geometry": one.geometry,
            }
            values["source"] = self.name[:200]
            record = known[one.code_system].get(one.code)
            if record is not None and all(getattr(record, name) == value for name, value in values.items() if name != "source"):
                self.unchanged += 1
                continue
            self.created += record is None
            self.updated += record is not None
            if record is not None and self.saves:
                for name, value in values.items():
                    setattr(record, name, value)
                continue
            edition = {"level": AreaLevel.DONG, "code_system": one.code_system, "code": one.code, "valid_from": day}
            made = BoundaryRecord(**edition, **values)
            self.uow.add(made) if self.saves else self._new.append(made)

    def _draw(self) -> tuple[int, int, list[DongRecord]]:
        """Give the office's dong the outlines that hold today; (dong created, dong whose outline changed, all dong)."""
        gu = self.setting.sigungu
        held_today = boundaries.on(self.uow, self.today, self.setting.sido, new=self._new)
        held_today = [one for one in held_today if one.sigungu == gu]
        dongs = [one if self.saves else _apart(one) for one in _dongs_here(self.uow, self.setting)]
        if not held_today:
            return 0, 0, dongs
        here = {plain_dong(one.name): one for one in dongs}
        created = drawn = 0
        thin = self._thinned([one.geometry for one in held_today])
        for boundary, outline in zip(held_today, thin, strict=True):
            dong = here.pop(plain_dong(boundary.name), None)
            if dong is None:
                if not self.create_dongs:
                    self.notes.append(Note("DONG_UNKNOWN", {"name": boundary.name}, 0))
                    continue
                dong = self._new_dong(boundary)
                dongs.append(dong)
                created += 1
            if dong.outline != outline:
                dong.outline = outline
                drawn += 1
            if dong.lat is None or dong.lon is None:
                dong.lat, dong.lon = centre_of(boundary.geometry)
        self.notes += [Note("DONG_WITHOUT_OUTLINE", {"name": name}) for name in sorted(one.name for one in here.values())]
        return created, drawn, dongs

    def _thinned(self, geometries: list[Any]) -> list[Any]:
        """Thinned together; kept, so that the same need not be done again inside of the transaction."""
        before, thin = self.thinned
        if not before or before != geometries:
            thin = thinned(geometries)
        self.thinned = geometries, thin
        return thin

    def _new_dong(self, boundary: BoundaryRecord) -> DongRecord:
        dong = DongRecord(
            code=boundary.code,
            name=plain_dong(boundary.name),
            sido=boundary.sido,
            sigungu=boundary.sigungu,
        )
        return self.uow.add(dong) if self.saves else dong

    # Legal dong

    def legal(self) -> BoundaryReport:
        wanted: dict[tuple[str, str], LegalDong] = {}
        for one in self._mine(self.file.legal):
            if same_sido(one.sido, self.setting.sido):
                one = replace(one, sido=self.setting.sido or one.sido)
            wanted[(one.legal_code, one.code)] = one
        if not wanted:
            raise FormatError(self.name, [Problem("$", "OTHER_SIDO", expected=self.setting.sido or "")])
        known = {
            (one.legal_code, one.code): one
            for one in boundaries.legal_dongs(self.uow)
            if self.everywhere or same_sido(one.sido, self.setting.sido)
        }
        for key, one in wanted.items():
            record = known.get(key)
            values = {"legal_name": one.legal_name, "name": one.name, "sido": one.sido, "sigungu": one.sigungu}
            if record is None:
                if self.saves:
                    self.uow.add(LegalDongRecord(legal_code=one.legal_code, code=one.code, **values))
                self.created += 1
            elif all(getattr(record, field) == value for field, value in values.items()):
                self.unchanged += 1
            else:
                for name, value in values.items() if self.saves else ():
                    setattr(record, name, value)
                self.updated += 1
        gone = [record.id for key, record in known.items() if key not in wanted]
        if gone:
            self.updated += len(gone)
            self.notes.append(Note("LEGAL_GONE", {"n": len(gone)}))
            if self.saves:
                boundaries.drop_legal_dongs(self.uow, gone)
        self._compare_names(wanted.values())
        return self.report()

    def _compare_names(self, listed: Iterable[LegalDong]) -> None:
        named = {plain_dong(one.name) for one in listed if one.sigungu == self.setting.sigungu}
        here = {plain_dong(one.name): one.name for one in _dongs_here(self.uow, self.setting)}
        if named:
            self.notes += [Note("DONG_UNKNOWN", {"name": name}) for name in sorted(named - here.keys())]
            self.notes += [Note("DONG_NOT_IN_TABLE", {"name": here[name]}) for name in sorted(here.keys() - named)]


def _apart(dong: DongRecord) -> DongRecord:
    """A copy that no session knows, to be drawn on while only looking."""
    told = ("code", "name", "name_en", "sido", "sigungu", "lat", "lon", "outline")
    return DongRecord(**{name: getattr(dong, name) for name in told})


def _facts(report: BoundaryReport) -> dict[str, Any]:
    names = ("kind", "format", "created", "updated", "unchanged", "left_out", "dongs_created", "dongs_drawn", "epsg")
    facts = {name: getattr(report, name) for name in names}
    return facts | {"valid_from": report.valid_from.isoformat() if report.valid_from else None}
