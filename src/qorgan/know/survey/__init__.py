"""What a sample survey says of a population: estimates that know their design."""
