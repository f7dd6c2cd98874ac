"""Rules of the work, standard library only.

Values here are small and frozen; decisions are pure functions of them. Nothing
in this room reads a clock, a file or a database.
"""
