"""The planted faults of table.yaml: what each changes, what that breaks, and which tests and experiments should detect it."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

TABLE = Path(__file__).with_name("table.yaml")


class Fault(BaseModel):
    """One planted fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    part: str
    """The paper or the stage that the fault is in."""
    file: str
    before: str
    """Text that occurs exactly once in the file."""
    after: str
    breaks: str
    """What the fault makes wrong, in words."""
    tests: list[str] = []
    """Unit tests that should detect it: their pytest names below tests/unit."""
    studies: list[str] = []
    """Experiments whose tables and claims are built with the fault, at quick size."""
    equivalent: str = ""
    """Why the fault changes no number, if nothing detects it."""

    def planted(self, text: str) -> str:
        """The file's text with the fault. Raises ValueError if the text to be changed does not occur exactly once."""
        if (count := text.count(self.before)) != 1:
            raise ValueError(f"{self.name}: {self.file} holds {self.before!r} {count} times, which must be once")
        return text.replace(self.before, self.after)

    def plant(self, root: Path):
        """Plant the fault in a checkout."""
        path = root / self.file
        path.write_text(self.planted(path.read_text()))


def read() -> dict[str, Fault]:
    """All faults by name, in order. Raises ValueError if two faults have the same name."""
    found = [Fault(**entry) for entry in yaml.safe_load(TABLE.read_text())]
    if len({fault.name for fault in found}) < len(found):
        raise ValueError("two faults have one name")
    return {fault.name: fault for fault in found}
