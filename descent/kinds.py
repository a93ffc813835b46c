"""Kinds that have a name for people and a number for compiled kernels. A kernel compares with a member by name, so numbers may change."""

from enum import IntEnum

from descent.checked import one_of


class Kind(IntEnum):
    """Base of such kinds."""

    @classmethod
    def named(cls, name: str):
        """The member with a name, given in lower case. Raises ValueError for an unknown name."""
        return cls[one_of(cls.__name__.lower(), name, cls.names()).upper()]

    @classmethod
    def names(cls) -> list[str]:
        """The names of all members, in lower case."""
        return [member.name.lower() for member in cls]
