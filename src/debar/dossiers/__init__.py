"""What a company does about the law it fears or falls under: contacts, money, signals, bills, each with its words."""
