"""How good the answers are: generate asks every question once and keeps what was said, judge makes tables of that."""
