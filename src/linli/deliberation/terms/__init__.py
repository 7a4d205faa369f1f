"""Words, frozen values and refusals of deliberation: all that the modules below define. There are
over two hundred, and no two modules define the same name (test_terms.py).
"""

# ruff: noqa: F403 - a list of two hundred names, twice, would say nothing more

from linli.deliberation.terms.bodies import *
from linli.deliberation.terms.charters import *
from linli.deliberation.terms.decided import *
from linli.deliberation.terms.disclosures import *
from linli.deliberation.terms.elections import *
from linli.deliberation.terms.feeds import *
from linli.deliberation.terms.gatherings import *
from linli.deliberation.terms.guests import *
from linli.deliberation.terms.owing import *
from linli.deliberation.terms.pledges import *
from linli.deliberation.terms.refusals import *
from linli.deliberation.terms.rehearsing import *
from linli.deliberation.terms.selections import *
from linli.deliberation.terms.votes import *
