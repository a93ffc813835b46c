"""Kinds that people name and compiled kernels tell apart by number: a kernel compares with a member by its name, so no number can shift."""

from enum import IntEnum

from descent.checked import one_of


class Kind(IntEnum):
    """Base of such kinds."""

    @classmethod
    def named(cls, name: str):
        """The member of a name in small letters. Raises ValueError for an unknown one."""
        return cls[one_of(cls.__name__.lower(), name, cls.names()).upper()]

    @classmethod
    def names(cls) -> list[str]:
        """The names of all members, in small letters."""
        return [member.name.lower() for member in cls]
