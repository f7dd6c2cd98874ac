"""What a boundary import has to say: why a file is refused, what is odd about it, the report in lines."""

from collections.abc import Iterable, Iterator, Mapping

from resmap.words.catalogue import has
from resmap.words.sentences import say


def note_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """The sentence for something odd about the file."""
    return say(f"boundaries.note.{code}", locale, **facts)


def refused_sentence(problem, locale: str) -> str:
    """Why a file cannot be used; the words of tables serve for what is no boundary file at all."""
    facts = {"path": problem.path, "found": problem.found, "expected": problem.expected, "rule": problem.rule}
    for area in ("boundaries", "tables", "imports"):
        if has(key := f"{area}.refused.{problem.rule}"):
            return say(key, locale, **facts)
    return say("boundaries.refused.NOT_BOUNDARIES", locale, **facts)


def refused_lines(what: str, problems: Iterable, locale: str) -> Iterator[str]:
    yield say("boundaries.report.cannot", locale, what=what)
    for one in problems:
        yield "  " + refused_sentence(one, locale)


def report_lines(document: Mapping, locale: str) -> Iterator[str]:
    """The report of ``flows.boundaries.document`` as a person reads it."""
    kind = say(f"boundaries.kind.{document['kind']}", locale)
    yield say("boundaries.report.head", locale, name=document["file"], kind=kind, rows=document["rows"])
    yield say("boundaries.report.counts", locale, **document)
    if document["valid_from"]:
        yield say("boundaries.report.valid_from", locale, date=document["valid_from"])
    if document["epsg"]:
        yield say("boundaries.report.epsg", locale, epsg=document["epsg"])
    if document["dongs_created"]:
        yield say("boundaries.report.made", locale, n=document["dongs_created"])
    if document["dongs_drawn"]:
        yield say("boundaries.report.drawn", locale, n=document["dongs_drawn"])
    for one in document["notes"]:
        yield "  " + one["text"]
    key = "looked" if document["dry_run"] else "done"
    is_new = any(document[name] for name in ("created", "updated", "dongs_created", "dongs_drawn"))
    yield say(f"boundaries.report.{key if is_new else 'nothing_new'}", locale)
