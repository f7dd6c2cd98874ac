"""Routes are closed by default: each one declares who may come in, or the program does not start.

    @route(blueprint, "/cases", permission=Permission.CASE_READ)      this right
    @route(blueprint, "/logout", signed_in=True, methods=["POST"])    any login
    @route(blueprint, "/login", public=True)                          everybody

This is the first of two locks. The second is in the flows: every act asks
``actor.require(…)`` itself, so that a wrong line here shows a page that can do nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Blueprint, Flask

from resmap.domain.permissions import Actor, Permission


class OpenRoute(Exception):
    """A route does not say who may use it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a route: everybody, any login, or a login with one of ``permissions``."""

    public: bool = False
    permissions: frozenset[Permission] = frozenset()

    def admits(self, actor: Actor | None) -> bool:
        if self.public:
            return True
        if actor is None:
            return False
        return not self.permissions or any(map(actor.may, self.permissions))


PUBLIC = Access(public=True)
SIGNED_IN = Access()


def declare(view: Callable, access: Access) -> Callable:
    """Write on a view who may use it; a view with two routes has one rule."""
    known = getattr(view, "access", access)
    if known != access:
        raise OpenRoute(f"{view.__name__}: two routes with two rules")
    view.access = access
    return view


def route(
    blueprint: Blueprint,
    rule: str,
    *,
    permission: Permission | Iterable[Permission] | None = None,
    signed_in: bool = False,
    public: bool = False,
    **options,
) -> Callable[[Callable], Callable]:
    """Like ``blueprint.route`` (same options), with exactly one of the three declarations.

    Several permissions mean: any one of them.
    """
    if (permission is not None) + signed_in + public != 1:
        raise OpenRoute(f"{rule}: say exactly one of permission, signed_in, public")
    if permission is None:
        access = PUBLIC if public else SIGNED_IN
    else:
        needed = frozenset([permission] if isinstance(permission, Permission) else permission)
        if not needed:
            raise OpenRoute(f"{rule}: an empty list of permissions would let everybody in")
        access = Access(permissions=needed)

    def register(view: Callable) -> Callable:
        return blueprint.route(rule, **options)(declare(view, access))

    return register


def access_of(app: Flask, endpoint: str) -> Access:
    """The declared access of an endpoint; raises :class:`OpenRoute` where there is none."""
    access = getattr(app.view_functions[endpoint], "access", None)
    if not isinstance(access, Access):
        raise OpenRoute(f"{endpoint}: no rule; register it with resmap.web.routes.route")
    return access


def check_closed(app: Flask) -> None:
    """Raise :class:`OpenRoute` if any address of the program has no rule."""
    for rule in app.url_map.iter_rules():
        access_of(app, rule.endpoint)
