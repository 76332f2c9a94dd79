"""``python -m hdh_faq``."""

from hdh_faq.cli import main

main(prog_name="hdh-faq")
