"""Cleaning with evidence: what a cell of a published list says, and what is odd about it.

Every rule takes text and gives a small frozen value: what was read, and notes
(:class:`~resmap.domain.cleaning.notes.Note`). What is doubtful is *proposed*, never
silently changed; what could not be read is kept as it stood. No rule raises on any text.
"""
