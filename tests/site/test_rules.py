"""How a finding reads, in both languages."""

import pytest

from hdh_faq.site.rules import RULES, WARNINGS, Finding


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_file_line_and_detail_in_both_languages(rule: str, lang: str) -> None:
    said = str(Finding("docs/x.md", 7, rule, lang, "DETAIL"))
    assert said.startswith("docs/x.md:7: ")
    assert "{" not in said.replace("{#", "")
    assert ("DETAIL" in said) == any("{detail}" in text for text in RULES[rule].values())


@pytest.mark.parametrize("rule", RULES)
def test_both_languages_use_the_detail_alike(rule: str) -> None:
    assert ("{detail}" in RULES[rule]["fr"]) == ("{detail}" in RULES[rule]["en"])


@pytest.mark.parametrize("rule", RULES)
def test_only_warnings_let_the_build_go_on(rule: str) -> None:
    assert Finding("x", 1, rule, "en").is_warning == (rule in WARNINGS)
    assert ("warning:" in str(Finding("x", 1, rule, "en"))) == (rule in WARNINGS)
    assert ("attention:" in str(Finding("x", 1, rule, "fr"))) == (rule in WARNINGS)
    assert ("erreur:" in str(Finding("x", 1, rule, "fr"))) == (rule not in WARNINGS)


def test_warnings_are_rules() -> None:
    assert set(RULES) >= WARNINGS


def test_braces_in_a_detail_are_shown_as_they_are() -> None:
    assert "{x} {0} {detail}" in str(Finding("a.md", 1, "dead_link", "en", "{x} {0} {detail}"))
