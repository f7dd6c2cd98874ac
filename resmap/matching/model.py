"""The whole policy on one screen: gates, factors, weights, version.

Every stored suggestion names the version, so that it can be replayed years
later. Change a weight and you change the version; reasons stand beside.
"""

from resmap.matching import factors as f
from resmap.matching import wishing as w
from resmap.matching.gates import GATES
from resmap.matching.situation import Situation
from resmap.scoring import Factor, Model

MODEL: Model[Situation] = Model(
    name="resmap-neighbourhood",
    version="2026.12",
    gates=GATES,
    factors=(
        # What it is about outweighs everything else together with who should do it.
        Factor("answers_the_need", 40, f.answers_the_need, "R002, R007"),
        Factor("right_helper", 16, f.right_helper, "practice §2.10 rules 3, 4; B:179"),
        Factor("statutory_first", 12, f.statutory_first, "practice §2.10 rule 2; 사회보장급여법 §9"),
        Factor("made_for_situation", 12, f.made_for_situation, "R018, R196"),
        # People go where they can get to; beyond a few bands the difference is small.
        Factor("reach", 12, f.reach, "practice §2.10 rule 6; R164"),
        # A word of the person themselves weighs as much as being urgent: it decides whether they go at all.
        Factor("wishes", 8, w.as_wished, "R035, B:97"),
        Factor("getting_there", 8, w.gets_there, "R164, B:369"),
        # What failed this household before needs a better reason than what nobody tried.
        Factor("tried_before", 8, w.tried_before, "R019, B:65"),
        Factor("priority_and_urgency", 8, f.priority_and_urgency, "practice §2.10 rule 1; B:273"),
        Factor("road_of_trust", 8, f.road_of_trust, "R050, R134"),
        Factor("diagnose_first", 6, f.diagnose_first, "practice §2.10 rule 5; R096, R097"),
        Factor("reciprocity", 6, f.reciprocity, "R135, R136"),
        Factor("linked_needs", 6, f.linked_needs, "R008, R071"),
        Factor("outcomes", 6, f.outcomes, "R019, R188"),
        Factor("places_and_load", 6, f.places_and_load, "practice §2.10 rule 10; R141"),
        Factor("eligibility_confirmed", 6, f.eligibility_confirmed, "R196"),
        Factor("freshness", 4, f.freshness, "practice §2.7"),
    ),
)
