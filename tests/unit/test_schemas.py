"""The JSON schema, the tables of parameters and the dictionary of columns agree with the classes. The configuration fits the schema."""

import copy
import json

import jsonschema
import pytest
import yaml

from scripts import dictionary, schemas
from scripts.tracked import ROOT

WRITTEN = {"schemas/config.schema.json": lambda: json.dumps(schemas.schema(), indent=1, ensure_ascii=False) + "\n"}
WRITTEN["docs/parameters.md"] = schemas.tables
WRITTEN["docs/columns.md"] = dictionary.tables
CONFIGURATION = yaml.safe_load((ROOT / "config.yaml").read_text())


@pytest.mark.parametrize("path", WRITTEN)
def test_what_is_kept_is_made_of_the_classes_as_they_stand(path):
    assert (ROOT / path).read_text() == WRITTEN[path](), "run `make schemas`"


def test_the_configuration_is_as_its_schema_says():
    jsonschema.Draft202012Validator.check_schema(schemas.schema())
    jsonschema.validate(CONFIGURATION, schemas.schema())


@pytest.mark.parametrize(
    ("experiment", "change"),
    [("methods", {"sigma": -1}), ("methods", {"L": "long"}), ("methods", {"momentun": 0.5}), ("borders", {"d": 0}), ("borders", {"D": 2})],
)
def test_a_mistake_in_a_parameter_is_one_for_the_schema_too(experiment, change):
    wrong = copy.deepcopy(CONFIGURATION)
    wrong["experiments"][experiment]["fixed"] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schemas.schema())
