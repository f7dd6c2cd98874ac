"""resmap: a person's needs, joined to the people and offers of the neighbourhood.

Only the version lives here, so that `import resmap` stays quick (tests/house/test_start_up.py).
"""

__version__ = "0.1.0"
