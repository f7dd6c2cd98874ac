"""What a form of casework refuses: fields by name with a code each, never a value."""

from collections.abc import Iterable


class FieldsRefused(ValueError):
    """Fields that cannot be taken as they are. ``fields``: (name, code), in the order of the page."""

    def __init__(self, fields: Iterable[tuple[str, str]]):
        self.fields = tuple((str(name), str(code)) for name, code in fields)
        super().__init__(", ".join(f"{name}: {code}" for name, code in self.fields))
