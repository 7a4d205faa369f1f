"""One module a measurement; each has `measure(setting) -> list[Row]`."""
