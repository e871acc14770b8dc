"""The case store: six read-only views of a court's enforcement cases."""
