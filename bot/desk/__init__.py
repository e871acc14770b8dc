"""Handing over to the team: what a colleague gets to see, and the ports that carry it."""
