"""Pure decisions beside the engine: forms, ladders, and who may act on a step."""

from linli.procedures.rules.access import Held, may_act
from linli.procedures.rules.forms import parse_forms, validate
from linli.procedures.rules.ladders import parse_ladders, rung_after

__all__ = ["Held", "may_act", "parse_forms", "parse_ladders", "rung_after", "validate"]
