"""What went wrong, as RFC 9457 problem details: a code, a sentence in two languages, never a value.

A rule that forbids is told by the names of its gates: their facts may be personal, and who may
read the case finds them there.
"""

import logging
import secrets
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g, json, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from resmap.domain.listing import BadListing
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import (
    checking,
    comparing,
    consent_acts,
    consenting,
    duties,
    entry_history,
    openings,
    overriding,
    owner,
    pairs,
    proposals,
    protecting,
    refusals,
    replying,
    ruling,
    statute,
)
from resmap.flows.entry_values import BadValue
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.files import FormatError
from resmap.flows.networks import TieExists
from resmap.words import has, say
from resmap.words.refusals import refusal_sentence

log = logging.getLogger("resmap.web.api")

MEDIA = "application/problem+json"

#: Code -> HTTP status. The sentences are ``api.problem.<CODE>``.
STATUS = {
    "BAD_REQUEST": 400,
    "CSRF": 400,
    "KEY_NEEDED": 400,
    "LOGIN_NEEDED": 401,
    "LOGIN_ENDED": 401,
    "LOGIN_REFUSED": 401,
    "NOT_ALLOWED": 403,
    "NOT_FOUND": 404,
    "NOT_METHOD": 405,
    "LOST_UPDATE": 409,
    "KEY_REUSED": 409,
    "ALREADY_DONE": 409,
    "RULE_FORBIDS": 409,
    "REFUSED": 409,
    "TIE_EXISTS": 409,
    "CANNOT_UNDO": 409,
    "DECIDED": 409,
    "PAIR_JUDGED": 409,
    "CONTRADICTION": 409,
    "EDITED_SINCE": 409,
    "ENTANGLED": 409,
    "TOO_LARGE": 413,
    "NOT_JSON": 415,
    "INVALID": 422,
    "RESIDENT_NUMBER": 422,
    "FILE_UNUSABLE": 422,
    "TOO_MANY": 429,
    "SERVER": 500,
    "BUSY": 503,
}

#: Exception -> code, the nearest of its classes.
CODES: dict[type[Exception], str] = {
    NotFound: "NOT_FOUND",
    refusals.ScopeMissing: "NOT_FOUND",
    NotAllowed: "NOT_ALLOWED",
    CSRFError: "CSRF",
    refusals.LostUpdate: "LOST_UPDATE",
    refusals.KeyReused: "KEY_REUSED",
    refusals.Refused: "REFUSED",
    refusals.Busy: "BUSY",
    ResidentNumberError: "RESIDENT_NUMBER",
    TieExists: "TIE_EXISTS",
    entry_history.CannotUndo: "CANNOT_UNDO",
    proposals.Decided: "DECIDED",
    pairs.AlreadyJudged: "PAIR_JUDGED",
    pairs.Contradiction: "CONTRADICTION",
    pairs.Entangled: "ENTANGLED",
}

#: Refusals of flows that are about one field of the request: (path, rule).
FIELDS: dict[type[Exception], tuple[str, str]] = {
    replying.WordsMissing: ("$.words", "MISSING"),
    comparing.WhyMissing: ("$.why", "MISSING"),
    overriding.ReasonMissing: ("$.reason", "MISSING"),
    consenting.ConsentIncomplete: ("$", "CONSENT_INCOMPLETE"),
    consent_acts.ReasonMissing: ("$.why", "MISSING"),
    protecting.WhyMissing: ("$.why", "MISSING"),
    openings.PurposeMissing: ("$.purpose", "MISSING"),
    duties.DutyIncomplete: ("$", "DUTY_INCOMPLETE"),
    statute.NoticeIncomplete: ("$", "NOTICE_INCOMPLETE"),
    comparing.NotComparable: ("$.offers", "NOT_COMPARABLE"),
    checking.NotListed: ("$.listing", "MISSING"),
    BadListing: ("$.listing", "LISTING_WRONG"),
}

#: Facts of a reason that are codes, never a client's.
FACTS_TOLD = {"STEP": ("now", "then"), "WITHHELD": ("why",)}

_BY_STATUS = {
    status: next(code for code, known in STATUS.items() if known == status) for status in set(STATUS.values())
}


class ProblemFound(Exception):
    """A problem that the API itself finds."""

    def __init__(self, code: str, errors: Sequence[Mapping[str, str]] = (), wait: int = 0):
        super().__init__(code)
        self.code, self.errors, self.wait = code, errors, wait


def problem(code: str, **more: Any) -> Response:
    """The response for a code; of ``more`` (see ``models.Problem``) what is empty is left out."""
    told = {
        "type": f"urn:resmap:problem:{code}",
        "title": say(f"api.problem.{code}", "ko"),
        "title_en": say(f"api.problem.{code}", "en"),
        "status": STATUS[code],
        "code": code,
    }
    told |= {name: value for name, value in more.items() if value}
    return Response(json.dumps(told), STATUS[code], mimetype=MEDIA)


def problem_of(error: Exception) -> Response:
    """The problem that an exception is."""
    if isinstance(error, ProblemFound):
        return _waiting(problem(error.code, errors=list(error.errors)), error.wait)
    if isinstance(error, ruling.RuleForbids):
        return problem("RULE_FORBIDS", reasons=[_reason(str(one.code), one.facts) for one in error.reasons])
    if isinstance(error, owner.NoLink):
        key = f"upkeep.link.no.{error.code}"
        return problem("RULE_FORBIDS", reasons=[{"code": error.code, "text": say(key, "ko"), "text_en": say(key, "en")}])
    if isinstance(error, ruling.AlreadyDone):
        return problem("ALREADY_DONE", subject=error.subject)
    if isinstance(error, FormatError):
        listed = [{"path": one.path, "rule": one.rule, "found": one.found} for one in error.problems]
        return problem("FILE_UNUSABLE", errors=listed)
    if isinstance(error, BadValue):
        told = {"path": f"$.values.{error.field}", "rule": error.code.upper(), "found": ""}
        return problem("INVALID", errors=[told])
    if isinstance(error, FieldsRefused):
        told = [{"path": f"$.{name}", "rule": code, "found": ""} for name, code in error.fields]
        return problem("INVALID", errors=told)
    if isinstance(error, consent_acts.SheetRefused):
        told = [{"path": f"$.{where}", "rule": gap.value, "found": ""} for where, gap in error.gaps]
        return problem("INVALID", errors=told)
    if isinstance(error, pairs.BadChoice):
        return problem("INVALID", errors=[{"path": f"$.fields.{error.field}", "rule": "CHOICE", "found": ""}])
    if isinstance(error, pairs.EditedSince):
        told = [{"path": f"$.{entry}.{name}", "rule": "EDITED_SINCE", "found": ""} for entry, name, *_ in error.fields]
        return problem("EDITED_SINCE", errors=told)
    for cls in type(error).__mro__:
        if cls in FIELDS:
            path, rule = FIELDS[cls]
            return problem("INVALID", errors=[{"path": path, "rule": rule, "found": ""}])
        if cls in CODES:
            return problem(CODES[cls])
    if isinstance(error, HTTPException) and error.code in _BY_STATUS and error.code < 500:
        return problem(_BY_STATUS[error.code])
    number = secrets.token_hex(4).upper()
    # Where it happened, never what was in it: a message may hold a client's words.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s in %s\n%s", number, type(error).__name__, request.endpoint, frames)
    return problem("SERVER", number=number)


def instead_of_a_page(response: Response) -> Response:
    """What the shell says before an operation is reached (log in first, no such address) is a page;
    a program gets the problem, with the same status and cookies."""
    if response.status_code < 300 or response.mimetype == MEDIA:
        return response
    if response.status_code in (303, 401):
        code = "LOGIN_ENDED" if g.get("ended") else "LOGIN_NEEDED"
    else:
        code = _BY_STATUS.get(response.status_code, "SERVER" if response.status_code >= 500 else "BAD_REQUEST")
    told = problem(code)
    response.status_code, response.mimetype = told.status_code, MEDIA
    response.set_data(told.get_data())
    del response.headers["Location"]
    return response


def _waiting(response: Response, seconds: int) -> Response:
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _reason(code: str, facts: Mapping[str, Any]) -> dict[str, str]:
    told = {name: str(facts[name]) for name in FACTS_TOLD.get(code, ()) if name in facts}
    named = f"{facts.get('area')}.{code}"  # whoever refuses may name where its codes are said
    keys = (named, f"api.reason.{code}", f"match.gate_name.{code}", f"match.case_gate.{code}")
    key = next((key for key in keys if has(key)), None)
    if key is not None:
        return {"code": code, "text": say(key, "ko"), "text_en": say(key, "en"), **told}
    said = {name: facts[name] for name in ("area", "conference") if name in facts}  # codes, never a value
    return {
        "code": code,
        "text": refusal_sentence(code, said, "ko"),
        "text_en": refusal_sentence(code, said, "en"),
        **told,
    }
