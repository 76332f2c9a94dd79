"""Where the build puts what only the index reads of a page, which readers need not load."""

BESIDE = "faq-page.json"
"""Name of the file beside a page."""
ASIDE = ("questions", "about")
"""What stands in it."""
