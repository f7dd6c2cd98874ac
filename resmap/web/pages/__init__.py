"""The pages: one module for each part of the menu, each with a ``blueprint`` (see resmap.web)."""
