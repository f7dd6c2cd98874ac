"""What is secret of a person is found in every text, however it was written (P-22)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.hiding import GONE, hider, without

ADDRESS, PHONE = "서울 광진구 능동로 12길 5, 301호", "010-1234-5678"


@pytest.mark.parametrize(
    "written",
    [ADDRESS, "능동로 12길 5", "능동로12길 5번 집", "서울광진구능동로12길5", "12길 5, 301호에 사심", "능동로  12길"],
)
def test_an_address_is_found_whole_and_in_parts(written):
    told = without(f"지난달에 {written}(으)로 옮기셨다고 함", [ADDRESS])
    assert GONE in told and "12길" not in told


@pytest.mark.parametrize("written", ["010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678"])
def test_a_number_is_found_however_it_is_spaced(written):
    assert without(f"전화는 {written}입니다", [PHONE]) == f"전화는 {GONE}입니다"


def test_what_is_no_secret_stays():
    text = "광진구 복지관에 다니시고 12길에 있는 가게를 좋아하심"
    assert without(text, [ADDRESS, PHONE]) == text
    assert without(text, [None, "", "12"]) == text


def test_a_longer_number_is_not_the_secret_one():
    assert without("010-1234-56789", [PHONE]) == "010-1234-56789"


words = st.text(alphabet="가나다로길동 0123456789-,", max_size=40)


@given(words, words, st.sampled_from([ADDRESS, PHONE]))
def test_a_secret_never_stays_in_a_text(before, after, secret):
    """A figure right beside would make another number of it."""
    before, after = f"{before} ·", f"· {after}"
    told = hider([secret])(f"{before}{secret}{after}")
    assert "".join(filter(str.isalnum, secret)) not in "".join(filter(str.isalnum, told.replace(GONE, "|")))
