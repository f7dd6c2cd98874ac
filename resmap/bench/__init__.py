"""Measurements, each beside its peer in the same run; may use everything, nothing uses it."""
