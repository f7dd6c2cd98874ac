"""A sheet of the casework that is ready to be drawn, and drawing it."""

from dataclasses import dataclass

from resmap.domain.permissions import NotFound
from resmap.formats.forms import Form
from resmap.words import say

#: The word for the office's own form, beside the kinds of files.
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form ready to be drawn, and the name of its file: the case's number, never a name. ``own``: the office's own
    form with the same values in it, where that was asked for."""

    form: Form
    name: str
    own: bytes | None = None


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
    """The sheet as a file: ``pdf``, ``hwpx``, ``xlsx``, or ``office`` for the office's own form (HWPX).

    Raises NotFound where the office's own was not made.
    """
    if form == OFFICE:
        if sheet.own is None:
            raise NotFound("OfficeFormRecord")
        return sheet.own
    from resmap.formats.forms import to_hwpx, to_pdf, to_xlsx  # drawing loads fonts: only who prints pays it

    return {"hwpx": to_hwpx, "xlsx": to_xlsx}.get(form, to_pdf)(sheet.form)
