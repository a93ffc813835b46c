"""A mistake is reported in one line with its file, line and column."""

import pytest
import yaml

from scripts import predictions
from scripts.config_reading import check_file, main
from scripts.line_numbers import placed
from scripts.mistakes import ConfigurationError

TEXT = """seed: 1
experiments:
  staircase:
    seeds: 4
    grid:
      L: [1, 2]
    fixed: {gamma: half}
"""
WRONG = {
    "a colon too few": ("a: 1\nb 2\nc: 3\n", "line 3, column 1: could not find expected ':'"),
    "a bracket that is not closed": ("a: [1\nb: 2\n", "line 2, column 2: did not find expected"),
    "a quote that is not closed": ("a: 'x\nb: 2\n", "line 3, column 1: found unexpected end of stream"),
    "a tab": ("a:\n\tb: 1\n", "line 2, column 1: found character that cannot start any token; there is a tab"),
    "an unknown alias": ("a: *b\n", "line 1, column 4: found undefined alias"),
    "a control character": ("a: 1\nb: \x01\n", "line 2, column 4: control characters are not allowed"),
    "other letters than UTF-8": (b"a: 1\nb: \xff\n", "line 2: must be text in UTF-8"),
    "a list as a name": ("a: {[1]: 2}\n", "a = a sequence as a name: a name must be text"),
    "a date": ("a:\n  b: 2020-01-01\n", "a.b = timestamp: must be text"),
    "a tag": ("a: !b 1\n", "a = !b: must be text"),
    "a merge of no mapping": ("a: {<<: 3}\n", "a.<< = 3: must be an alias"),
    "a key twice": ("a: {b: 1, b: 2}\n", "a.b: twice in"),
}


def written(folder, text):
    """A configuration file with this text."""
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_in_yaml_is_one_line_with_its_place(tmp_path, case):
    text, said = WRONG[case]
    with pytest.raises(ConfigurationError) as stopped:
        check_file(written(tmp_path, text))
    assert said in str(stopped.value)
    assert "config.yaml, line" in str(stopped.value)
    assert str(stopped.value).isprintable()


@pytest.mark.parametrize("text", ["", "a: &x {b: 1}\nc: {<<: *x}\n", '{"a":\t1}', '{\n\t"a": [1,\n\t2]\n}'])
def test_what_can_be_read_is_no_mistake(tmp_path, text):
    check_file(written(tmp_path, text))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("experiments.staircase.gamma = half: must be a number", 7),
        ("experiments.staircase.grid.L = [1, 2]: has a value twice", 6),
        ("experiments.staircase.grid.L.1 = 2: unheard of", 6),
        ("experiments.staircase.paper = None: must be given", 3),
        ("experiments.staircase: unknown key seeds = 4; allowed: none", 4),
        ("the configuration: unknown key seed = 1; allowed: none", 1),
    ],
)
def test_a_key_is_found(tmp_path, message, line):
    path = written(tmp_path, TEXT)
    assert placed(f"config: {message}", [path]).endswith(f"config.yaml, line {line})")


def test_the_last_file_that_has_a_key_is_its_place_and_the_command_line_comes_last(tmp_path):
    first, second = written(tmp_path, TEXT), tmp_path / "second.yaml"
    second.write_text("experiments: {staircase: {fixed: {gamma: third}}}\n")
    message = "config: experiments.staircase.gamma = third: must be a number"
    assert placed(message, [first, second]).endswith("second.yaml, line 1)")
    assert placed(message, [first, second], ["experiments={staircase: {fixed: {gamma: x}}}"]).endswith("(--config experiments=...)")
    assert placed(message, [first, second], ["experiments={staircase"]).endswith("second.yaml, line 1)")


def test_what_is_nowhere_has_no_place(tmp_path):
    assert placed("config: results = x: no folder", [written(tmp_path, TEXT)]) == "config: results = x: no folder"


@pytest.mark.parametrize("text", ["- {claim: a, open: b}\n", "- claim: a\n  source: [\n", "- 3\n", "claim: a\n", ""])
def test_a_mistake_in_a_prediction_has_its_line(tmp_path, text):
    path = tmp_path / "escape.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"escape\.yaml.*(line \d|must be a list)") as stopped:
        predictions.read(str(path))
    assert str(stopped.value).isprintable()


def test_a_command_says_what_snakemake_does_not_of_a_file_that_is_laid_over(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["config_reading", str(written(tmp_path, "a: [1\nb: 2\n"))])
    with pytest.raises(SystemExit, match="line 2, column 2"):
        main()


def test_the_tests_own_text_is_yaml():
    assert yaml.safe_load(TEXT)["experiments"]["staircase"]["fixed"] == {"gamma": "half"}
