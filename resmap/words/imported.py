"""What an import has to say: why a file is refused, what is odd about a row, the report in lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from resmap.domain import taxonomy
from resmap.words.catalogue import has
from resmap.words.explain import need_name
from resmap.words.sentences import say
from resmap.words.tables import refused_sentence

#: Where the sentences of problems stand: each room that reads files has its own.
_AREAS = ("cleaning", "lists", "standards", "imports")

#: So many rows of each kind of problem stand in the terminal; the rest is counted.
FIRST = 3


def note_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """The sentence for a row's problem."""
    if code == "LOCAL_EDIT_KEPT":
        field = str(facts["field"])
        told = {side: value_text(field, facts[side], locale) for side in ("here", "there")}
        facts = {**facts, **told, "field": field_name(field, locale)}
    return say(_key(code), locale, **facts)


def kind_words(code: str, locale: str) -> str:
    """The problem in a few words, for counting and filtering."""
    keys = (f"{area}.kind.{code}" for area in _AREAS)
    return say(next(filter(has, keys), f"imports.kind.{code}"), locale)


def _key(code: str) -> str:
    keys = (f"{area}.{code}" for area in (*(f"{area}.problem" for area in _AREAS), "tables.row", "tables.note"))
    return next(filter(has, keys), f"imports.problem.{code}")


def field_name(field: str, locale: str) -> str:
    """What a field of an entry is called."""
    key = f"history.field.{field}"
    return say(key, locale) if has(key) else field


def value_text(field: str, value: object, locale: str) -> str:
    """A value of a field as a person reads it; plain values (codes, lists, numbers, text)."""
    if value is None or value in ("", [], {}):
        return say("history.nothing", locale)
    if isinstance(value, bool):
        return say("history.yes" if value else "history.no", locale)
    if field == "needs":
        return " · ".join(need_name(code, locale) for code in value)
    if field == "kind" and taxonomy.is_kind(value):
        known = taxonomy.kind(value)
        return known.en if locale == "en" else known.ko
    for key in (f"register.edit.status_{value}" if field == "status" else "", f"match.{field}.{value}"):
        if isinstance(value, str) and has(key):
            return say(key, locale)
    return _short(value)


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_short(one)}" for key, one in value.items() if one not in (None, "", []))
    return " · ".join(map(_short, value)) if isinstance(value, list | tuple) else str(value)


def refused_lines(what: str, problems: Iterable, locale: str) -> Iterator[str]:
    """Why the file cannot be imported, one sentence a reason."""
    yield say("imports.report.cannot", locale, what=what)
    for one in problems:
        if told := refused_sentence(one, locale):
            yield "  " + told
            continue
        facts = {"path": one.path, "found": one.found, "expected": one.expected or one.rule, "rule": one.rule}
        for key in (f"imports.refused.{one.rule}", f"standards.refused.{one.rule}", f"files.rule.{one.rule}"):
            if has(key):
                yield "  " + say(key, locale, **facts)
                break
        else:
            yield "  " + say("imports.refused.NOT_A_MAPPING", locale, **facts)


def _grouped(
    problems: Iterable[Mapping], counts: Mapping[str, int], refused: Collection[str], locale: str
) -> Iterator[str]:
    """The problems by kind: those with refused rows first, then the most frequent; of each the first rows."""
    groups: dict[str, list[Mapping]] = {}
    for one in problems:
        groups.setdefault(one["code"], []).append(one)
    for code in sorted(groups, key=lambda code: (code not in refused, -counts.get(code, 0), code)):
        told, n = groups[code], counts.get(code, len(groups[code]))
        key = "imports.report.group_refused" if code in refused else "imports.report.group"
        yield say(key, locale, kind=kind_words(code, locale), n=n)
        for one in told[:FIRST]:
            yield say("imports.report.row", locale, **one)
        if n > FIRST:
            yield say("imports.report.more_of_group", locale, n=n - min(FIRST, len(told)))


def report_lines(document: Mapping, name: str, locale: str) -> Iterator[str]:
    """The report of ``flows.importing.document`` as a person reads it."""
    yield say("imports.report.head", locale, name=name, **{k: document[k] for k in ("format", "encoding", "source")})
    yield say("imports.report.counts", locale, **document)
    if document["left_out"]:
        yield say("imports.report.left_out", locale, n=document["left_out"])
    problems = document["problems"]
    if problems:
        yield ""
        yield say("imports.report.problems", locale, n=len(problems))
        yield from _grouped(problems, document["problems_by_code"], set(document["codes_refused"]), locale)
        if document["problems_left_out"]:
            yield say("imports.report.more", locale, n=document["problems_left_out"])
    yield ""
    yield say("imports.report.dry" if document["dry_run"] else "imports.report.unverified", locale)
