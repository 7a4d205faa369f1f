"""Pure decisions of publicity: masking, and the days of a period."""

from linli.publicity.rules.masking import STARS, mask_text
from linli.publicity.rules.periods import Verdict, counted_days, digest_of, left_days, verdict

__all__ = ["STARS", "Verdict", "counted_days", "digest_of", "left_days", "mask_text", "verdict"]
