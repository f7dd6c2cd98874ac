"""A service at a place as an entry: the register's own fields where an export of ours carries them, else what
HSDS says, cleaned; a refuge without its place."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from resmap.domain.codes import OfferStatus, RecipientClass
from resmap.domain.network import Eligibility, Offer, Outcomes, Place
from resmap.formats.entries import RowProblem, Taken, entry
from resmap.formats.lists import secrecy
from resmap.formats.standards import fits
from resmap.formats.standards.hsds_beyond import beyond_of, cells_of, extra_of
from resmap.formats.standards.hsds_model import ACCESS_LINE
from resmap.formats.standards.hsds_needs import known_needs
from resmap.formats.standards.hsds_schedules import hours
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import age, rows_in
from resmap.formats.standards.hsds_where import area_of, place_of
from resmap.formats.standards.shapes import CONFIDENTIAL, NOT_A_POINT

#: What a service is, where its file does not say it in our codes: a service of a private agency.
KIND, AGENCY = "M31", RecipientClass.AGENCY

_STATUS = {
    "active": OfferStatus.ACTIVE,
    "inactive": OfferStatus.PAUSED,
    "temporarily closed": OfferStatus.PAUSED,
    "defunct": OfferStatus.CLOSED,
    "closed": OfferStatus.CLOSED,
}

#: Fields of an entry that hold so much text (columns of the database).
_NAME, _KEY = 200, 200


def entry_of(it: ServiceAt) -> Taken:
    """What becomes of the service at its place: an entry, or the problem that refuses it."""
    kind = it.kind or (it.type.kind if it.type else KIND)
    if kind.startswith("H1"):  # a resident is listed by their own consent only, and by no file (P-25)
        return _refused(it, "kind", "RESIDENT_NOT_HERE")
    secret = _is_secret(it)
    if secret and (it.location.get("latitude") or it.location.get("longitude")):
        return _refused(it, "latitude", "SECRET_WITH_COORDINATES")
    offer, address = _offer(it, kind, secret)
    if secret and not it.is_ours:
        it.note("address", "SECRET_PLACE_REMOVED", name=offer.name)
    if it.service.get(NOT_A_POINT):
        it.note("", "NOT_A_POINT")
    if not offer.needs:
        it.note("", "NEEDS_UNKNOWN")
    made = entry(
        offer.id,
        offer,
        address,
        it.row,
        beyond=beyond_of(it),
        cells=cells_of(it),
        organisation_number=_organisation_number(it),
    )
    return Taken(it.row, made, tuple(it.problems))


def _refused(it: ServiceAt, column: str, code: str) -> Taken:
    return Taken(it.row, None, (RowProblem(it.row, column, code, True),))


def _offer(it: ServiceAt, kind: str, secret: bool) -> tuple[Offer, str | None]:
    own, text = it.own, it.text
    organisation = it.organisation_name()
    low, high = _ages(it)
    place, address = (Place(), None) if secret else place_of(it)
    program = it.service.get("program")
    name = text("name")
    if secret and not it.is_ours:
        spoken = " ".join(str(one) for row in rows_in(it.location, "addresses") for one in row.values())
        name = secrecy.safe_name(name, " ".join(it.terms), spoken, (), _key(it))
    offer = Offer(
        id=secrecy.safe_key(it.source_name, _key(it)) if secret and not it.is_ours else _key(it),
        name=name,
        kind=kind,
        organization=(organisation or name)[:_NAME],
        department=((it.of(program, "name") or "")[:_NAME] or None) if isinstance(program, Mapping) else None,
        needs=it.needs or known_needs(it),
        recipient_class=own.get("recipient_class") or (it.type.recipient_class if it.type else AGENCY),
        place=place,
        area=area_of(it, place),
        eligibility=Eligibility(
            low,
            high,
            own.get("sex"),
            own.get("income_max"),
            own.get("requires", frozenset()),
            own.get("excludes", frozenset()),
        ),
        duplicate_group=own.get("duplicate_group"),
        tags=own.get("tags", frozenset()),
        places_left=own.get("places_left"),
        limit=own.get("limit"),
        status=_STATUS.get(str(it.service.get("status") or "").lower(), OfferStatus.ACTIVE),
        verified_on=_verified_on(it),
        location_secret=secret,
        vetted_for_minors=own.get("vetted_for_minors"),
        access_line=_phone(it, ACCESS_LINE),
        name_en=text("alternate_name"),
        description=text("description"),
        phone=None if secret else _phone(it),
        hours=None if secret else hours(it),
        how_to_apply=None if secret else text("application_process"),
        welcomes=own.get("welcomes", frozenset()),
        outcomes=_outcomes(it),
        extra={} if secret else extra_of(it),
    )
    if secret and not it.is_ours:  # free text of a foreign list tells too easily where it is
        offer = replace(offer, description=None, organization=offer.name[:_NAME])
    return offer, address


def _key(it: ServiceAt) -> str:
    """Its id in the file; of a service at several places, with the place's."""
    id_ = it.of(it.service, "id")
    if id_ and it.number is False:
        return id_[:_KEY]
    at = it.of(it.at, "id") or it.of(it.location, "id")
    if id_:
        return f"{id_}@{at or it.number}"[:_KEY]
    # Older directories have no ids: what tells its services apart, so that a later edition is known again.
    address = next(iter(rows_in(it.location, "addresses")), {})
    told = [it.organisation_name(), it.text("name"), it.text("description"), it.of(it.location, "name")]
    told += [it.of(address, "address_1"), _phone(it), *it.terms]
    return hashlib.sha256("|".join(one or "" for one in told).encode()).hexdigest()[:32]


def _organisation_number(it: ServiceAt) -> str | None:
    organisation = it.service.get("organization")
    rows = rows_in(organisation, "organization_identifiers") if isinstance(organisation, Mapping) else []
    numbers = [re.sub(r"\D", "", str(one.get("identifier") or "")) for one in rows]
    return next((one for one in numbers if one), None)


def _ages(it: ServiceAt) -> tuple[int | None, int | None]:
    low, high = (age(it.service.get(name)) for name in ("minimum_age", "maximum_age"))
    if low is not None and high is not None and low > high:
        it.note("minimum_age", "AGES_CROSSED")
        return None, None
    return low, high


def _verified_on(it: ServiceAt) -> date | None:
    said = it.service.get("assured_date")
    return date.fromisoformat(said) if fits.day(said) else None


def _outcomes(it: ServiceAt) -> Outcomes:
    ended, helped = it.own.get("ended", 0), it.own.get("helped", 0)
    return Outcomes(ended, helped) if helped <= ended else Outcomes()


def _is_secret(it: ServiceAt) -> bool:
    if it.is_ours:
        return it.own.get("location_secret", False)
    if it.service.get(CONFIDENTIAL) or it.location.get(CONFIDENTIAL):
        return True
    told = " ".join(filter(None, (it.text("name"), it.organisation_name(), *it.terms)))
    described = f"{told} {it.text('description') or ''}"
    if secrecy.is_secret(" ".join(it.terms), it.text("name") or ""):
        return True
    return secrecy.is_secret_in_english(told, described)


def _phone(it: ServiceAt, kind: str | None = None) -> str | None:
    """Its first number that is no fax; ``kind`` takes one of that type only."""
    organisation = it.service.get("organization")
    holders = [it.service, it.at, it.location, *([organisation] if isinstance(organisation, Mapping) else [])]
    for holder in holders if not kind else [it.service]:
        for phone in rows_in(holder, "phones"):
            said = str(phone.get("type") or phone.get("department") or "").lower()
            number = it.of(phone, "number")
            if number and not it.is_ours:  # the examples of the specification stand in quotes
                number = number.strip('"')
            if number and (said == kind if kind else said not in (ACCESS_LINE, "fax", "tty", "tdd")):
                return number
    return None
