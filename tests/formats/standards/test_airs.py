"""AIRS XML: agency, site and service become entries; what is confidential is not read."""

import pytest

from resmap.formats.problems import FormatError
from resmap.formats.standards import read_airs

PHONE = "<Phone Confidential='{}'><PhoneNumber>{}</PhoneNumber><Type>{}</Type></Phone>"
ADDRESS = """<PhysicalAddress Confidential="{}"><Line1>12 Elm Street</Line1><City>Springvale</City><State>BC</State>
<ZipCode>V1V 1V1</ZipCode><Country>CA</Country></PhysicalAddress>"""


def source(*, confidential="false", phones="", service="", space="") -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Source{space}><Agency><Key>A1</Key><Name>Springvale Helpers</Name><URL><Address>helpers.example</Address></URL>
<Site><Key>S1</Key><Name>Hall</Name>{ADDRESS.format(confidential)}
<SiteService><Key>V1</Key><Name>Soup kitchen</Name><Description>&amp;lt;b&amp;gt;Soup&amp;lt;/b&amp;gt; daily</Description>
{phones}<TimeOpen>Mon-Fri 9-5</TimeOpen><Taxonomy><Code>BD-5000</Code></Taxonomy>{service}</SiteService>
<SiteService><Key>V2</Key><Name>Clothes</Name></SiteService></Site></Agency></Source>""".encode()


def read(raw: bytes):
    return list(read_airs(raw, "x.xml", source_name="x"))


def test_each_service_of_each_site_is_an_entry():
    first, second = (one.entry for one in read(source(phones=PHONE.format("false", "555-1000", "Voice"))))
    assert (first.key, second.key) == ("A1/S1/V1", "A1/S1/V2")
    assert (first.offer.name, first.offer.organization) == ("Soup kitchen", "Springvale Helpers")
    assert first.address == "12 Elm Street, Springvale, BC, V1V 1V1"
    assert (first.offer.phone, first.offer.hours) == ("555-1000", "Mon-Fri 9-5")
    assert first.offer.description == "Soup daily" and first.beyond["website"] == "helpers.example"
    assert first.beyond["particulars"]["terms"] == ["BD-5000"]


def test_a_namespace_does_not_hide_an_agency():
    assert len(read(source(space=' xmlns="urn:some:airs"'))) == 2


def test_a_confidential_phone_is_not_read_and_neither_is_a_fax():
    phones = PHONE.format("true", "555-2000", "Voice") + PHONE.format("false", "555-3000", "Fax")
    assert read(source(phones=phones))[0].entry.offer.phone is None


def test_a_service_at_a_confidential_address_is_a_secret_place():
    for taken in read(source(confidential="true", phones=PHONE.format("false", "555-1000", "Voice"))):
        assert taken.entry.offer.location_secret and taken.entry.address is None
        assert "Elm" not in repr(taken) and "555" not in repr(taken)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE Source [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<Source><Agency><Name>&b;</Name></Agency></Source>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE Source [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<Source><Agency><Name>&x;</Name></Agency></Source>"""


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "EMPTY"),
        (b"<Source><Agency>", "NOT_XML"),
        (b"<html><body/></html>", "NOT_AIRS"),
        (BOMB, "HAS_ENTITIES"),
        (OUTSIDE, "HAS_ENTITIES"),
        (source()[:-30], "NOT_XML"),
    ],
)
def test_what_is_no_airs_is_refused_before_the_first_entry(raw, rule):
    with pytest.raises(FormatError) as caught:
        read_airs(raw, "x.xml", source_name="x")
    assert [one.rule for one in caught.value.problems] == [rule]
