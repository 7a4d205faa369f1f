"""Tables of points."""

from linli.points.models.ledger import Appeal, Intent, LedgerAccount, Lot, Transfer

__all__ = ["Appeal", "Intent", "LedgerAccount", "Lot", "Transfer"]
