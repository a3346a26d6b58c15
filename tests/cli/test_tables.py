from __future__ import annotations

from facelab.checkpoints import default_entry
from facelab.cli import tables


def long_table() -> tables.PlainTable:
    table = tables.PlainTable("name", "about")
    table.add("one", "word " * 60)
    return table


def test_where_a_program_reads_it_a_row_is_a_line(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    tables.print_table(long_table())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[1].count("word") == 60


def test_on_a_terminal_it_is_folded_to_the_width(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    tables.print_table(long_table())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 5
    assert max(map(len, lines[1:])) <= 40  # the heading is bold, which takes letters too


def test_the_name_of_a_network_can_be_searched_for(facelab, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = facelab("weights", "list").out
    (line,) = [line for line in out.splitlines() if default_entry().name in line]
    assert default_entry().training_data in line


def test_facts_stand_further_in_than_what_they_are_about(capsys):
    tables.print_table(tables.facts([("signature", "none"), ("label", "")], indent=2))
    assert capsys.readouterr().out.rstrip() == "  signature  none"
