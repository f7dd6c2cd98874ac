"""Need <-> offer: which offers may be suggested for a need, and why.

The one door: :func:`resmap.matching.engine.match` with the policy of
:mod:`resmap.matching.model`. Gates and factors are written once, each a pure
function of one :class:`resmap.matching.situation.Situation`.
"""
