"""The signs of maps and networks: one shape and one letter for each group, so that colour is never the
only meaning. Pages, scripts and the printed file draw the same ones.

A shape is an SVG path on a grid of 24.
"""

from resmap.web.language import t

SHAPES: dict[str, str] = {
    "neighbour": "M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21z",
    "shop": "M4.5 2.5h15a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z",
    "association": "M12 .8L23.2 12L12 23.2L.8 12z",
    "gathering": "M6.3 2.2h11.4L23.4 12l-5.7 9.8H6.3L.6 12z",
    "agency": "M12 1.2L22.5 9.2v13.3h-21V9.2z",
}


def signs() -> dict[str, dict[str, str]]:
    """``{group: {shape, letter, name}}`` in the reader's language, in the order of the legend."""
    return {
        group: {"shape": shape, "letter": t(f"map.group.{group}.letter"), "name": t(f"map.group.{group}.name")}
        for group, shape in SHAPES.items()
    }
