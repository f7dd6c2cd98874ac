"""How the columns of Korean lists are called: the words of each field, written without blanks.

Drawn up from the field names of the national standard data sets, of permit data (인허가), of
benefit catalogues and of sheets that offices type themselves. ``exact`` is the whole heading,
``ends`` its end, ``never`` a part that forbids the field. Compared after ``korean.fold``, without
what stands in brackets.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one field."""

    exact: frozenset[str] = frozenset()
    ends: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def _words(exact: str, ends: str = "", never: str = "") -> Words:
    longest_first = tuple(sorted(ends.split(), key=len, reverse=True))
    return Words(frozenset(exact.split()), longest_first, tuple(never.split()))


WORDS: dict[str, Words] = {
    "key": _words(
        "시설코드 관리번호 시설관리번호 시설번호 시설고유번호 고유번호 기관코드 시설id 시설아이디 서비스id 서비스아이디 "
        "급여id 자원번호 자원코드 자원id 식별자 식별번호 등록번호 지정번호 관리코드 사업코드 강좌코드 업소코드 요양기관번호 "
        "장기요양기관코드 어린이집코드 id key uuid uid code servicekey serviceid organizationid facilityid recordid "
        "resourceid wlfareinfoid servid scid rid recid",
        "관리번호 시설코드 시설번호 고유id",
        "시군구 시도 행정동 법정동 우편 제공기관 지역 구분 상태 자치단체 전화 사업자 법인등록 도로명",
    ),
    "name": _words(
        "fcltynm servnm wlfaresvcnm bplcnm "
        "시설명 시설명칭 시설이름 기관명 기관명칭 기관이름 단체명 단체명칭 업소명 업소명칭 상호 상호명 사업장명 업체명 가게명 "
        "가게이름 점포명 매장명 자원명 자원명칭 자원이름 서비스명 서비스명칭 사업명 지원사업명 급여명 제도명 프로그램명 강좌명 "
        "급식소명 급식소명칭 무료급식소명 경로당명 경로당명칭 경로당 센터명 센터명칭 복지관명 쉼터명 쉼터명칭 개방시설명 명칭 "
        "이름 어린이집명 도서관명 병원명 약국명 의료기관명 요양기관명 장기요양기관명 학교명 모임명 모임이름 동아리명 정책명 "
        "보건소명 상담소명 가맹점명 식당명 음식점명 치매센터명 체육시설명 공간명칭 name title facility facilityname "
        "servicename programname program sitename scname servnm service resource "
        "resourcename",
        "시설명 시설명칭 기관명 기관명칭 단체명 업소명 센터명 센터명칭 사업명 서비스명 급식소명 경로당명 명칭 상호명 상호 "
        "facilityname",
        "운영기관 관리기관 제공기관 소관 주관 시행기관 시군구 시도 법인 담당 부서 대표 도로 건물 은행 강사 파일 지역 동명 업종 "
        "유형 종류 구분 상태 영문 부대 세부 상세 설치 위탁 수탁 책임 급식장소 관할 접수 신청 모법인 협약",
    ),
    "name_part": _words(
        "개방장소명 장소명 세부시설명 시설상세명 상세시설명 공간명 대관시설명 강의실명 호실명 room roomname 세부명칭", "세부시설명"
    ),
    "name_en": _words(
        "영문명 영문명칭 영문시설명 시설영문명 시설명영문 기관영문명 영어명 영문이름 영문 nameen englishname", "영문명 영문명칭 명영문"
    ),
    "type": _words(
        "시설종류명 시설종류 시설종별 종별 종별코드명 운영형태 시설유형 시설유형명 시설구분 시설유형구분 시설분류 기관유형 기관구분 기관종류 종류 유형 구분 업종 "
        "업종명 업태 업태명 업태구분명 분류 카테고리 자원유형 자원종류 자원구분 자원분류 개방시설유형구분 개방서비스명 서비스유형 "
        "서비스구분 서비스분야 사업유형 사업구분 분야 단체유형 단체구분 어린이집유형구분 어린이집유형 도서관유형 쉼터유형 "
        "치매센터유형 체육시설유형 시설종류상세명 시설상세유형 급여종류 급여종류명 중분류 소분류 대분류 type category kind "
        "servicetype facilitytype sitetype typeofservice servicecategory",
        "유형구분 유형명 유형 종류명 종류 업종명 분류명",
        "유료 신청 접수 방법 도로 휴일 남녀 성별 자치구 지역 시군구 상태 주소 지급 제공유형 지원유형 결제 요금",
    ),
    "provision": _words(
        "provision 제공유형 지원형태 급여형태 지급형태 제공형태 지원유형 급여유형 지급방식 지원방식 srvpvsnnm", "제공유형 지원형태"
    ),
    "organisation": _words(
        "operinstitutionnm institutionnm mnginsttnm jurmnofnm "
        "운영기관명 운영기관 관리기관명 관리기관 운영주체 운영주체명 운영법인 운영법인명 법인명 법인 법인명칭 모법인 모법인명 "
        "소속기관 소속기관명 운영단체 운영단체명 주관기관 주관기관명 시행기관 시행기관명 소관기관 소관기관명 법인현황 수탁기관 "
        "수탁법인 수탁법인명 위탁법인 위탁기관 위탁운영기관 설치주체 설립주체 소관부처 소관부처명 소관조직 부처명 기관 agency "
        "agencyname orgname organizationname organisationname organization organisation provider parentorganization parentagency operator ministry",
        "운영기관명 관리기관명 운영법인 운영기관 관리기관 법인명 수탁기관 수탁법인 소관기관명",
        "제공기관 코드 전화 번호 연락처 주소 대표 유형 구분 등록 담당자",
    ),
    "department": _words(
        "jurorgnm chrgdeptnm chrgdept "
        "담당부서명 담당부서 부서명 부서 관리부서 관리부서명 소관부서 소관부서명 운영부서 담당과 담당팀 담당팀명 department "
        "division",
        "담당부서명 담당부서 관리부서 부서명 담당팀",
        "전화 연락처 번호 코드",
    ),
    "organisation_number": _words(
        "사업자등록번호 사업자번호 사업자등록 고유번호증 고유번호증번호 비영리단체등록번호 businessnumber ein taxid",
        "사업자등록번호 사업자번호",
        "법인등록",
    ),
    "address": _words(
        "rdnmadr rdnwhladdr "
        "주소 시설주소 소재지 소재지주소 도로명주소 소재지도로명주소 소재지도로명 도로명전체주소 도로명 신주소 기본주소 위치 "
        "사업장주소 사업장소재지 기관주소 기관소재지 시설소재지 시설위치 교육장도로명주소 센터주소 업소주소 급식소주소 전체주소 "
        "새주소 address address1 addr fulladdress streetaddress street scaddress location 경로당주소 장소",
        "도로명주소 도로명전체주소 주소 소재지 address",
        "지번 우편 메일 홈페이지 누리집 웹 url ip 대표자 상세 세부 영문 코드 사이트 e메일 구주소 소재지전화 소재지면적",
    ),
    "address_lot": _words(
        "lnmadr sitewhladdr "
        "소재지지번주소 지번주소 소재지전체주소 소재지지번 구주소 지번 지번전체주소 lotaddress", "지번주소 지번", "코드 본번 부번"
    ),
    "address_detail": _words("상세주소 세부주소 나머지주소 주소상세 address2 상세위치", "상세주소", "코드"),
    "sido": _words("시도 시도명 시도코드명 광역시도 광역시도명 광역시 시도구분 광역 province sido ctprvnnm", "시도명", "코드 시군구"),
    "sigungu": _words(
        "시군구 시군구명 시군구코드명 자치구 자치구명 구군 구군명 시군 시군명 구명 구 군구 군구명 관할구 sigungu district gu signgunm "
        "자치구구분 city county 행정구역시군구",
        "시군구명 자치구명 시군명 군구명",
        "코드 시도시군구",
    ),
    "region": _words(
        "지역 지역명 시도시군구 관할지역 서비스지역 행정구역 지자체 지자체명 자치단체명 region area servicearea", "", "코드"
    ),
    "provider": _words("제공기관명 제공기관 데이터제공기관 데이터제공기관명", "제공기관명", "코드"),
    "dong": _words(
        "행정동 행정동명 읍면동 읍면동명 동 동명 법정동 법정동명 법정읍면동명 관할동 관할행정동 동별 dong emdnm", "행정동명 읍면동명 읍면동",
        "코드 자동 활동 운동 이동",
    ),
    "lat": _words("위도 lat latitude 위도좌표 좌표위도 wgs84위도 위도y y위도 ycoordinatewgs84", "위도 latitude", ""),
    "lon": _words("경도 lon lng long longitude 경도좌표 좌표경도 wgs84경도 경도x x경도", "경도 longitude", "난청"),
    "x": _words(
        "x좌표 엑스좌표 좌표x 좌표정보x x xcoord xcoordinate coordx mapx gisx tmx 좌표x값 x좌표값 엑스x좌표 좌표정보x축 xpos",
        "x좌표 좌표x 엑스좌표",
        "",
    ),
    "y": _words(
        "y좌표 와이좌표 좌표y 좌표정보y y ycoord ycoordinate coordy mapy gisy tmy 좌표y값 y좌표값 와이y좌표 좌표정보y축 ypos",
        "y좌표 좌표y 와이좌표",
        "",
    ),
    "phone": _words(
        "rprsctadr sitetel "
        "전화번호 전화 연락처 대표전화 대표전화번호 대표번호 시설전화번호 기관전화번호 "
        "사용안내전화번호 안내전화 안내전화번호 소재지전화 문의전화 문의전화번호 문의처 문의 상담전화 유선전화 유선번호 사무실전화 "
        "사무실번호 어린이집전화번호 도서관전화번호 센터전화번호 시설연락처 기관연락처 전화번호1 tel telno phone telephone "
        "contact phonenumber phonenumbers telephonenumber contactnumber mainphone officephone",
        "전화번호 연락처 대표전화 안내전화 문의전화 전화 phone tel phonenumber",
        "팩스 fax 대표자 휴대 핸드폰 비상 개인 회장 시설장 관리자 보호자 원장 강사",
    ),
    "website": _words(
        "homepageurl servdtllink "
        "홈페이지 홈페이지주소 웹사이트 웹사이트주소 누리집 누리집주소 사이트 사이트주소 url website homepage web link "
        "websiteurl sourceurl 홈페이지url 온라인신청사이트 상세조회url servdtllink 바로가기",
        "홈페이지 홈페이지주소 누리집 url website homepage",
        "사진 파일 이미지",
    ),
    "email": _words("이메일 이메일주소 전자우편 전자우편주소 email emailaddress e메일 메일주소", "이메일 전자우편 email", "대표자"),
    "how_to_apply": _words(
        "신청방법 신청방법구분 신청방법내용 이용방법 접수방법 접수방법구분 신청절차 이용절차 예약방법 신청및이용방법 howtoapply "
        "apply application applicationprocess intakeprocedure 신청안내 참여방법",
        "신청방법 이용방법 접수방법 신청절차",
        "",
    ),
    "hours": _words(
        "운영시간 이용시간 급식시간 개방시간 영업시간 근무시간 진료시간 운영일시 운영요일시간 운영요일및시간 개관시간 상담시간 "
        "이용가능시간 배식시간 식사시간 hours openinghours hoursofoperation openhours schedule servicehours 운영시간정보 "
        "이용일시 개방일시 운영시간내용",
        "운영시간 이용시간 개방시간 급식시간 영업시간 진료시간 hours",
        "기준 단위 초과 처리 봉사 평일 주중 토요일 일요일 주말 공휴일 휴일 시작 종료",
    ),
    "days": _words(
        "급식요일 운영요일 이용요일 개방요일 요일 배식요일 영업요일 진료요일 days openingdays 급식일 운영일", "요일", "휴무 휴관 제외"
    ),
    "closed_days": _words(
        "휴관일 휴무일 휴일 정기휴일 정기휴무일 휴무 휴관 정기휴무 휴관일정보 휴관정보 휴진일 휴원일 쉬는날 closeddays closed",
        "휴관일 휴무일 정기휴일",
        "시작 종료",
    ),
    "target": _words(
        "mlsvtrget "
        "급식대상 이용대상 이용대상자 지원대상 지원대상자 대상 대상자 서비스대상 사업대상 교육대상 교육대상구분 이용자격 자격 "
        "신청자격 지원자격 입소대상 입소자격 참여대상 대상자격 선정기준 지원기준 생애주기 target targetgroup eligibility "
        "whoisserved criteria tags 가구상황 개방대상",
        "급식대상 이용대상 지원대상 서비스대상 교육대상 입소대상 신청자격",
        "면적 대수 기준일",
    ),
    "capacity": _words(
        "정원 정원수 수용인원 수용인원수 수용가능인원 수용가능인원수 이용정원 모집인원 모집정원 강좌정원수 이용가능인원 이용가능인원수 "
        "입소정원 최대인원 최대수용인원 이용인원정원 capacity maxcapacity 보육정원",
        "정원 정원수 수용인원 가능인원수 모집인원",
        "종사자 직원 교사 현원 의사",
    ),
    "needs": _words("욕구코드 욕구 욕구영역 욕구분류 needs need needcode needcodes", "욕구코드", ""),
    "description": _words(
        "servdgst "
        "설명 내용 주요활동 활동내용 할인내용 지원내용 서비스내용 사업내용 주요사업 주요사업내용 주요내용 급여내용 소개 시설소개 기관소개 비고 특이사항 개요 "
        "사업개요 제공서비스 제공서비스내용 강좌내용 취급품목 주요품목 메뉴 사업목적 서비스목적 목적 급식장소 부대시설정보 부대시설 "
        "나눔내용 지원품목 description details detail benefit benefits content summary services about note notes remarks "
        "servdgst 정책요약",
        "지원내용 서비스내용 사업내용 주요내용",
        "면적 변경",
    ),
    "cost": _words(
        "이용료 이용요금 요금 비용 사용료 대관료 수강료 이용비용 본인부담 본인부담금 가격 이용금액 요금정보 fee fees cost price "
        "feedescription 이용요금정보 참가비 입소비용 회비",
        "이용료 이용요금 사용료 수강료 본인부담금",
        "초과 여부 구분 기준 지원 운영",
    ),
    "paid": _words(
        "유료사용여부 유료여부 유무료 유무료구분 무료여부 요금여부 유료이용여부 이용료여부 요금구분 isfree", "유료여부 무료여부 유료사용여부"
    ),
    "started_on": _words(
        "운영시작일자 운영시작일 운영개시일 개설일 개설일자 개설년월 개설연도 개소일 개소일자 설립일 설립일자 설립연도 설립년도 설치일 "
        "설치일자 설치연도 개관일 개관일자 개원일 인가일자 인허가일자 지정일 지정일자 신고일자 등록일 등록일자 시작일 시작일자 "
        "시행일 개업일 established establishment startdate started since opened yearincorporated 경로당개설일",
        "개설일 개소일 설립일 설치일 운영시작일자 인가일자 시작일자 개관일",
        "접수 모집 휴업 휴지 시각 데이터",
    ),
    "ends_on": _words(
        "운영종료일자 운영종료일 종료일 종료일자 폐업일자 폐업일 폐지일자 폐지일 폐쇄일 만료일 만료일자 사업종료일 사업종료일자 "
        "협약종료일 enddate ends endson expirydate",
        "운영종료일자 종료일자 종료일 폐업일자 폐지일자 만료일",
        "접수 모집 휴업 휴지 시각",
    ),
    "state": _words(
        "trdstatenm "
        "영업상태명 영업상태 운영현황 운영상태 운영상태명 상태 상태명 운영여부 휴폐업구분 휴폐업여부 휴지여부 폐업여부 "
        "상세영업상태명 operatingstatus status state businessstatus 휴지휴지시작연도 휴지",
        "영업상태명 운영상태 운영여부 상태명",
        "코드 도로 건강 시설상태",
    ),
    "updated_on": _words(
        "데이터기준일자 데이터기준일 기준일 기준일자 자료기준일 자료기준일자 수정일 수정일자 최종수정일 최종수정일자 최종수정시점 갱신일 "
        "갱신일자 데이터갱신일자 조사일 조사일자 작성일 작성기준일 updated updatedon lastupdated lastmodified dataasof "
        "lastverifiedon modified",
        "기준일자 기준일 수정일 수정일자 갱신일자 최종수정시점",
        "",
    ),
}

#: Columns about a person: recognised in order never to be read.
PERSONAL = _words(
    "대표자 대표자명 대표자성명 대표 대표명 성명 성함 시설장 시설장명 시설장성명 원장 원장명 관장 관장명 센터장 센터장명 소장 소장명 "
    "회장 회장명 총무 총무명 담당자 담당자명 담당자성명 담당 담당공무원 담당직원 강사 강사명 강사성명 관리자 관리자명 관리책임자 "
    "책임자 책임자명 대표이사 이사장 이사장명 이사장성명 점주 점주명 사장 사장명 업주 업주명 주민등록번호 주민번호 생년월일 생일 "
    "휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 집전화 자택전화 자택주소 비상연락처 비상연락망 계좌번호 계좌 예금주 "
    "보호자 보호자명 보호자연락처 이용자 이용자명 이용자성명 수급자명 대상자명 대상자성명 봉사자명 추천인 신청인 신청자 신청인명 "
    "director directorname manager managername contactname contactperson ceo president owner ownername ssn birthdate "
    "birthday dateofbirth firstname lastname mobile mobilephone executivedirector 담당자휴대폰 담당자휴대전화 담당자핸드폰",
    "대표자 대표자명 대표자성명 시설장 시설장명 원장명 관장명 회장명 담당자 담당자명 강사명 책임자명 주민등록번호 주민번호 생년월일 "
    "휴대폰 휴대전화 휴대폰번호 휴대전화번호 핸드폰번호 핸드폰 계좌번호 예금주 성명",
)

#: The registration number of a corporation has the shape of a resident's: never read either.
CORPORATE = frozenset({"법인등록번호", "법인번호"})

#: What says nothing of the entry itself: other numbers, codes, pictures. Known, and left alone.
NOTHING = _words(
    "연번 순번 번호 일련번호 no num seq index row 제공기관코드 시군구코드 시도코드 행정동코드 법정동코드 우편번호 "
    "소재지우편번호 팩스번호 팩스 fax 면적 소재지면적 사진 시설사진정보 confidence",
    "코드 우편번호 팩스번호 팩스 면적 사진 이미지 일련번호",
)

#: Words before and after the hours of certain days: field prefix -> words.
DAY_WORDS = {
    "weekday": ("평일", "주중", "월금", "weekday"),
    "saturday": ("토요일", "토요", "saturday"),
    "sunday": ("일요일", "일요", "sunday"),
    "weekend": ("주말", "토일", "weekend"),
    "holiday": ("공휴일", "휴일", "명절", "holiday"),
}
OPEN_WORDS = ("시작시각", "시작시간", "개방시각", "개시시각", "오픈시간", "시작", "open", "opens", "opensat", "여는시각")
CLOSE_WORDS = ("종료시각", "종료시간", "마감시각", "마감시간", "종료", "마감", "close", "closes", "closesat", "닫는시각")
