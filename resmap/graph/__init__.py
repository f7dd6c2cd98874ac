"""The neighbourhood as a graph: the only room that imports networkx (bench aside)."""
