"""What a company does about the law it fears or falls under: signals, bills, articles, terms, each with its words."""
