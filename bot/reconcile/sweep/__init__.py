"""Find the nominations that no webhook told of."""
