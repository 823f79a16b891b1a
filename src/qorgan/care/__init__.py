"""Working a case under her consent: plain rules, without a database and without the web."""
