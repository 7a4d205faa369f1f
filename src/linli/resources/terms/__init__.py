"""Words, frozen values and refusals of resources: all that the modules below define, no name twice
(test_terms.py).
"""

# ruff: noqa: F403 - a list of them all, twice, would say nothing more

from linli.resources.terms.bases import *
from linli.resources.terms.bookings import *
from linli.resources.terms.circle import *
from linli.resources.terms.lend_refusals import *
from linli.resources.terms.lending import *
from linli.resources.terms.meals import *
from linli.resources.terms.places import *
from linli.resources.terms.shop import *
from linli.resources.terms.shop_refusals import *
from linli.resources.terms.sittings import *
from linli.resources.terms.verbs import *
