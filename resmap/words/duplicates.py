"""Why two entries may be one place, in one sentence for each line; and the terminal's lines."""

from collections.abc import Iterable, Iterator, Mapping

from resmap.words import imported
from resmap.words.catalogue import has
from resmap.words.sentences import say


def line_sentence(reason: str, factor: str, facts: Mapping[str, object], locale: str) -> str:
    """What one line of a pair found. ``factor`` is the heading of the column for tables of other kinds."""
    nothing = say("dedupe.nothing", locale)
    told = {name: nothing if value == "" else value for name, value in facts.items()}
    return say(f"dedupe.line.{reason}", locale, **{**told, "field": factor_name(factor, locale)})


def factor_name(factor: str, locale: str) -> str:
    """The name of what was compared; a table's own heading where it is one of no factor of ours."""
    key = f"dedupe.factor.{factor}"
    return say(key, locale) if has(key) else factor


def pair_lines(document: dict, locale: str) -> Iterator[str]:
    """A document of ``flows.duplicate_files.find`` for the terminal."""
    places = document["as"] == "places"
    yield say(
        "dedupe.screen.head",
        locale,
        records=" + ".join(f"{n:,}" for n in document["records"]),
        columns=list(document["compared"]),
        count=len(document["pairs"]),
    )
    yield say(f"dedupe.screen.{'places' if places else 'tables'}", locale)
    for each in document["left_out"]:
        if each:
            yield say("dedupe.screen.left_out", locale, count=len(each), first=each[0])
    for pair in document["pairs"]:
        word = say(f"dedupe.screen.{'propose' if pair['propose'] else 'doubtful'}", locale)
        yield ""
        yield f"{pair['a']} = {pair['b']}  {pair['score']:g}  {word}"
        for line in pair["lines"]:
            # A table's sentence names its column itself.
            named = f"{factor_name(line['factor'], locale)}: " if places else ""
            if line["points"]:
                yield f"   {line['points']:+.1f}  {named}{line['text']}"


def refused_lines(what: str, problems: Iterable, locale: str) -> Iterator[str]:
    """Why the lists cannot be compared, one sentence a reason; what any file is refused for is said as by the import."""
    own = [one for one in problems if has(f"dedupe.refused.{one.rule}")]
    rest = [one for one in problems if one not in own]
    if own:
        yield say("dedupe.refused.cannot", locale, what=what)
    for one in own:
        yield "  " + say(f"dedupe.refused.{one.rule}", locale, path=one.path, expected=one.expected)
    if rest:
        yield from imported.refused_lines(what, rest, locale)
