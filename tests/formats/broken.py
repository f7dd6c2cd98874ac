"""Broken network and case files: each a small function making bytes.

`BROKEN` holds (name, which file, bytes, rule, a piece of the path that must be told). The word
GIFTWORD stands wherever a value is wrong: no message may repeat it.
"""

import json
from collections.abc import Callable
from copy import deepcopy

from tests.support.worlds import plain_case, plain_offer, plain_world

GIFTWORD = "Geheimnis-비밀-7318"
RESIDENT = "800101-1234567"

Change = Callable[[dict], object]


def network(change: Change) -> bytes:
    document = deepcopy(plain_world(plain_offer(), plain_offer("B")).network_document)
    change(document)
    return json.dumps(document, ensure_ascii=False).encode()


def case(change: Change) -> bytes:
    document = plain_case()
    change(document)
    return json.dumps(document, ensure_ascii=False).encode()


def put(*path, value: object) -> Change:
    """Sets the value at a path of keys and positions."""

    def change(document):
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def drop(*path) -> Change:
    def change(document):
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


def offer(*path, value: object) -> bytes:
    return network(put("offers", 1, *path, value=value))


def raw(text: str) -> bytes:
    return text.encode()


OFFER = "$.offers[1]"

BROKEN: list[tuple[str, str, bytes, str, str]] = [
    # the file itself
    ("an empty file", "network", b"", "EMPTY", ""),
    ("only blanks", "case", b" \n\t", "EMPTY", ""),
    ("not UTF-8", "network", GIFTWORD.encode("cp949"), "NOT_UTF8", "byte "),
    ("UTF-16", "case", json.dumps(plain_case()).encode("utf-16"), "NOT_UTF8", "byte 0"),
    ("cut off", "network", network(lambda d: None)[:-40], "NOT_JSON", "line 1 column "),
    ("plain text", "case", raw(GIFTWORD), "NOT_JSON", "line 1 column 1"),
    ("a comment", "network", raw('{\n// ' + GIFTWORD + '\n}'), "NOT_JSON", "line 2 column 1"),
    ("two documents", "case", case(lambda d: None) * 2, "NOT_JSON", "line 1 column "),
    ("NaN", "network", raw('{"format": "resmap-network/1", "offers": [NaN]}'), "NOT_A_NUMBER", "$"),
    ("Infinity", "case", raw('{"format": -Infinity}'), "NOT_A_NUMBER", "$"),
    ("a number beyond all numbers", "case", case(put("weight", value=0)).replace(b'"weight": 0', b'"weight": 1e999'),
     "NOT_A_NUMBER", "$.weight"),
    ("a number of thousands of digits", "network", raw('{"offers": ' + "9" * 6000 + "}"), "NOT_A_NUMBER", "$"),
    ("a key twice", "network", raw('{"format": "resmap-network/1", "format": "' + GIFTWORD + '"}'),
     "DUPLICATE_KEY", "key format"),
    ("a personal key twice", "case", raw('{"' + RESIDENT + '": 1, "' + RESIDENT + '": 2}'), "DUPLICATE_KEY", "key *"),
    ("nested without end", "case", raw("[" * 200_000), "TOO_DEEP", ""),
    # another document
    ("a list", "network", raw("[]"), "TYPE", "$"),
    ("a bare string", "case", raw(json.dumps(GIFTWORD)), "TYPE", "$"),
    ("the other format", "case", network(lambda d: None), "CONST", "$.format"),
    ("a later version", "network", network(put("format", value="resmap-network/2")), "CONST", "$.format"),
    # networks
    ("no offers", "network", network(drop("offers")), "REQUIRED", "$.offers"),
    ("an offer without an organisation", "network", network(drop("offers", 1, "organization")), "REQUIRED",
     OFFER + ".organization"),
    ("an offer that is none", "network", network(put("offers", 1, value=GIFTWORD)), "TYPE", OFFER),
    ("a name that is a number", "network", offer("name", value=7318), "TYPE", OFFER + ".name"),
    ("an empty name", "network", offer("name", value=""), "MINLENGTH", OFFER + ".name"),
    ("an unknown recipient class", "network", offer("recipient_class", value=GIFTWORD), "ENUM",
     OFFER + ".recipient_class"),
    ("an unknown kind", "network", offer("kind", value="H9" + GIFTWORD), "PATTERN", OFFER + ".kind"),
    ("an unknown need", "network", offer("needs", value=["DLY11", GIFTWORD]), "FORMAT", OFFER + ".needs[1]"),
    ("a day that does not exist", "network", offer("verified_on", value="2026-02-30"), "FORMAT",
     OFFER + ".verified_on"),
    ("a day with a time", "network", offer("verified_on", value="2026-02-01T00:00"), "FORMAT", OFFER + ".verified_on"),
    ("a latitude beyond the pole", "network", offer("place", value={"lat": 91.7318, "lon": 127}), "MAXIMUM",
     OFFER + ".place.lat"),
    ("half a point", "network", offer("place", value={"lat": 37.7318, "lon": None}), "HALF_A_POINT", OFFER + ".place"),
    ("ages crossed", "network", offer("eligibility", value={"age_min": 65, "age_max": 18}), "AGES_CROSSED",
     OFFER + ".eligibility.age_min"),
    ("fewer than no places", "network", offer("places_left", value=-7318), "MINIMUM", OFFER + ".places_left"),
    ("too many places to count", "network", offer("places_left", value=10**400), "MAXIMUM", OFFER + ".places_left"),
    ("half a place", "network", offer("places_left", value=1.7318), "TYPE", OFFER + ".places_left"),
    ("more helped than ended", "network", offer("outcomes", value={"ended": 1, "helped": 2}), "MORE_THAN_ENDED",
     OFFER + ".outcomes.helped"),
    ("an id twice", "network", offer("id", value="A"), "ID_TWICE", OFFER + ".id"),
    ("an id of ten thousand letters", "network", offer("id", value="x" * 10_000), "MAXLENGTH", OFFER + ".id"),
    ("the client as an offer", "network", offer("id", value="client"), "RESERVED_ID", OFFER + ".id"),
    ("a tie to nobody", "network", network(put("ties", value=[{"from": "A", "to": GIFTWORD, "kind": "friend"}])),
     "UNKNOWN_ID", "$.ties[0].to"),
    ("a tie too strong", "network",
     network(put("ties", value=[{"from": "A", "to": "B", "kind": "friend", "strength": 1.7318}])), "MAXIMUM",
     "$.ties[0].strength"),
    ("an unknown kind of tie", "network", network(put("ties", value=[{"from": "A", "to": "B", "kind": GIFTWORD}])),
     "ENUM", "$.ties[0].kind"),
    ("a resident number in a note", "network", offer("note", value=f"{GIFTWORD} {RESIDENT}"), "RESIDENT_NUMBER",
     OFFER + ".note"),
    ("a resident number as a key", "network", offer("notes", value={RESIDENT: 1}), "RESIDENT_NUMBER",
     OFFER + ".notes"),
    # cases
    ("no client", "case", case(drop("client")), "REQUIRED", "$.client"),
    ("an empty household", "case", case(put("client", "household", value=[])), "MINITEMS", "$.client.household"),
    ("an unknown holder", "case", case(put("needs", 0, "holder", value=GIFTWORD)), "UNKNOWN_HOLDER",
     "$.needs[0].holder"),
    ("an unknown need of the client", "case", case(put("needs", 0, "code", value=GIFTWORD)), "FORMAT",
     "$.needs[0].code"),
    ("a severity of nine", "case", case(put("needs", 0, "severity", value=9)), "MAXIMUM", "$.needs[0].severity"),
    ("a truth that is a word", "case", case(put("emergency", value=GIFTWORD)), "TYPE", "$.emergency"),
    ("an age in words", "case", case(put("client", "household", 0, "age", value=GIFTWORD)), "TYPE",
     "$.client.household[0].age"),
    ("a member twice", "case", case(put("client", "household", value=[{"id": GIFTWORD}, {"id": GIFTWORD}, {"id": "m"}])),
     "ID_TWICE", "$.client.household[1].id"),
    ("served before it began", "case",
     case(put("served", value=[{"offer": "A", "from": "2026-07-31", "to": "2026-07-30"}])), "DATES_CROSSED",
     "$.served[0].to"),
    ("a block of nobody", "case", case(put("blocked", value=[{"why": GIFTWORD}])), "ANYOF", "$.blocked[0]"),
    ("an unknown reason to close", "case",
     case(put("event", value={"type": "closing_attempt", "reason": GIFTWORD})), "ENUM", "$.event.reason"),
    ("an unknown stage", "case", case(put("stage", value=GIFTWORD)), "ENUM", "$.stage"),
    ("a wish for what nobody knows", "case", case(put("wishes", value=[{"about": "diet", "value": GIFTWORD, "force": "must"}])),
     "UNKNOWN_WISH", "$.wishes[0].value"),
    ("half a home", "case", case(put("client", "place", value={"lat": 37.7318})), "HALF_A_POINT", "$.client.place"),
    ("an expiry for ever", "case", case(put("consents", "expires", value={GIFTWORD: "never"})), "FORMAT",
     "$.consents.expires.*"),
    ("a resident number in what the client said", "case", case(put("statements", value={"quote": RESIDENT})),
     "RESIDENT_NUMBER", "$.statements.quote"),
]  # fmt: skip
