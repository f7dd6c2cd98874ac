"""Who may do what: one enum, one table (both fit on a screen)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of a login. ``NONE`` is somebody without any right; the default for everything."""

    SUPERVISOR = "supervisor"
    CASE_MANAGER = "case_manager"
    PARTNER = "partner"
    ADMINISTRATOR = "administrator"
    NONE = "none"


class Permission(StrEnum):
    REGISTER_READ = "register.read"
    REGISTER_EDIT = "register.edit"
    REGISTER_PROPOSE = "register.propose"
    REGISTER_VERIFY = "register.verify"
    REGISTER_IMPORT = "register.import"
    REGISTER_EXPORT = "register.export"
    CASE_READ = "case.read"
    CASE_EDIT = "case.edit"
    CASE_MATCH = "case.match"
    CASE_ASSIGN = "case.assign"
    CASE_DECIDE = "case.decide"
    CASE_OPEN_ANY = "case.open_any"
    CONFERENCE_EDIT = "conference.edit"
    DONATIONS_EDIT = "donations.edit"
    TRAININGS_EDIT = "trainings.edit"
    FIGURES_READ = "figures.read"
    OFFICE_EDIT = "office.edit"
    OVERRIDE = "case.override"
    REFERRAL_WRITE = "referral.write"
    REFERRAL_REPLY = "referral.reply"
    MAP_READ = "map.read"
    MAP_PRINT = "map.print"
    MODEL_READ = "model.read"
    EVENTS_READ = "events.read"
    ACCOUNTS_EDIT = "accounts.edit"


_CASEWORK = frozenset(
    {
        Permission.REGISTER_READ,
        Permission.REGISTER_EDIT,
        Permission.REGISTER_PROPOSE,
        Permission.CASE_READ,
        Permission.CASE_EDIT,
        Permission.CASE_MATCH,
        Permission.REFERRAL_WRITE,
        Permission.MAP_READ,
        Permission.MAP_PRINT,
        Permission.MODEL_READ,
        Permission.CASE_OPEN_ANY,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASE_MANAGER: _CASEWORK,
    Role.SUPERVISOR: _CASEWORK
    | {
        Permission.REGISTER_VERIFY,
        Permission.REGISTER_IMPORT,
        Permission.REGISTER_EXPORT,
        Permission.OVERRIDE,
        Permission.EVENTS_READ,
        Permission.CASE_ASSIGN,
        Permission.CASE_DECIDE,
        Permission.CONFERENCE_EDIT,
        Permission.DONATIONS_EDIT,
        Permission.TRAININGS_EDIT,
        Permission.FIGURES_READ,
        Permission.OFFICE_EDIT,
    },
    # A partner sees only referrals that were sent to its own organisation (R014).
    Role.PARTNER: frozenset({Permission.REFERRAL_REPLY}),
    # Runs the system, never reads a case: supervisor, privacy officer and
    # administrator are three people (practice §2.5).
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNTS_EDIT,
            Permission.EVENTS_READ,
            Permission.REGISTER_READ,
            Permission.REGISTER_IMPORT,
            Permission.REGISTER_EXPORT,
        }
    ),
    Role.NONE: frozenset(),
}


class NotAllowed(Exception):
    """The actor's role lacks a permission. ``permission`` names which."""

    def __init__(self, permission: Permission):
        super().__init__(permission.value)
        self.permission = permission


class NotFound(Exception):
    """There is no such thing, or none that this actor may know of: the two look alike."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which scope. Every flow takes one; ``dongs`` are names, not codes."""

    id: str
    role: Role
    dongs: frozenset[str] = frozenset()
    office: str = ""
    organization: str | None = None
    name: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise :class:`NotAllowed` unless the role grants ``permission``; first line of a flow."""
        if not self.may(permission):
            raise NotAllowed(permission)
