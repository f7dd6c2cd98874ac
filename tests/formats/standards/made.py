"""Entries of the register as hypothesis makes them: every column that a file can carry, in every mix."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus, RecipientClass, Sex
from resmap.domain.network import Area, Eligibility, Offer, Outcomes, Place
from resmap.formats.entries import Entry
from resmap.formats.standards import Listed

#: What people type, and what a spreadsheet, a CSV or JSON trips over. No digits beyond a few: a resident
#: number must not come about by chance.
_LETTERS = "가나다라마바힣 abcXYZ=+-@'\",;\t\n|<>&%()[]{}#·—é😀0123"

texts = (
    st.text(_LETTERS, min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and text not in ("미상", "전국"))
)
maybe = st.none() | texts
ids = st.uuids().map(str)
words = st.frozensets(st.sampled_from(["disability", "migrant", "dv_active", "말벗", "=1+1"]), max_size=3)
counts = st.none() | st.integers(0, 90)
kinds = st.sampled_from([one.code for one in taxonomy.kinds() if one.level == 3 and not one.code.startswith(("R", "H1"))])
needs = st.lists(st.sampled_from([one.code for one in taxonomy.all_needs()]), max_size=4, unique=True).map(tuple)
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
points = st.none() | st.tuples(st.floats(33, 38.6), st.floats(125, 130))
clock = st.times().map(lambda at: at.strftime("%H:%M"))
schedules = st.lists(
    st.fixed_dictionaries(
        {"freq": st.sampled_from(["WEEKLY", "MONTHLY"]), "byday": st.sampled_from(["MO", "TU,TH", "SA"])},
        optional={"opens_at": clock, "closes_at": clock, "notes": texts, "interval": st.integers(1, 4),
                  "valid_from": days.map(date.isoformat), "a word of our own": texts},
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip


NO = st.just(False)


@st.composite
def offers(draw, *, kind=kinds, secret=NO) -> Offer:
    """Any offer of the register that is not a resident."""
    point = draw(points)
    ages = sorted([draw(st.integers(0, 120)), draw(st.integers(0, 120))])
    level = draw(st.sampled_from(AreaLevel))
    ended = draw(st.integers(0, 9))
    is_secret = draw(secret)
    place = Place(draw(maybe), draw(maybe), draw(maybe), *(point or (None, None)))
    return Offer(
        id="",
        name=draw(texts),
        kind=draw(kind),
        organization=draw(texts),
        department=draw(maybe),
        needs=draw(needs),
        recipient_class=draw(st.sampled_from(RecipientClass)),
        place=Place() if is_secret else place,
        area=Area(level, frozenset() if level is AreaLevel.NATION else draw(st.frozensets(texts, max_size=2))),
        eligibility=Eligibility(
            draw(st.sampled_from([None, ages[0]])),
            draw(st.sampled_from([None, ages[1]])),
            draw(st.sampled_from([None, *Sex])),
            draw(st.none() | st.floats(0, 500, allow_nan=False)),
            draw(words),
            draw(words),
        ),
        duplicate_group=draw(maybe),
        tags=draw(words),
        places_left=draw(counts),
        status=draw(st.sampled_from(OfferStatus)),
        verified_on=draw(st.none() | days),
        location_secret=is_secret,
        vetted_for_minors=draw(st.sampled_from([None, True, False])),
        access_line=draw(maybe),
        name_en=draw(maybe),
        description=draw(maybe),
        phone=draw(maybe),
        hours=draw(maybe),
        how_to_apply=draw(maybe),
        welcomes=draw(words),
        limit=draw(counts),
        outcomes=Outcomes(ended, draw(st.integers(0, ended))),
        extra=draw(st.fixed_dictionaries({}, optional={
            "documents": st.lists(texts, min_size=1, max_size=3), "languages": st.lists(texts, min_size=1, max_size=2),
            "description_en": texts, "cost": texts,
        })),
    )  # fmt: skip


_DOCUMENTS = st.lists(st.dictionaries(texts, texts | st.integers(0, 9), min_size=1), min_size=1, max_size=2)
_BEYOND = {
    "schedules": schedules, "cost": texts, "website": texts | st.just("https://example.org/a?b=1"),
    "email": texts | st.just("help@example.org"), "ends_on": days, "capacity_groups": _DOCUMENTS,
    "particulars": st.dictionaries(texts, texts | st.booleans(), min_size=1), "proposed_needs": _DOCUMENTS,
}  # fmt: skip


ANY = offers()


@st.composite
def listed(draw, offer=ANY) -> Listed:
    """An entry as an export meets it."""
    id_, made = draw(ids), draw(offer)
    entry = Entry(
        id_,
        made,
        None if made.location_secret else draw(maybe),
        beyond=draw(st.fixed_dictionaries({}, optional=_BEYOND)),
        organisation_number=draw(st.none() | st.just("1048200000")),
    )
    return Listed(
        entry,
        revision=draw(st.integers(1, 9)),
        organisation_id=draw(ids),
        department_id=draw(ids) if made.department else None,
        changed_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        closed=draw(st.sampled_from([False, False, True])),
        other_ids=tuple(draw(st.lists(ids, max_size=2))),
    )
