#!/usr/bin/env python3
"""Film coefficient of the deck's plate of fins: free convection between vertical fins, and radiation.

Channels between isothermal plates after A. Bar-Cohen and W. M. Rohsenow, "Thermally optimum spacing of vertical,
natural convection cooled, parallel plates", J. Heat Transfer 106 (1984) 116:

    Nu = (576 / El^2 + 2.873 / sqrt(El))^(-1/2),  El = g beta dT Pr s^4 / (nu^2 L)

with the spacing s as length in Nu and El, and 2.714 (s^4 / El)^(1/4) as the best spacing. The fins' efficiency is that
of a straight fin. Only the outline of the plate radiates: a channel sees mostly itself. Air after Incropera, table A.4.

    ./fins.py [HEAT_W]        # the heat that leaves through the fins, 58 W without it
"""
import math
import sys

AMBIENT = 35.0 + 273.15          # K
WIDTH, LENGTH = 0.2, 0.2         # plate, across and along the fins [m]
HEIGHT, THICKNESS = 0.05, 0.002  # of a fin [m]
SPACING = 0.008                  # between fins [m]
CONDUCTIVITY = 180.0             # of the fins [W/(m.K)]
EMISSIVITY = 0.85                # anodised
GRAVITY, STEFAN_BOLTZMANN = 9.81, 5.67e-8

# Air at 300, 350, 400 K: conductivity [W/(m.K)], kinematic viscosity [m^2/s], Prandtl number.
AIR = {300.0: (26.3e-3, 15.89e-6, 0.707), 350.0: (30.0e-3, 20.92e-6, 0.700), 400.0: (33.8e-3, 26.41e-6, 0.690)}


def air(temperature):
    """Conductivity, kinematic viscosity and Prandtl number at a temperature [K], linear between the rows."""
    low = 300.0 if temperature < 350.0 else 350.0
    weight = (temperature - low) / 50.0
    return tuple(a + weight * (b - a) for a, b in zip(AIR[low], AIR[low + 50.0]))


def film_coefficient(rise):
    """(film coefficient on the plate [W/(m^2.K)], best spacing [m]) of fins `rise` kelvin above the ambient."""
    film = AMBIENT + 0.5 * rise
    k, nu, prandtl = air(film)
    buoyancy = GRAVITY / film * rise * prandtl / nu**2
    elenbaas = buoyancy * SPACING**4 / LENGTH
    convection = k / SPACING * (576.0 / elenbaas**2 + 2.873 / math.sqrt(elenbaas)) ** -0.5
    m = math.sqrt(2.0 * convection / (CONDUCTIVITY * THICKNESS))
    efficiency = math.tanh(m * HEIGHT) / (m * HEIGHT)
    pitch = SPACING + THICKNESS
    wetted = (2.0 * HEIGHT * efficiency + SPACING) / pitch
    surface = AMBIENT + rise
    radiation = EMISSIVITY * STEFAN_BOLTZMANN * (surface**2 + AMBIENT**2) * (surface + AMBIENT)
    outline = 1.0 + 2.0 * (WIDTH + LENGTH) * HEIGHT / (WIDTH * LENGTH)
    return convection * wetted + radiation * outline, 2.714 * (LENGTH / buoyancy) ** 0.25


def solve(heat):
    """Rise [K] at which the fins carry `heat` [W], with what film_coefficient() says there."""
    low, high = 0.1, 130.0
    while high - low > 1e-6:
        rise = 0.5 * (low + high)
        if film_coefficient(rise)[0] * WIDTH * LENGTH * rise < heat:
            low = rise
        else:
            high = rise
    return rise, *film_coefficient(rise)


if __name__ == "__main__":
    for watts in [float(argument) for argument in sys.argv[1:]] or [58.0]:
        warmer, coefficient, best = solve(watts)
        print(f"{watts:.4g} W: {coefficient:.1f} W/(m^2.K), fins {warmer:.1f} K above the air, "
              f"best spacing {1e3 * best:.1f} mm (here {1e3 * SPACING:.1f} mm)")
