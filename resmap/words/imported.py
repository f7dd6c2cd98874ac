"""What an import has to say: why a file is refused, what is odd about a row, the report in lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from resmap.words.catalogue import has
from resmap.words.sentences import say

#: So many problems stand in the terminal, the rare kinds first; the rest is counted.
MOST = 30


def note_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """The sentence for a row's problem."""
    return say(f"imports.problem.{code}", locale, **facts)


def refused_lines(what: str, problems: Iterable, locale: str) -> Iterator[str]:
    """Why the file cannot be imported, one sentence a reason."""
    yield say("imports.report.cannot", locale, what=what)
    for one in problems:
        facts = {"path": one.path, "found": one.found, "expected": one.expected or one.rule, "rule": one.rule}
        for key in (f"imports.refused.{one.rule}", f"files.rule.{one.rule}"):
            if has(key):
                yield "  " + say(key, locale, **facts)
                break
        else:
            yield "  " + say("imports.refused.NOT_A_MAPPING", locale, **facts)


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
        often = Counter(one["code"] for one in problems)
        for one in sorted(problems, key=lambda one: (often[one["code"]], one["code"], one["row"]))[:MOST]:
            yield say("imports.report.row", locale, **one)
        if len(problems) > MOST:
            yield say("imports.report.more", locale, n=len(problems) - MOST)
    yield ""
    yield say("imports.report.dry" if document["dry_run"] else "imports.report.unverified", locale)
