"""Everything that reads or writes text: pure, linear in time, and suspicious of all it is given."""
