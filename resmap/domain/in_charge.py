"""Who may be in charge of a case (R030, B:88): "사례관리자는 사회복지직 공무원이 수행한다".

The seed names one post. What an office calls its posts, and whether a private agency has others in charge,
stands in its settings (``{"in_charge_posts": ["사회복지직 공무원", …]}``); without a word of it whoever
does casework may be in charge. A volunteer, a partner or an administrator never is, whatever is set.
"""

from collections.abc import Mapping
from typing import Any

from resmap.domain.permissions import GRANTS, Permission, Role

#: Roles that do casework; no setting adds to them.
ROLES = frozenset({Role.CASE_MANAGER, Role.SUPERVISOR})

#: Where the office's posts stand in its settings.
POSTS = "in_charge_posts"

assert all(Permission.CASE_EDIT in GRANTS[role] for role in ROLES)


def posts_of(settings: Mapping[str, Any] | None) -> frozenset[str] | None:
    """The posts that may be in charge, as the office set them; None where it set none (every post may)."""
    posts = (settings or {}).get(POSTS)
    posts = posts if isinstance(posts, list | tuple) else ()
    found = frozenset(str(one).strip() for one in posts if str(one).strip())
    return found or None


def may_be_in_charge(role: Role, post: str | None, posts: frozenset[str] | None, *, active: bool = True) -> bool:
    """Whether somebody of that role and post may be the primary manager of a case."""
    return active and role in ROLES and (posts is None or (post or "").strip() in posts)
