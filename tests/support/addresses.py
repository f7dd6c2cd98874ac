"""Addresses of the program with something in every gap, for tests that walk them all."""

from werkzeug.routing import AnyConverter, IntegerConverter


def filled(rule, nowhere: str) -> dict:
    """Values for the gaps of a rule: an id that exists nowhere, 1 for a number, the first of a choice."""

    def one(name: str):
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            return sorted(converter.items)[0]
        return 1 if isinstance(converter, IntegerConverter) else nowhere

    return {name: one(name) for name in rule.arguments}
