"""Who is served and what it costs, from the words of a cell; only what a cell says outright."""

import re
from functools import lru_cache

#: "만 65세 이상 저소득 독거노인": one age and nobody else but older people of that age.
_OLDER = re.compile(
    r"^(?:만\s*)?(\d{2})\s*세\s*이상\s*(?:의\s*)?(?:[\s,+·및]*(?:관내|지역|거주|저소득층?|독거|결식|재가|취약|수급자?|차상위|거동\s*불편|무의탁|"
    r"어르신|노인|고령자|독거노인|결식노인|우려|경로)(?:\s*분)?)*$"
)
_AGES = re.compile(r"^(?:만\s*)?(\d{1,2})\s*세?\s*[~∼-]\s*(?:만\s*)?(\d{1,2})\s*세(?:\s*이하)?\s*(?:아동|청소년|학생)?$")
_CHARGED = {"y": True, "유료": True, "유": True, "o": True, "true": True, "n": False, "무료": False, "무": False, "x": False, "false": False}  # fmt: skip
_AMOUNT = re.compile(r"^\d[\d,]*(?:\.0+)?$")


@lru_cache(maxsize=4096)
def ages(target: str) -> tuple[int | None, int | None]:
    """(from, to) in completed years, where the text says them of everybody; (None, None) else."""
    plain = " ".join(target.split())
    if found := _OLDER.match(plain):
        return int(found[1]), None
    if (found := _AGES.match(plain)) and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    return None, None


@lru_cache(maxsize=4096)
def cost(paid: str, told: str) -> str | None:
    """What it costs, as it is shown: "무료", "10,000원", the list's own words; None where nothing is said."""
    charged = _CHARGED.get(paid.strip().lower())
    amount = told.strip()
    if amount.lower() in _CHARGED:  # some write whether it costs something into both columns
        charged, amount = _CHARGED[amount.lower()] if charged is None else charged, ""
    if _AMOUNT.match(amount):
        won = int(float(amount.replace(",", "")))
        amount = f"{won:,}원" if won else ""
    if charged is False and amount in ("", "0", "없음", "해당없음", "무료"):
        return "무료"
    if charged and not amount:
        return "유료"
    return amount or (paid.strip() if charged is None and len(paid) > 1 else None) or None


_PEOPLE = re.compile(r"(\d[\d,]*)(?:\.0+)?\s*(?:명|인|석)?")


def people(text: str) -> int | None:
    """The number of people in a cell of capacity; None where there is none, or nobody would fit."""
    found = _PEOPLE.fullmatch(text.strip())
    number = int(found[1].replace(",", "")) if found else 0
    return number if 0 < number <= 100_000 else None


_GROUP = re.compile(r"([가-힣]{1,8})\s*[:：]?\s*\(?(\d[\d,]*)\s*(?:명|인|석)?\)?")


@lru_cache(maxsize=1024)
def people_by_group(text: str) -> tuple[tuple[str, int], ...]:
    """(group, number) of a cell such as "남 20명, 여 15명"; () where it names fewer than two groups."""
    found = [(name, int(number.replace(",", ""))) for name, number in _GROUP.findall(text)]
    is_all = not re.sub(r"[\s,/·+()명인석:：]", "", _GROUP.sub("", text))
    return tuple(found) if len(found) >= 2 and is_all else ()
