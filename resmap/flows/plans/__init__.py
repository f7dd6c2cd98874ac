"""The plan of a case: written, agreed to, printed, checked (R078-R128).

``in_hand`` loads it and gives its value for the rules; ``asked`` what forms bring; ``drafting`` and ``lines`` write
the draft; ``deferring`` keeps needs that wait; ``contracting`` signs it and begins a new version; ``fulfilling`` is
column ⑬ and the answers to conditions; ``page`` tells it; ``sheets`` and ``week`` print it.
"""
