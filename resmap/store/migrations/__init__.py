"""Alembic's folder: ``env.py`` and the migrations; run through ``resmap.store.migrate``."""
