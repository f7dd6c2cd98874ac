"""A check as it is put to paper (R012, R157-R177): its value, the rule's view of it, its plain JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from resmap.domain import network_change
from resmap.domain.monitoring import Check, Looked, Method, Question, Reply, ServiceCheck
from resmap.domain.network_change import TieSeen


@dataclass(frozen=True, slots=True)
class CheckPaper:
    """One check. ``names``: of the services, by line. ``opinion``: the client's own words, without which it is none.

    ``ties``: how many ties the client had that day, so that the next check can tell whether the network
    widened (R166); ``network_seen`` is which ones, None where a check was made before that was kept. ``barriers``: what makes it hard to get there, and what helps (R164).
    """

    on: date
    methods: frozenset[Method]
    opinion: str
    replies: Mapping[Question, Reply] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    looked: frozenset[Looked] = frozenset()
    services: tuple[ServiceCheck, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    words: str = ""
    network: str = ""
    barriers: str = ""
    told_what_and_when: bool = False
    client_has_task: bool = False
    ties: int = 0
    network_seen: tuple[TieSeen, ...] | None = None

    def judged(self, *, network_consent: bool) -> Check:
        """As the rule looks at it."""
        return Check(
            on=self.on,
            methods=self.methods,
            replies=self.replies,
            looked=self.looked,
            services=self.services,
            opinion=bool(self.opinion.strip()),
            network_consent=network_consent,
            network_asked=bool(self.network.strip()),
            client_has_task=self.client_has_task,
            told_what_and_when=self.told_what_and_when,
        )


def to_content(paper: CheckPaper) -> dict[str, Any]:
    """The check as plain JSON; the day stands on the record."""
    return {
        "methods": sorted(one.value for one in paper.methods),
        "opinion": paper.opinion,
        "replies": {question.value: reply.value for question, reply in paper.replies.items()},
        "looked": sorted(one.value for one in paper.looked),
        "services": [
            {
                "line": one.line,
                "name": paper.names.get(one.line, ""),
                "fits": one.fits.value,
                "client": one.client,
                "worker": one.worker,
            }
            for one in paper.services
        ],
        "words": paper.words,
        "network": paper.network,
        "barriers": paper.barriers,
        "told": paper.told_what_and_when,
        "client_has_task": paper.client_has_task,
        "ties": paper.ties,
        "network_seen": None if paper.network_seen is None else network_change.to_content(paper.network_seen),
    }


def from_content(on: date, content: Mapping[str, Any]) -> CheckPaper:
    """The check of its JSON form; raises ValueError for a word of no vocabulary."""
    services = content.get("services", ())
    return CheckPaper(
        on=on,
        methods=frozenset(map(Method, content.get("methods", ()))),
        opinion=content.get("opinion", ""),
        replies={Question(one): Reply(reply) for one, reply in content.get("replies", {}).items()},
        looked=frozenset(map(Looked, content.get("looked", ()))),
        services=tuple(
            ServiceCheck(one["line"], Reply(one.get("fits", Reply.NOT_ASKED)), one.get("client"), one.get("worker"))
            for one in services
        ),
        names={one["line"]: one.get("name", "") for one in services},
        words=content.get("words", ""),
        network=content.get("network", ""),
        barriers=content.get("barriers", ""),
        told_what_and_when=bool(content.get("told")),
        client_has_task=bool(content.get("client_has_task")),
        ties=int(content.get("ties", 0)),
        network_seen=None if content.get("network_seen") is None else network_change.from_content(content["network_seen"]),
    )
