"""The peer: splink on DuckDB, set up as its guides do it, in the strongest reasonable form.

* It is given *cleaned* columns: lower case, telephones as digits, shortened street words, and for Korean
  lists the parts of name and address that the product makes. That cleaning is not in its time.
* Comparisons from its library: names with Jaro-Winkler levels (forename and surname together, which sees
  them exchanged), dates, edit distance for codes, term frequencies where values are common.
* Blocking: the rules of its FEBRL4 guide and a few more; for places name, telephone, house, cell of the map.
* Training as recommended: the prior from deterministic rules, u from random pairs, m by EM under two or
  three blocking rules in turn, over all pairs (``record_sample_proportion=1``), since the lists are small.
* Decision at even odds (match probability 0.5), as the product; two lists joined one to one by the best
  links, as the product.
"""

import logging
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version

from resmap.bench.dedupe_sets import Cells, DataSet, Pairs, figures
from resmap.dedupe.table_fields import code_of, phone_of, street_of, words_of

NAME = f"splink {version('splink')}"
EVEN = 0.5

Row = dict[str, object]


class Peer:
    """One set, cleaned; ``find`` trains and predicts from there."""

    def __init__(self, data: DataSet):
        self.how = _HOW[data.how]
        self.weighed: Callable[[float], Pairs] = lambda weight: frozenset()
        if data.records:
            self.lists = [self.how.clean(data)]
        else:
            self.lists = [[{"unique_id": key, **self.how.clean_row(cells)} for key, cells in rows] for rows in data.lists]

    def find(self) -> Pairs:
        import pyarrow
        from splink import DuckDBAPI, Linker, SettingsCreator

        logging.getLogger("splink").setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            api = DuckDBAPI()
            names = ("list_a", "list_b")
            tables = [
                api.register(pyarrow.Table.from_pylist(rows), dataset_display_name=name)
                for rows, name in zip(self.lists, names, strict=False)
            ]
            settings = SettingsCreator(
                link_type="link_only" if len(tables) == 2 else "dedupe_only",
                comparisons=self.how.comparisons(),
                blocking_rules_to_generate_predictions=self.how.blocking(),
                retain_matching_columns=False,
            )
            linker = Linker(tables if len(tables) == 2 else tables[0], settings, log_level=logging.ERROR)
            rules, recall = self.how.certain()
            linker.training.estimate_probability_two_random_records_match(rules, recall=recall)
            linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
            for rule in self.how.training():
                linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
            found = linker.inference.predict(threshold_match_probability=EVEN).as_record_list()
        linking = len(tables) == 2
        self.weighed = lambda weight: _pairs([row for row in found if row["match_weight"] >= weight], linking)
        return _pairs(found, linking)

    def best(self, truth: Pairs) -> dict[str, float]:
        """The figures at the threshold that truth would choose: more than anybody could know, to be fair."""
        return max((figures(self.weighed(weight), truth) for weight in range(0, 60, 2)), key=lambda each: each["f1"])


def _pairs(found: Sequence[Row], linking: bool) -> Pairs:
    if not linking:
        return frozenset(tuple(sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))) for row in found)  # type: ignore[misc]
    left: set[str] = set()
    right: set[str] = set()
    kept = set()
    for row in sorted(found, key=lambda row: (-float(str(row["match_weight"])), str(row["unique_id_l"]))):
        a, b = str(row["unique_id_l"]), str(row["unique_id_r"])
        if row.get("source_dataset_l") == "list_b":
            a, b = b, a
        if a not in left and b not in right:
            kept.add((a, b))
            left.add(a)
            right.add(b)
    return frozenset(kept)


def _cleaned(cells: Cells, how: dict[str, Callable[[str], str]]) -> Row:
    return {name: (clean(cells[name]) or None) for name, clean in how.items()}


class People:
    """FEBRL: the guide's settings, with suburb, state and both lines of the address as well."""

    _CLEAN = {
        "given_name": words_of, "surname": words_of, "street_number": code_of, "address_1": street_of,
        "address_2": street_of, "suburb": words_of, "postcode": code_of, "state": words_of,
        "date_of_birth": code_of, "soc_sec_id": code_of,
    }  # fmt: skip

    def clean_row(self, cells: Cells) -> Row:
        return _cleaned(cells, self._CLEAN)

    def comparisons(self) -> list:
        import splink.comparison_library as cl

        return [
            cl.ForenameSurnameComparison("given_name", "surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("address_2", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("state").configure(term_frequency_adjustments=True),
        ]

    def blocking(self) -> list:
        from splink import block_on

        return [
            block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("surname", "date_of_birth"),
            block_on("given_name", "date_of_birth"), block_on("date_of_birth", "postcode"), block_on("surname", "postcode"),
            block_on("given_name", "postcode"), block_on("state", "address_1"), block_on("street_number", "address_1"),
            block_on("street_number", "postcode"), block_on("surname", "suburb"), block_on("address_2", "suburb"),
        ]  # fmt: skip

    def certain(self):
        from splink import block_on

        rules = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
                 block_on("given_name", "surname", "postcode")]  # fmt: skip
        return rules, 0.9

    def training(self) -> list:
        from splink import block_on

        return [block_on("date_of_birth"), block_on("postcode"), block_on("soc_sec_id")]


class Restaurants:
    """Fodors and Zagats."""

    _CLEAN = {"name": words_of, "addr": street_of, "city": words_of, "phone": phone_of, "type": words_of}

    def clean_row(self, cells: Cells) -> Row:
        return _cleaned(cells, self._CLEAN)

    def comparisons(self) -> list:
        import splink.comparison_library as cl

        return [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]),
            cl.JaroWinklerAtThresholds("addr", [0.95, 0.88, 0.75]),
            cl.DamerauLevenshteinAtThresholds("phone", [1]),
            cl.JaroWinklerAtThresholds("city", [0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("type").configure(term_frequency_adjustments=True),
        ]

    def blocking(self) -> list:
        from splink import block_on

        return [
            block_on("phone"), block_on("name"), block_on("substr(name, 1, 4)"), block_on("substr(addr, 1, 6)"),
            block_on("city", "type"), block_on("city", "substr(name, 1, 2)"),
        ]  # fmt: skip

    def certain(self):
        from splink import block_on

        return [block_on("phone"), block_on("name", "city")], 0.9

    def training(self) -> list:
        from splink import block_on

        return [block_on("phone"), block_on("name"), block_on("substr(addr, 1, 6)")]


class Facilities:
    """Korean lists without telephones: the parts of name and address that the product makes."""

    def clean_row(self, cells: Cells) -> Row:
        from resmap.dedupe import Record

        return _parts(Record("", cells["시설명"], cells["시설종류명(시설유형)"], None, cells["시설주소"], cells["시군구명"]))

    def comparisons(self) -> list:
        import splink.comparison_library as cl

        return [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("which"),
            cl.ExactMatch("kind").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("sigungu").configure(term_frequency_adjustments=True),
        ]

    def blocking(self) -> list:
        from splink import block_on

        return [block_on("name"), block_on("core", "sigungu"), block_on("house"), block_on("substr(core, 1, 2)", "sigungu")]

    def certain(self):
        from splink import block_on

        return [block_on("name", "sigungu"), block_on("core", "house")], 0.9

    def training(self) -> list:
        from splink import block_on

        return [block_on("name"), block_on("house")]


class Register(Facilities):
    """The invented register: telephones and places on the map as well.

    Left to itself EM takes 남 and 여 of one house and one telephone for one place (precision .35 to .40 in
    all forms that were tried). So the peer is told by its blocking rules what the product knows of
    look-alikes: the words for which of several must be equal, and the kinds.
    """

    _ALIKE = ("which", "head")

    def clean(self, data: DataSet) -> list[Row]:
        return [{"unique_id": each.key, **_parts(each)} for each in data.records]

    def comparisons(self) -> list:
        import splink.comparison_library as cl

        return [
            cl.JaroWinklerAtThresholds("core", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.DistanceInKMAtThresholds("lat", "lon", [0.04, 0.15, 0.5, 3]),
            cl.ExactMatch("organisation"),
            cl.ExactMatch("sigungu").configure(term_frequency_adjustments=True),
        ]

    def blocking(self) -> list:
        from splink import block_on

        return [block_on("phone", *self._ALIKE), block_on("house", *self._ALIKE), block_on("cell", *self._ALIKE),
                block_on("core", "sigungu", *self._ALIKE), block_on("substr(core, 1, 2)", "sigungu", *self._ALIKE)]  # fmt: skip

    def certain(self):
        from splink import block_on

        return [block_on("core", "phone", *self._ALIKE), block_on("core", "house", *self._ALIKE)], 0.8

    def training(self) -> list:
        from splink import block_on

        return [block_on("phone", *self._ALIKE), block_on("house", *self._ALIKE)]


def _parts(record) -> Row:
    """Name and address of a Korean place taken apart, as columns of text."""
    from resmap.dedupe.register_fields import _read_address, _short_name, phones_of
    from resmap.domain.cleaning.names import kind_of_text, parts_of
    from resmap.domain.names import same_name

    name = parts_of(record.name)
    at = _read_address(record.address, record.sigungu) if record.address else None
    numbers = phones_of(record.phone)
    return {
        "name": same_name(record.name) or None,
        "core": name.core or None,
        "which": " ".join((*name.number, *name.qualifier, name.branch)).strip() or "-",
        "kind": name.facility_type or (kind_of_text(record.kind) if record.kind else None) or None,
        "head": name.facility_type.rpartition(" ")[2] or None,
        "phone": numbers[0] if numbers else None,
        "address": (at and (at.road or at.lot)) or (same_name(record.address) if record.address else None),
        "house": at and (at.road or at.lot),
        "organisation": _short_name(record.organisation) or None,
        "sigungu": record.sigungu,
        "lat": record.lat,
        "lon": record.lon,
        "cell": None if record.lat is None else f"{record.lat:.3f} {record.lon:.3f}",
    }


_HOW = {"people": People(), "restaurants": Restaurants(), "facilities": Facilities(), "register": Register()}
