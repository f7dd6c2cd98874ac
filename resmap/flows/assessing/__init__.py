"""사정: listening in parts, statements, needs with the client's own yes, how they hang together, scales.

:mod:`.sheets` saves the two parts and finishes them, :mod:`.statements` keeps what was said,
:mod:`.needs` proposes, adds, confirms and turns needs, :mod:`.links` joins them, :mod:`.taking` fills
in scales; :mod:`.view` and :mod:`.needs_view` tell the pages.
"""
