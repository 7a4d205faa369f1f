"""Places and their bookings, things lent, goods exchanged, circles of services."""
