"""Consents, safety and openings through the API (P-05 to P-12, P-22, P-23)."""

from tests.web.test_api_walk import case_of, keys, manager, people, town  # noqa: F401


def post(caller, path: str, body: dict):
    return caller("POST", path, body, key=next(keys))


def test_a_consent_is_asked_previewed_and_taken_back(manager):
    case = case_of(manager, "D04")
    path = f"/cases/{case}/consents"
    offer = manager.get(path).json["recipients"][0]["id"]
    answer = {"asked": "provide_offer", "granted": True, "recipient": offer, "items": ["time"], "until": "2027-05-01"}
    signer = {"by": "self"}
    wrong = post(manager, f"{path}/sheet", {"answers": [answer | {"until": None}], "signer": signer, "how": "paper"})
    assert wrong.status == 422 and wrong.json["errors"][0]["rule"] == "NO_END"
    kept = post(manager, f"{path}/sheet", {"answers": [answer], "signer": signer, "how": "paper"})
    assert kept.status == 201
    [sight] = manager.get(f"/cases/{case}/preview?offer={offer}").json["sights"]
    assert [one["name"] for one in sight["goes"]] == ["time"]
    consent = kept.json["ids"][0]
    assert post(manager, f"{path}/{consent}/withdraw", {"why": "그만"}).status == 200
    [sight] = manager.get(f"/cases/{case}/preview?offer={offer}").json["sights"]
    assert sight["goes"] == []


def test_safety_is_read_kept_and_decided_by_the_supervisor(manager, people):
    case = case_of(manager, "D01")
    seen = manager.get(f"/cases/{case}/safety").json
    contact = {"channels": ["call"], "how": "오전에", "revision": seen["head"]["revision"]}
    assert manager("PUT", f"/cases/{case}/safe-contact", contact, key=next(keys)).status == 200
    revision = manager.get(f"/cases/{case}/safety").json["head"]["revision"]
    assert post(manager, f"/cases/{case}/protection", {"why": "찾아다님", "revision": revision}).status == 200
    after = manager.get(f"/cases/{case}/safety").json
    assert after["protected"] and after["contact"]["channels"] == ["call"] and after["head"]["address"] is None
    ended = {"why": "확인함", "revision": after["head"]["revision"]}
    assert post(manager, f"/cases/{case}/protection/end", ended).status in (403, 404)
    assert post(people("supervisor"), f"/cases/{case}/protection/end", ended).status == 200
    assert post(manager, f"/cases/{case}/duties", {"code": "SUICIDE_RISK", "done": True, "to": "109"}).status in (201, 404)


def test_p_12_a_case_is_opened_for_a_purpose_and_looked_at(manager, people):
    other = people("manager2")
    assert post(other, "/openings", {"number": "D04", "purpose": "업무"}).status == 422
    assert post(other, "/openings", {"number": "D07", "purpose": "담당자 휴가로 대신 확인"}).status == 404
    opened = post(other, "/openings", {"number": "D04", "purpose": "담당자 휴가로 대신 확인"})
    assert opened.status == 201 and other.get(f"/cases/{opened.json['id']}").status == 200
    boss = people("supervisor")
    waiting = boss.get("/openings").json["waiting"]
    done = post(boss, f"/openings/{waiting[0]['id']}/review", {"finding": "right"})
    assert done.status == 200 and not boss.get("/openings").json["waiting"]


def test_p_24_a_notice_is_kept_and_destroyed(manager):
    dong = manager.get("/me").json["dongs"][0]
    kept = post(manager, "/cases/notices", {"name": "노을", "phone": "010-0000-4321", "dong": dong})
    assert kept.status == 201
    purged = post(manager, f"/cases/{kept.json['id']}/purge", {})
    assert purged.status == 200 and "노을" not in purged.raw.decode()
    assert manager.get(f"/cases/{kept.json['id']}/safety").status == 404
