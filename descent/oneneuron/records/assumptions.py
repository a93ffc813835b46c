"""What is known of nets without one of the theorem's assumptions: the same as of other minimised nets."""

from dataclasses import dataclass

from descent.oneneuron.records.minimise import MinimiseRuns


@dataclass(frozen=True, kw_only=True)
class AssumptionsRuns(MinimiseRuns):
    """Minimised nets without one of the assumptions."""
