"""Words, frozen values and refusals of resources: all that the modules below define, no name twice
(test_terms.py).
"""

# ruff: noqa: F403 - a list of them all, twice, would say nothing more

from linli.resources.terms.verbs import *
