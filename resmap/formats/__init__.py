"""Bytes <-> plain records: the files that come in and go out.

The doors: :mod:`resmap.formats.network`, :mod:`resmap.formats.case`,
:mod:`resmap.formats.match` and :mod:`resmap.formats.schema`.
"""
