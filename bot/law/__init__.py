"""The law of enforcement as data: facts with their sources, and the two sums people ask for (delay interest, fee)."""
