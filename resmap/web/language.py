"""Korean or English, for one request: the browser's choice, else the account's, else the office's (Korean)."""

from flask import current_app, g, request

from resmap.words import LOCALES, say

COOKIE = "resmap_language"


def locale() -> str:
    """``ko`` or ``en`` for this request."""
    login = g.get("login")
    usual = current_app.extensions["resmap"].settings.locale
    for chosen in (request.cookies.get(COOKIE), login and login.locale, usual):
        if chosen in LOCALES:
            return chosen
    return LOCALES[0]


def t(key: str, /, **facts) -> str:
    """The sentence for ``key`` in the language of this request (templates: ``{{ t('shell.login.title') }}``)."""
    return say(key, locale(), **facts)
