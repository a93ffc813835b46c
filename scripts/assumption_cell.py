"""What a cell without an assumption of the theorem stands for: one setting changed in a case where all hold. The cases are ours."""

ALL = {"data": "three_points", "width": 2, "loss": "hinge", "augmentation": "exponential"}
WITHOUT = {
    "nothing": {},
    "lambda": {"augmentation": "unregularised"},
    "minimum": {"loss": "logistic"},
    "realizability": {"width": 1},
    "one_label": {"data": "repeated"},
}
"""What is taken away: nothing; lambda > 0; that the loss attains its least value; that some net is right on every point (one ReLU is
monotone, three alternating points are not); that a point has one label.
"""


def settings(without: str) -> dict:
    """The settings of a case. Raises ValueError for an unknown one."""
    if without not in WITHOUT:
        raise ValueError(f"without = {without}: allowed: {', '.join(WITHOUT)}")
    return ALL | WITHOUT[without]
