"""A sheet of the casework that is ready to be drawn, and drawing it."""

from dataclasses import dataclass

from resmap.formats.forms import Form
from resmap.words import say


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form ready to be drawn, and the name of its file: the case's number, never a name."""

    form: Form
    name: str


def label_in(locale: str):
    """The words of printed forms in a language."""

    def label(key: str, **facts) -> str:
        return say(f"forms.{key}", locale, **facts)

    return label


def pages_of(form: Form) -> int:
    """How many pages the form has on paper."""
    from resmap.formats.forms import count_pages  # as below

    return count_pages(form)


def draw(sheet: Sheet, form: str) -> bytes:
    """The sheet as a file: ``pdf``, ``hwpx`` or ``xlsx``."""
    from resmap.formats.forms import to_hwpx, to_pdf, to_xlsx  # drawing loads fonts: only who prints pays it

    return {"hwpx": to_hwpx, "xlsx": to_xlsx}.get(form, to_pdf)(sheet.form)
