"""What the columns of an arbitrary table mean for comparing, from their headings."""

import re
from collections.abc import Iterable
from enum import StrEnum


class Meaning(StrEnum):
    """How a column is compared. Columns without a meaning are not."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    NAME = "name"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    PLACE = "place"
    POSTCODE = "postcode"
    REGION = "region"
    BIRTH = "birth"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    KIND = "kind"
    EMAIL = "email"
    ORGANISATION = "organisation"
    ORGANISATION_NUMBER = "organisation_number"
    SIGUNGU = "sigungu"
    ADDRESS = "address"
    LAT = "lat"
    LON = "lon"


_WORDS = {
    Meaning.GIVEN_NAME: "given_name givenname first_name firstname forename fname first",
    Meaning.FAMILY_NAME: "surname last_name lastname family_name familyname lname last",
    Meaning.NAME: "name fullname full_name title business_name company restaurant 시설명 기관명 이름 명칭 상호 상호명 업체명 "
    "자원명 경로당명 단체명 센터명 scname 개방시설명 시설이름",
    Meaning.STREET: "street address_1 address1 address_2 address2 addr addr1 addr2 street_name street_address",
    Meaning.ADDRESS: "address 주소 시설주소 소재지 도로명주소 소재지도로명주소 소재지지번주소 지번주소 scaddress 위치",
    Meaning.HOUSE_NUMBER: "street_number streetnumber house_number housenumber house_no",
    Meaning.PLACE: "city suburb town locality municipality place_name village",
    Meaning.POSTCODE: "postcode post_code zip zipcode zip_code postal_code postalcode 우편번호",
    Meaning.REGION: "state province region county country 시도 시도명",
    Meaning.SIGUNGU: "시군구 시군구명 자치구 구 구명 자치구명 sigungu",
    Meaning.BIRTH: "date_of_birth dob birth_date birthdate birthday 생년월일",
    Meaning.PHONE: "phone telephone tel phone_number telephone_number mobile 전화 전화번호 연락처 대표전화 사용안내전화번호",
    Meaning.IDENTIFIER: "soc_sec_id ssn social_security passport tax_id licence_number license_number",
    Meaning.KIND: "type kind category cuisine class 시설종류명 시설종류 시설유형 종류 유형 분류 시설종류명시설유형 "
    "시설종류상세명 업종",
    Meaning.EMAIL: "email e_mail mail 이메일 전자우편",
    Meaning.ORGANISATION: "organisation organization operator agency provider 운영법인 운영기관 법인 법인명 법인현황 운영기관명 관리기관명 운영주체",
    Meaning.ORGANISATION_NUMBER: "organisation_number business_number 고유번호 사업자등록번호 사업자번호 법인번호",
    Meaning.LAT: "lat latitude 위도 y좌표 와이y좌표",
    Meaning.LON: "lon lng longitude 경도 x좌표 엑스x좌표",
}  # fmt: skip
_BY_WORD = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
#: Of these a table has one at most; a second such column says the same in other words.
_ONCE = set(Meaning) - {Meaning.STREET, Meaning.IDENTIFIER, Meaning.PLACE}


def meanings(columns: Iterable[str]) -> dict[str, Meaning]:
    """Column -> meaning, for the columns whose heading is known; give them without that of the row key."""
    found: dict[str, Meaning] = {}
    for column in columns:
        meaning = _BY_WORD.get(folded(column)) or _BY_WORD.get(folded(re.sub(r"\(.*?\)", "", column)))
        if meaning is None or (meaning in _ONCE and meaning in found.values()):
            continue
        found[column] = meaning
    return found


def folded(heading: str) -> str:
    """Lower case, words joined by one low line; Korean headings without spaces and brackets."""
    text = heading.strip().lower()
    if any("가" <= c <= "힣" for c in text):
        return re.sub(r"[\W_]", "", text)
    return re.sub(r"[\W_]+", "_", text).strip("_")
