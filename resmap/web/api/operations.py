"""Operations: an address with who may use it, what it takes and what it answers, declared once.

::

    @operation("POST", "/cases/<uuid:case>/answers", permission=Permission.CASE_EDIT, status=201)
    def keep_answer(uow, actor, key, case: str, body: models.AnswerAsked) -> models.Kept:
        \"""Keep what the client said to a suggestion. …\"""

The signature says it once: ``query`` and ``body`` are what the request brings, the return type is the answer,
the rest are ids of the address. Who asks for ``uow`` is given a unit of work (that reads for a GET, writes for
the others), for ``actor`` who is logged in, for ``key`` the Idempotency-Key. The docstring is the description
in the OpenAPI document: its first line the summary.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from inspect import getdoc, signature
from typing import Any, get_type_hints

from flask import Blueprint, Response, request
from pydantic import BaseModel

from resmap.domain.permissions import Permission
from resmap.web.api.asked import read_body, read_query
from resmap.web.api.problems import ProblemFound
from resmap.web.api.shapes import reply
from resmap.web.context import current_actor, idempotency_key, reading, writing
from resmap.web.language import locale
from resmap.web.routes import Access, route
from resmap.web.security import UNSAFE
from resmap.words import LOCALES

ROOT = "/api/v1"

blueprint = Blueprint("api", __name__, url_prefix=ROOT)

#: What a view may ask for by the name of a parameter.
_GIVEN = frozenset({"uow", "actor", "key"})

#: Every operation, in the order of the document.
OPERATIONS: list["Operation"] = []


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``rule`` is as Flask reads it, below :data:`ROOT`; ``answer`` is any type that
    pydantic can describe; ``keyed``: it takes an Idempotency-Key; ``upload``: a file, no JSON."""

    name: str
    method: str
    rule: str
    subject: str
    access: Access
    text: str
    answer: Any
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    upload: bool
    status: int
    keyed: bool
    answer_media: str

    @property
    def unsafe(self) -> bool:
        return self.method in UNSAFE


def operation(
    method: str,
    rule: str,
    *,
    answer: Any = None,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    upload: bool = False,
    status: int = 200,
    keyed: bool | None = None,
    answer_media: str = "application/json",
    permission: Permission | Iterable[Permission] | None = None,
    signed_in: bool = False,
    public: bool = False,
) -> Callable[[Callable], Callable]:
    """Add the view as an operation. Ids in the address arrive as text. ``answer``, ``query`` and ``body`` are
    what the view's signature says, unless given. ``keyed`` is usual where something is kept: without the key, 400."""
    is_keyed = (method in UNSAFE) if keyed is None else keyed

    def add(view: Callable) -> Callable:
        said = get_type_hints(view)
        asked = {"query": query or said.get("query"), "body": body or said.get("body")}
        shape = answer or said["return"]
        needed = signature(view).parameters.keys() & _GIVEN
        opened_by = writing if method in UNSAFE else reading

        @wraps(view)
        def answered(**ids) -> Response:
            given: dict[str, Any] = {name: str(value) for name, value in ids.items()}
            if is_keyed:
                _require_key()
            for part, read in (("query", read_query), ("body", read_body)):
                if asked[part] is not None:
                    given[part] = read(asked[part])
            if "actor" in needed:
                given["actor"] = current_actor()
            if "key" in needed:
                given["key"] = idempotency_key()
            if "uow" in needed:
                with opened_by() as uow:
                    told = view(uow=uow, **given)
            else:
                told = view(**given)
            return told if isinstance(told, Response) else reply(shape, told, status, answer_media)

        opened = route(blueprint, rule, permission=permission, signed_in=signed_in, public=public, methods=[method])(
            answered
        )
        OPERATIONS.append(
            Operation(
                name=view.__name__,
                method=method,
                rule=rule,
                subject=view.__module__.rpartition(".")[2],
                access=opened.access,
                text=getdoc(view) or "",
                answer=shape,
                query=asked["query"],
                body=asked["body"],
                upload=upload,
                status=status,
                keyed=is_keyed,
                answer_media=answer_media,
            )
        )
        return opened

    return add


def spoken() -> str:
    """The language of sentences: what ``Accept-Language`` asks for, else that of the login."""
    return request.accept_languages.best_match(LOCALES) or locale()


def _require_key() -> None:
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        raise ProblemFound("KEY_NEEDED")
