"""Which steps of a run a stage shows, and when."""

import dataclasses

from strata_post.steps import Step

CODES_PER_SECOND = 24.0
SECONDS_PER_CASE = 1.0       # of load cases that belong to no time
SECONDS_OF_TRANSIENT = 10.0


@dataclasses.dataclass(frozen=True)
class Frame:
    """A step and its time code."""

    step: Step
    code: float


def frames_of(steps, slow_down=0.0):
    """The Frames of a run and remarks about what they leave out.

    Moments of a transient keep their distances in time, `slow_down` times slower than real time; 0: so that the whole
    takes 10 s. Load cases that belong to no time follow each other in seconds where there are no moments.
    """
    moments = [step for step in steps if step.time is not None]
    if not moments:
        return [Frame(step, n * SECONDS_PER_CASE * CODES_PER_SECOND) for n, step in enumerate(steps)], []
    duration = max(step.time for step in moments)
    slow_down = slow_down or (SECONDS_OF_TRANSIENT / duration if duration > 0.0 else 1.0)
    frames = [Frame(step, step.time * slow_down * CODES_PER_SECOND) for step in moments]
    left_out = [step.label for step in steps if step.time is None]
    return frames, [f"left out, because they belong to no time: {', '.join(left_out)}"] if left_out else []
