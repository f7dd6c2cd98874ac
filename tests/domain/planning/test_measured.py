"""How well the seven mistakes are found, on invented objectives labelled by hand before they were read.

Figures of the FIRST reading of each held-out set (found rightly / found wrongly / missed):

=========  =================  =================  =================  =================
mistake    held_out (108)     terse (71)         unseen (72)        last (48)
=========  =================  =================  =================  =================
M1         19 / 0 / 0         7 / 1 / 8          5 / 0 / 8          4 / 0 / 4
M2         9 / 0 / 0          1 / 0 / 6          3 / 0 / 3          2 / 0 / 2
M3         15 / 0 / 0         10 / 3 / 0         8 / 1 / 0          6 / 0 / 0
M4         12 / 1 / 0         4 / 1 / 4          1 / 0 / 6          1 / 0 / 3
M5         7 / 0 / 0          2 / 0 / 2          1 / 1 / 3          1 / 0 / 2
M6         8 / 0 / 0          0 / 0 / 5          1 / 0 / 5          2 / 0 / 2
M7         14 / 0 / 0         10 / 28 / 1        10 / 26 / 0        8 / 11 / 0
to mend    73 of 73           48 of 51           46 of 48           28 of 32
good       0 of 35            7 of 20            3 of 24            2 of 16
=========  =================  =================  =================  =================

("to mend": objectives with a mistake that were told of at all; "good": those told of wrongly.)

held_out was written by the same hand in the same hour as the design half, so that its figures only say that the
lists hold what their writer knows. The other three were written against the checker and say what to expect of a
stranger's text: most of what needs mending is told of, and rarely wrongly, but which of the seven it is, word lists
know in about half of the cases. What they do not know falls to M7 ("cannot be judged at closing"), which is true of
it as well: hence the many M7 found "wrongly".

After its reading each set but the last was used to mend the lists and is design since; ``last`` was left as it was
read, and is the figure to quote.
"""

from collections import Counter

import pytest

from resmap.domain.planning.checking import check_objective
from tests.domain.planning.reading import labelled

SETS = {"design": 0.99, "held_out": 0.98, "terse": 0.97, "unseen": 0.95}
#: Never mended for: 33 of 48 exactly, 28 of 32 told of, 2 of 16 wrongly.
LEFT_AS_READ = "last"


@pytest.mark.parametrize("name", SETS)
def test_the_mistakes_of_a_labelled_set_are_found_and_no_others(name):
    rows = list(labelled(f"objectives_{name}"))
    wrong = [
        (sorted(labels), [one.value for one in check_objective(objective).mistakes], objective.text)
        for labels, objective in rows
        if {one.value for one in check_objective(objective).mistakes} != labels
    ]
    assert len(wrong) <= (1 - SETS[name]) * len(rows), wrong


@pytest.mark.parametrize("name", SETS)
def test_good_objectives_are_left_alone(name):
    told = [one.text for labels, one in labelled(f"objectives_{name}") if not labels and check_objective(one).found]
    assert told == []


def test_the_set_that_was_never_mended_for_keeps_its_figures():
    rows = [(labels, check_objective(one)) for labels, one in labelled(f"objectives_{LEFT_AS_READ}")]
    assert sum({one.value for one in check.mistakes} == labels for labels, check in rows) >= 33
    assert sum(bool(labels and check.found) for labels, check in rows) >= 28
    assert sum(bool(not labels and check.found) for labels, check in rows) <= 2


def test_every_mistake_stands_often_enough_in_the_sets_to_be_measured():
    counted = Counter(label for name in SETS for labels, _ in labelled(f"objectives_{name}") for label in labels)
    assert set(counted) == {f"M{n}" for n in range(1, 8)} and min(counted.values()) >= 20
    assert sum(1 for name in SETS for _ in labelled(f"objectives_{name}")) >= 150
