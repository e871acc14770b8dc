"""From facts to a Reply: one file per topic, pure functions."""
