"""The letters of printed forms: the two cuts of Pretendard that set-up copies beside the pages' font.

Pretendard holds no Chinese characters; where a text has one (or another letter that it lacks), the
fonts of the machine may help out.
"""

import re
from functools import cache
from pathlib import Path

from resmap.formats.problems import FormatError, Problem

FAMILY = "Pretendard"
#: Where set-up puts them (dev.py, ``ASSETS``).
FOLDER = Path(__file__).parents[2] / "web" / "static" / "vendor" / "fonts"
_CUTS = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")
#: What Pretendard has and forms use; anything else asks the machine.
_COVERED = re.compile(r"[\s -~\u00a0-\u017f\u2000-\u206f\u20a0-\u20bf\u2100-\u2200\u2460-\u2473■□☐☑○●◎△▲▽▼◇◆★☆→←↑↓\u3000-\u301f"
                      r"\u3131-\u318e\uac00-\ud7a3\uff01-\uff5e]*")  # fmt: skip


def fonts_for(text: str):
    """typst's fonts to set ``text`` with. Raises FormatError NO_FONT where set-up has not brought ours."""
    if not all((FOLDER / cut).is_file() for cut in _CUTS):
        raise FormatError("form", [Problem("$", "NO_FONT")])
    return _fonts(_COVERED.fullmatch(text) is None)


@cache
def _fonts(of_the_machine: bool):
    import typst  # late: only who prints pays it

    # A folder: typst looks into folders only, and passes over a file without a word.
    return typst.Fonts(include_system_fonts=of_the_machine, include_embedded_fonts=False, font_paths=[str(FOLDER)])
