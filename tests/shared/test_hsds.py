"""HSDS: what we write fits the official schemas; what others publish is read, or refused by name."""

import csv
import io
import json
import shutil
import zipfile
from datetime import date, datetime
from uuid import UUID

import jsonschema
import pytest
from referencing import Registry, Resource

from resmap.flows import exporting
from resmap.flows.exporting import Format
from resmap.formats.problems import FormatError
from resmap.formats.standards import read_airs, read_geojson, read_hsds_csv, read_hsds_json
from resmap.formats.tables import kind_of
from tests.support.demo_world import TODAY, demo_template, world  # noqa: F401


@pytest.fixture(scope="session")
def spec(shared):
    return shared / "data" / "hsds" / "spec"


@pytest.fixture(scope="session")
def validator(spec):
    """Holds a document against an official schema, formats too; references between schemas are followed."""
    schemas = {one.name.removeprefix("schema__"): json.loads(one.read_text()) for one in spec.glob("schema__*.json")}
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=_draft())) for name, schema in schemas.items()
    )

    def validate(name: str, document) -> list[str]:
        checker = jsonschema.Draft202012Validator(
            schemas[name], registry=registry, format_checker=jsonschema.FormatChecker()
        )
        return [f"{one.json_path}: {one.message}"[:200] for one in checker.iter_errors(document)]

    return validate


def _draft():
    from referencing.jsonschema import DRAFT202012

    return DRAFT202012


@pytest.fixture
def exported(world):
    """``exported(format)``: the whole demo register as that file."""
    return lambda format: exporting.export(world.database, world.actor("supervisor"), format, TODAY).data


def test_the_validator_finds_what_is_wrong(validator):
    assert validator("service.json", {"id": "1", "name": "x", "status": "maybe"})
    assert validator("service.json", {"name": "x"})


def test_every_service_of_the_register_fits_the_official_schemas(exported, validator):
    page = json.loads(exported(Format.HSDS_JSON))
    assert len(page["contents"]) == page["total_items"] > 200
    problems = [
        (service["name"], found)
        for service in page["contents"]
        for name in ("service.json", "compiled__service_list.json")
        if (found := validator(name, service))
    ]
    assert problems == []
    organisations = {service["organization"]["id"]: service["organization"] for service in page["contents"]}
    assert not any(validator("organization.json", one) for one in organisations.values())


def test_the_tables_fit_the_official_data_package_and_the_tabular_schema(exported, spec, validator):
    official = json.loads((spec / "datapackage.json").read_text())
    archive = zipfile.ZipFile(io.BytesIO(exported(Format.HSDS_CSV)))
    ours = json.loads(archive.read("datapackage.json"))
    tables = {}
    for resource in official["resources"]:
        text = archive.read(resource["path"]).decode()
        reader = csv.DictReader(io.StringIO(text, newline=""))
        assert reader.fieldnames == [field["name"] for field in resource["schema"]["fields"]]
        tables[resource["name"]] = list(reader)
    for resource in official["resources"]:
        schema, rows = resource["schema"], tables[resource["name"]]
        assert len({row["id"] for row in rows}) == len(rows)
        for field in schema["fields"]:
            for row in rows:
                assert fits(field, row[field["name"]]), (resource["name"], field["name"], row)
        for key in schema.get("foreignKeys", []):
            known = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert all(not row[key["fields"]] or row[key["fields"]] in known for row in rows)
    assert [one["path"] for one in ours["resources"]] == [one["path"] for one in official["resources"]]
    assert len(tables["service"]) > 200 and tables["location"] and tables["attribute"] and tables["schedule"]
    typed = {name: [typed_row(name, row, official) for row in rows] for name, rows in tables.items()}
    assert validator("compiled__tabular.json", typed) == []


def fits(field: dict, cell: str) -> bool:
    """Whether a cell is one of the field's type, format and constraints (Table Schema)."""
    rules = field.get("constraints", {})
    if cell == "":
        return not rules.get("required")
    if "enum" in field and cell not in field["enum"]:
        return False
    try:
        {
            "number": float,
            "date": date.fromisoformat,
            "time": lambda text: datetime.strptime(text, "%H:%M:%S"),
            "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"),
            "string": {"uuid": UUID}.get(field.get("format"), str),
        }[field["type"]](cell)
    except ValueError:
        return False
    return field.get("format") != "uri" or cell.startswith(("http://", "https://"))


def typed_row(name: str, row: dict, official: dict) -> dict:
    numbers = {
        field["name"]
        for resource in official["resources"]
        if resource["name"] == name
        for field in resource["schema"]["fields"]
        if field["type"] == "number"
    }
    return {key: float(cell) if key in numbers else cell for key, cell in row.items() if cell != ""}


#: File of the specification -> how many entries it holds, or the rule that refuses it.
EXAMPLES = {
    "examples__service_full.json": 1,
    "examples__service_list.json": 1,
    "examples__organization_full.json": 1,
    "examples__service_at_location_full.json": 1,
    "examples__service_at_location_list.json": 1,
    "examples__tabular.json": 1,
    "examples__organization_list.json": "ONLY_ORGANIZATIONS",
    "examples__taxonomy_term_list.json": "ONLY_TERMS",
    "examples__taxonomy.json": "ONLY_TERMS",
    "examples__location.json": "ONLY_LOCATIONS",
    "examples__base.json": "NOT_SERVICES",
}


@pytest.mark.parametrize(("name", "expected"), EXAMPLES.items())
def test_the_examples_of_the_specification_are_read_or_refused_by_name(spec, name, expected):
    if isinstance(expected, str):
        with pytest.raises(FormatError) as caught:
            list(read_hsds_json(spec / name, name, source_name="spec"))
        assert [one.rule for one in caught.value.problems] == [expected]
    else:
        taken = list(read_hsds_json(spec / name, name, source_name="spec"))
        assert [one.entry.offer.name for one in taken] == ["Community Counselling"] * expected


def test_the_example_tables_are_read_although_their_keys_are_broken(spec, tmp_path):
    for one in spec.glob("examples__csv__*.csv"):
        shutil.copy(one, tmp_path / one.name.removeprefix("examples__csv__"))
    (taken,) = read_hsds_csv(tmp_path, "examples", source_name="spec")
    assert taken.entry.offer.organization == "Example Organization Inc."
    assert taken.entry.offer.phone == "+44 1234 234567"
    assert taken.entry.beyond["schedules"]


@pytest.mark.parametrize(
    ("path", "read", "at_least", "most_refused"),
    [
        ("sf_multi_source/211__sf_json.json", read_hsds_json, 2600, 10),
        ("sf_multi_source/apd__open_ref.json", read_hsds_json, 220, 2),
        ("sf_multi_source/linksf__linksf.json", read_hsds_json, 90, 40),
        ("bc211/BC211_data_excerpt.xml", read_airs, 39, 0),
    ],
)
def test_directories_of_others_are_read(shared, path, read, at_least, most_refused):
    file = shared / "data" / "hsds" / path
    taken = list(read(file, file.name, source_name=file.stem))
    entries = [one.entry for one in taken if one.entry is not None]
    assert len(entries) >= at_least and len(taken) - len(entries) <= most_refused
    assert all(one.offer.place.point is None for one in entries)  # none of it is in Korea
    assert sum(one.offer.phone is not None for one in entries) > 0.5 * len(entries)


def test_boundaries_are_no_points(shared):
    with pytest.raises(FormatError) as caught:
        list(read_geojson(shared / "data/geography/seoul_haengjeongdong_2021-04.geojson", "x", source_name="x"))
    assert [one.rule for one in caught.value.problems] == ["IS_BOUNDARIES"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("sf_multi_source/211__sf_json.json", "hsds-json"),
        ("sf_multi_source/apd__open_ref.json", "hsds-json"),
        ("spec/examples__taxonomy_list.json", "hsds-json"),
        ("spec/examples__taxonomy_term_list.json", "hsds-json"),
        ("spec/examples__service_at_location_list.json", "hsds-json"),
        ("spec/examples__tabular.json", "hsds-json"),
        ("bc211/BC211_data_excerpt.xml", "airs-xml"),
    ],
)
def test_the_content_says_which_standard_a_file_follows(shared, path, kind):
    assert kind_of(shared / "data" / "hsds" / path).value == kind
