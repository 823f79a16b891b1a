"""How a centre's work goes: small counts over opened summaries of cases, and what of them may leave the centre."""
