"""Words that several figures use."""

PATHS = {"gd": "literal descent", "flow": "gradient flow", "late": "late flow"}
LANDSCAPES = {"three_points": "3 points, 2 active ReLUs", "alternating": "5 points, 4 active ReLUs", "dead": "4 points, dead ReLUs"}


def ended(table) -> str:
    """How many paths ended how, in words."""
    counts = table["ended"].value_counts().sort_index()
    return f"{counts.sum()} paths: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
