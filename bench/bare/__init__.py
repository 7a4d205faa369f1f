"""The yardstick of report intake: a Django view that does one INSERT and nothing else."""
