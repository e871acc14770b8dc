"""Understanding: from what people write or say to an intent, its certainty, and the case numbers in it."""
