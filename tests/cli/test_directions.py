from __future__ import annotations


def test_the_directions_of_the_real_network(facelab, model_path):
    ended = facelab("directions", "list")
    assert (ended.status, ended.err) == (0, "")
    heading, *lines = ended.out.splitlines()
    assert heading.split() == [
        "name", "title", "group", "layers", "selectivity", "breaks", "at", "about"
    ]  # fmt: skip
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert "pca-1" in names
    assert len(names) == len(set(names))


def test_a_network_that_nobody_measured_has_those_that_it_has_by_itself(facelab, tiny):
    ended = facelab("directions", "list")
    names = [line.split()[0] for line in ended.out.splitlines()[1:]]
    assert ended.status == 0
    assert names == [f"{kind}-{k + 1}" for kind in ("pca", "sefa") for k in range(12)]


def test_a_network_that_there_is_not(facelab):
    ended = facelab("directions", "list", "--model", "x")
    assert ended.status == 2
    assert "no network is called 'x'" in ended.error


def test_a_comparison_with_what_there_is_not(facelab, model_path):
    ended = facelab("directions", "report", "--compare", "moustache=other.npy")
    assert ended.status == 2
    assert "directions are" in ended.error
    assert "smile" in ended.error
