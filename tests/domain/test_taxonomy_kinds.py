"""Kinds of resources and the small closed lists around them."""

from resmap.domain import taxonomy as t


def test_every_kind_stands_under_an_existing_parent_one_level_up():
    for kind in t.kinds():
        if kind.level == 1:
            assert kind.parent is None
        else:
            assert t.kind(kind.parent).level == kind.level - 1
            assert kind.code.startswith(kind.parent)


def test_the_three_kinds_are_human_material_and_relational():
    assert [k.code for k in t.kinds() if k.level == 1] == ["H", "M", "R"]
    assert {k.level for k in t.kinds()} == {1, 2, 3}


def test_a_private_service_has_the_second_digits_of_a_public_one():
    public = {k.code[2] for k in t.kinds_under("M2") if k.level == 3}
    private = {k.code[2] for k in t.kinds_under("M3") if k.level == 3}
    assert public == private == set("1234567")


def test_only_ties_have_actions():
    assert t.kind("R2").actions == ("NEW", "STRENGTHEN", "REPAIR", "PROTECT_FROM")
    assert all(bool(k.actions) == k.code.startswith("R") for k in t.kinds())


def test_the_path_of_a_kind_goes_from_wide_to_narrow():
    assert [k.code for k in t.kind_path("H12")] == ["H", "H1", "H12"]
    assert [k.code for k in t.kinds_under("H4")][0] == "H4"
    assert t.is_kind("M34") and not t.is_kind("M38") and not t.is_kind(None)


def test_recipients_sectors_systems_and_layers_are_the_agreed_words():
    def codes(terms):
        return [term.code for term in terms]

    assert codes(t.recipient_classes()) == [
        "neighbour", "shop", "association", "selfhelp", "volunteer", "agency",
    ]  # fmt: skip
    assert codes(t.sectors()) == ["public", "private_nonprofit", "private_forprofit", "informal"]
    assert codes(t.systems()) == ["internal", "external"]
    assert codes(t.provider_layers()) == ["organization", "department", "offer"]
