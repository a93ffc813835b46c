"""Schemas: the contents of config.yaml as a JSON schema for editors, and as tables to read. Both come from the classes of parameters."""

import json
from pathlib import Path

from scripts import cells, choices, tracked
from scripts.config_model import Configuration
from scripts.job import arguments, job, whole


def variants(name: str) -> dict[str, dict]:
    """The parameters of a train script: name -> its JSON schema. `of` lists the choices that bring the parameter, and is empty if all cells
    take it. `special` lists choices with a default of their own.
    """
    script = choices.load(choices.SCRIPTS, "train", name)
    found = {}
    own = script.Parameters.model_json_schema()["properties"]
    for key in getattr(script, "CHOICES", {}):
        own[key] = own.get(key, {}) | {"enum": cells.allowed(script, key)}
        for chosen in cells.allowed(script, key):
            module = choices.load(script.CHOICES, key, chosen)
            if hasattr(module, "Parameters"):
                for parameter, known in module.Parameters.model_json_schema()["properties"].items():
                    if parameter not in own:
                        found.setdefault(parameter, known | {"of": []})["of"].append(chosen)
    found = {parameter: known | {"of": []} for parameter, known in own.items()} | found
    for chosen, defaults in getattr(script, "DEFAULTS", {}).items():
        for parameter in defaults.keys() & found.keys():
            if chosen == "*":
                found[parameter]["default"] = defaults[parameter]
            else:
                found[parameter].setdefault("special", {})[chosen] = defaults[parameter]
    return found


def schema() -> dict:
    """The JSON schema of config.yaml."""
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Configuration.model_json_schema(by_alias=True)
    definitions, arithmetic = described["$defs"], {"type": "string", "pattern": "^=", "description": "Arithmetic in other parameters."}
    by_script, by_name = [], {}
    for name in choices.names(choices.SCRIPTS, "train"):
        values, lists = {}, {}
        for parameter, known in variants(name).items():
            kept = {key: part for key, part in known.items() if key not in ("of", "special", "title", "allowed")}
            mapping = [{"type": "object"}] * (parameter in getattr(choices.load(choices.SCRIPTS, "train", name), "WORDS", {}))
            definitions[f"{name}.{parameter}"] = {"anyOf": [kept, *mapping, arithmetic]}
            values[parameter] = {"$ref": f"#/$defs/{name}.{parameter}"}
            lists[parameter] = {"type": "array", "minItems": 1, "items": values[parameter]}
        more = "file" in tracked.functions(f"scripts/train/{name}.py")["train"]  # which brings settings of its own
        parts = {part: {"properties": known, "additionalProperties": more} for part, known in (("fixed", values), ("grid", lists))}
        by_script.append({"if": {"properties": {"train": {"const": name}}, "required": ["train"]}, "then": {"properties": parts}})
        by_name[name] = {"$ref": "#/$defs/Experiment", "if": {"not": {"required": ["train"]}}, "then": {"properties": parts}}
    definitions["Experiment"]["allOf"] = by_script
    described["properties"]["experiments"]["properties"] = by_name  # an experiment without `train` has the script of its own name
    return described


def limits(known: dict) -> str:
    """The allowed values of a parameter, in a few words."""
    if "enum" in known or "const" in known:
        return ", ".join(map(str, known.get("enum", [known.get("const")])))
    words = {"exclusiveMinimum": ">", "minimum": ">=", "exclusiveMaximum": "<", "maximum": "<="}
    ranges = [f"{sign} {known[key]:g}" for key, sign in words.items() if key in known]
    kind = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "string": "text"}.get(known.get("type"), "")
    return f"{kind} {' and '.join(ranges)}" if ranges else kind


def tables() -> str:
    """All parameters of all train scripts, as Markdown tables."""
    lines = ["# Parameters", "", "What `grid` and `fixed` of an experiment may hold, by its train script. Made by `make schemas`.", ""]
    for name in choices.names(choices.SCRIPTS, "train"):
        lines += [f"## {name}", "", "| parameter | what it is | allowed | default | taken by |", "|---|---|---|---|---|"]
        for parameter, known in variants(name).items():
            default = f"`{known['default']}`" if "default" in known else ""
            default += "".join(f"; {chosen}: `{value}`" for chosen, value in known.get("special", {}).items())
            takers = ", ".join(known["of"]) or "all"
            said = known.get("description", "").replace("|", "\\|")
            lines.append(f"| `{parameter}` | {said} | {limits(known)} | {default} | {takers} |")
        lines.append("")
    return "\n".join(lines)


def main():
    """Write the JSON schema and the tables."""
    given = arguments(schema=None, tables=None)
    with job("schemas", given.log):
        for path, text in ((given.schema, json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"), (given.tables, tables())):
            with whole(path) as part:
                Path(part).write_text(text)


if __name__ == "__main__":
    main()
