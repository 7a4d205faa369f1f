"""Words, frozen values and refusals of volunteering: all that the modules below define, no name
twice (test_terms.py).
"""

# ruff: noqa: F403 - a list of them all, twice, would say nothing more

from linli.volunteering.terms.activities import *
from linli.volunteering.terms.attending import *
from linli.volunteering.terms.bank import *
from linli.volunteering.terms.broadcasts import *
from linli.volunteering.terms.certificates import *
from linli.volunteering.terms.hours import *
from linli.volunteering.terms.rota_pages import *
from linli.volunteering.terms.rota_solving import *
from linli.volunteering.terms.rotas import *
from linli.volunteering.terms.teams import *
from linli.volunteering.terms.verbs import *
from linli.volunteering.terms.wording import *
