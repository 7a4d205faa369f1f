"""The edges of matters for programs: our own JSON interface, and Open311 GeoReport v2."""

from linli.matters.rest.endpoints import router

__all__ = ["router"]
