"""Foster networks: a thermal response as a sum of exponentials, Z(t) = sum r_k (1 - exp(-t / tau_k)).

At a driving point, where the temperature is weighted as the heat is spread, all terms are positive; they are the time
constant spectrum of JESD51-14 and V. Szekely, "A new evaluation method of thermal transient measurement results",
Microelectronics Journal 28 (1997). `identify` finds them by non-negative least squares over a grid of time constants
and then moves these off the grid. Responses between two places start with a delay and need terms of both signs:
`identify_signed`."""

import dataclasses

import numpy as np
from scipy.optimize import least_squares, nnls

PER_DECADE = 20              # time constants of the grid that positive terms are found on
SIGNED_PER_DECADE = 4        # likewise of terms of either sign: closer ones cancel each other
SIGNED_DAMPING = 1e-3        # weight of the terms themselves, in parts of that of the misfit
EARLIEST = 0.25              # shortest time constant of either sign, in parts of the first time
STEADY_WEIGHT = 100.0        # of the steady value against that of one time
SLACK = 1.5                  # growth of the misfit that joining terms which belong together may cost
EXACT = 1e-9                 # misfits below are rounding
STEPS = 150                  # of the least squares in the logarithms
RUNAWAY = 20.0               # largest change of the logarithm of a resistance: what is not needed goes anywhere
SETTLED = 2e-4               # distance from the steady value at which a response has arrived


@dataclasses.dataclass(frozen=True)
class Foster:
    """Terms by rising time constant: pairs of R and C in parallel, the pairs in series."""
    resistance: np.ndarray        # [K/W]
    time_constant: np.ndarray     # [s]

    @property
    def capacitance(self):
        """Of each pair [J/K]; negative where its resistance is."""
        return self.time_constant / self.resistance

    @property
    def steady(self):
        """Response after infinite time [K/W]."""
        return float(np.sum(self.resistance))

    @property
    def is_passive(self):
        """No term is negative."""
        return bool(np.all(self.resistance > 0))

    def response(self, times):
        """Z [K/W] at times [s]."""
        return exponentials(times, self.time_constant) @ self.resistance


def exponentials(times, time_constants):
    """1 - exp(-t / tau), (times, time constants)."""
    return -np.expm1(-np.asarray(times)[:, None] / np.asarray(time_constants)[None, :])


class Target:
    """A response to be met: times [s] ascending, values [K/W], steady value [K/W].

    Misfits count relatively down to `smallest_share` of the steady value, below it absolutely.
    """

    def __init__(self, times, values, steady, smallest_share):
        self.times, self.values, self.steady = np.asarray(times), np.asarray(values), steady
        self.weights = 1.0 / np.maximum(np.abs(self.values), smallest_share * abs(steady))

    def misfits(self, network):
        """By time, relative to the response."""
        return (network.response(self.times) - self.values) * self.weights

    def misfit(self, network):
        """The largest of them."""
        return float(np.max(np.abs(self.misfits(network))))

    @property
    def span(self):
        """The shortest and the longest time constant that can be told [s].

        What has settled by the last time holds no term much slower than it; without that end, the last digits of the
        steady value would be met by one, small, but with a capacitance beyond all that there is.
        """
        is_settled = abs(self.values[-1] - self.steady) <= SETTLED * abs(self.steady)
        return 0.1 * self.times[0], self.times[-1] * (1.0 / 3.0 if is_settled else 3.0)

    def grid(self, per_decade):
        """Time constants over the span, evenly in their logarithm."""
        low, high = np.log10(self.span)
        return 10.0 ** np.linspace(low, high, int(np.ceil((high - low) * per_decade)) + 1)

    def equations(self, time_constants):
        """Rows and right-hand side whose least squares fit the response and its steady value."""
        rows = exponentials(self.times, time_constants) * self.weights[:, None]
        rows = np.vstack([rows, np.full(len(time_constants), STEADY_WEIGHT / self.steady)])
        return rows, np.append(self.values * self.weights, STEADY_WEIGHT)


def scaled(resistance, time_constant, steady):
    """Terms sorted, with the steady value met exactly."""
    order = np.argsort(time_constant)
    return Foster(resistance[order] * (steady / np.sum(resistance)), time_constant[order])


def polish(target, network):
    """The positive terms near those of `network` that fit best: least squares in the logarithms of both."""
    count = len(network.resistance)
    start = np.log(np.append(network.resistance, network.time_constant))
    low, high = start - RUNAWAY, start + RUNAWAY
    low[count:], high[count:] = np.log(target.span)

    def terms(logarithms):
        values = np.exp(np.clip(logarithms, low, high))
        return values[:count], values[count:]

    def residuals(logarithms):
        r, tau = terms(logarithms)
        misfit = (exponentials(target.times, tau) @ r - target.values) * target.weights
        return np.append(misfit, STEADY_WEIGHT * (np.sum(r) / target.steady - 1.0))

    def jacobian(logarithms):
        r, tau = terms(logarithms)
        ratio = target.times[:, None] / tau[None, :]
        by_tau = -r * ratio * np.exp(-ratio)
        rows = np.hstack([exponentials(target.times, tau) * r, by_tau]) * target.weights[:, None]
        return np.vstack([rows, np.append(STEADY_WEIGHT * r / target.steady, np.zeros(count))])

    found = least_squares(residuals, start, jacobian, method="lm", xtol=1e-13, ftol=1e-13, gtol=1e-13, max_nfev=STEPS)
    return scaled(*terms(found.x), target.steady)


def on_grid(target):
    """Non-negative least squares over the grid; neighbours, which stand for one term between them, are joined."""
    tau = target.grid(PER_DECADE)
    rows, right = target.equations(tau)
    r, _ = nnls(rows, right, maxiter=30 * len(tau))
    used = np.flatnonzero(r)
    groups = np.split(used, np.flatnonzero(np.diff(used) > 1) + 1)
    resistance = np.array([r[group].sum() for group in groups])
    time_constant = np.array([np.exp(r[group] @ np.log(tau[group]) / r[group].sum()) for group in groups])
    return scaled(resistance, time_constant, target.steady)


def joined(network, n):
    """Terms n and n + 1 as one."""
    r, tau = network.resistance, network.time_constant
    pair = r[n:n + 2]
    centre = np.exp(pair @ np.log(tau[n:n + 2]) / pair.sum())
    return Foster(np.concatenate([r[:n], [pair.sum()], r[n + 2:]]), np.concatenate([tau[:n], [centre], tau[n + 2:]]))


def thin(target, network, bound):
    """A network of positive terms with terms joined, always the pair that matters least, while its misfit stays within
    `bound`."""
    while len(network.resistance) > 1:
        candidates = [joined(network, n) for n in range(len(network.resistance) - 1)]
        smaller = polish(target, min(candidates, key=lambda candidate: np.sum(target.misfits(candidate) ** 2)))
        if target.misfit(smaller) > bound:
            break
        network = smaller
    return network


def identify(target):
    """Positive terms, as many as the response shows."""
    network = polish(target, on_grid(target))
    return thin(target, network, max(SLACK * target.misfit(network), EXACT))


def identify_signed(target, bound):
    """Terms of either sign, as few as meet the response within `bound` where that can be done: all that the grid has,
    less those that matter least, one after the other."""
    tau = target.grid(SIGNED_PER_DECADE)
    tau = tau[tau >= EARLIEST * target.times[0]]     # one or two stand for all that is over by then
    rows, right = target.equations(tau)
    rows = np.vstack([rows, SIGNED_DAMPING / target.steady * np.eye(len(tau))])
    basis, triangle = np.linalg.qr(rows)
    right = basis.T @ np.append(right, np.zeros(len(tau)))
    chosen, best = np.arange(len(tau)), None
    while len(chosen):
        inverse = np.linalg.pinv(triangle[:, chosen])
        r = inverse @ right
        network = scaled(r, tau[chosen], target.steady)
        if best is not None and target.misfit(network) > bound:
            break
        best = network
        # Without term k the sum of squares grows by r_k^2 over the k-th diagonal entry of the normal inverse.
        chosen = np.delete(chosen, np.argmin(r ** 2 / np.sum(inverse ** 2, axis=1)))
    return best
