"""Column types: plain Python values in, the same values out, on both databases."""

from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

#: Prose that people type; searched for resident numbers before it is stored (P-01).
Prose = Text

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator):
    """An aware datetime, kept as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        return None if value is None else value.replace(tzinfo=UTC)


class Code(TypeDecorator):
    """A member of one of the closed vocabularies, kept as its spelling."""

    impl = String(40)
    cache_ok = True

    def __init__(self, vocabulary):
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value, dialect):
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value, dialect):
        return None if value is None else self.vocabulary(value)


class Names(TypeDecorator):
    """A tuple of texts, kept as a JSON list in the given order."""

    impl = Document
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else list(value)

    def process_result_value(self, value, dialect):
        return None if value is None else tuple(value)


class Codes(TypeDecorator):
    """A tuple of codes without spaces, kept as `` ECO11 ECO16 `` so that LIKE finds one whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None or isinstance(value, str):
            return value  # a LIKE pattern
        if any(not code or " " in code for code in value):
            raise ValueError("a code is not empty and has no space")
        return f" {' '.join(value)} " if value else " "

    def process_result_value(self, value, dialect):
        return None if value is None else tuple(value.split())

    def coerce_compared_value(self, op, value):
        return Text() if isinstance(value, str) else self


#: What can hold words that somebody typed or a file brought along.
FREE_TEXT = (Prose, JSON, Names)
