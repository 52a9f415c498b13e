"""Step responses that are known exactly: ladders by their eigenvalues, walls by their Laplace transform."""

import numpy as np
from strata_post.zth.foster import Foster

TIMES = 10.0 ** np.arange(-6.0, 3.001, 0.05)     # [s]


def foster_of_ladder(resistance, capacitance):
    """The Foster network of a Cauer ladder, from the eigenvalues of its nodes."""
    conductance, capacitance = 1.0 / np.array(resistance), np.array(capacitance)
    root = np.sqrt(capacitance)
    beside = -conductance[:-1] / (root[:-1] * root[1:])
    diagonal = (conductance + np.append(0.0, conductance[:-1])) / capacitance
    rates, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return Foster((vectors[0] ** 2 / (capacitance[0] * rates))[::-1], (1.0 / rates)[::-1])


def inverted(transform, times, terms=24):
    """Function of time from its Laplace transform: the fixed Talbot method (J. Abate, P. P. Valko, International
    Journal for Numerical Methods in Engineering 60, 2004); some ten digits here."""
    angle = np.arange(1, terms) * np.pi / terms
    cotangent = 1.0 / np.tan(angle)
    values = []
    for time in times:
        r = 2.0 * terms / (5.0 * time)
        s = r * angle * (cotangent + 1j)
        weight = 1.0 + 1j * (angle + (angle * cotangent - 1.0) * cotangent)
        first = 0.5 * np.exp(r * time) * transform(np.array([r + 0j]))[0].real
        values.append(r / terms * (first + np.sum((np.exp(time * s) * transform(s) * weight).real)))
    return np.array(values)


class Wall:
    """Layers heated at x = 0, cooled through a film at the end, nothing lost sideways.

    layers: (thickness [m], conductivity [W/(m.K)], heat capacity [J/(m^3.K)]) from the heated face on.
    """

    def __init__(self, area, layers, film):
        self.area, self.layers, self.film = area, layers, film
        self.resistances = np.array([d / (k * area) for d, k, _ in layers] + [1.0 / (film * area)])
        self.capacitances = np.array([d * c * area for d, _, c in layers])
        self.steady = float(np.sum(self.resistances))

    def impedance(self, s):
        """Rise of the heated face per watt at complex frequencies: lines in cascade."""
        seen = np.full(s.shape, 1.0 / (self.film * self.area), dtype=complex)
        for thickness, conductivity, capacity in reversed(self.layers):
            root = np.sqrt(s * capacity / conductivity)
            own, tangent = 1.0 / (conductivity * self.area * root), np.tanh(root * thickness)
            seen = own * (seen + own * tangent) / (own + seen * tangent)
        return seen

    def transfer(self, s):
        """Rise of the far face per watt into the near one, at complex frequencies."""
        rise, heat = np.ones(s.shape, dtype=complex), np.full(s.shape, self.film * self.area, dtype=complex)
        for thickness, conductivity, capacity in reversed(self.layers):
            root = np.sqrt(s * capacity / conductivity)
            own, cosh, sinh = 1.0 / (conductivity * self.area * root), np.cosh(root * thickness), \
                np.sinh(root * thickness)
            rise, heat = rise * cosh + heat * own * sinh, rise * sinh / own + heat * cosh
        return 1.0 / heat

    def response(self, times):
        """Zth [K/W] of the heated face."""
        return inverted(lambda s: self.impedance(s) / s, times)

    def far_response(self, times):
        """Zth [K/W] of the far face; 0 before anything arrives."""
        slowest = sum(thickness ** 2 * capacity / conductivity for thickness, conductivity, capacity in self.layers)
        late = times > 1e-3 * slowest
        values = np.zeros(len(times))
        values[late] = inverted(lambda s: self.transfer(s) / s, times[late])
        return values


def slab_roots(biot, terms):
    """Roots b of b tan b = Bi, ascending."""
    low, high = np.arange(terms) * np.pi, np.arange(terms) * np.pi + 0.5 * np.pi
    for _ in range(80):
        middle = 0.5 * (low + high)
        above = middle * np.tan(middle) > biot
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return 0.5 * (low + high)


def slab_series(area, thickness, conductivity, capacity, film, times, terms=4000):
    """Zth [K/W] of the heated face of one layer: steady value less a series over the roots of b tan b = Bi."""
    biot = film * thickness / conductivity
    roots = slab_roots(biot, terms)
    share = 2.0 * thickness / (conductivity * area) / (roots ** 2 + biot ** 2 + biot) * (1 + (biot / roots) ** 2)
    rates = roots ** 2 * conductivity / (capacity * thickness ** 2)
    return thickness / (conductivity * area) + 1.0 / (film * area) - np.exp(-np.outer(times, rates)) @ share
