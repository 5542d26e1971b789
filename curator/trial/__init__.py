"""A comparison made fairly: arms, seeds, runs beside each other, and the journal that knows what is done."""
