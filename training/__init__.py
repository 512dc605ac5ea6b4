"""How the two bundled models were made. Not imported by the product."""
