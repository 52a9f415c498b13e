// What a sweep's dataset holds, from what the sweep asks for and what the base deck has.
#pragma once

#include <array>
#include <vector>

#include "inputs/sweep/sweep.hpp"
#include "postproc/dataset/dataset.hpp"

namespace strata {

/// Boundaries of `cells` equal cells from the origin to `box` [m], per axis; the last is `box` itself.
std::array<std::vector<double>, 3> regular_lines(const std::array<int, 3>& cells,
                                                 const std::array<double, 3>& box);

/// Fields, scalars and settings of the dataset of a sweep. `conductivity` among the requested fields stands
/// for k_xx, k_yy, k_zz; temperature is always there, and temperature_NAME of every further fidelity.
/// Conditions: total_power; of boundaries of the base deck film_coefficient_NAME and ambient_NAME
/// (convection, cold plates: the inlet), ambient_NAME (radiation), heat_flux_NAME, temperature_NAME (fixed).
/// Results: junction_temperature_max where the deck has active faces. \param cells  along x, y, z \param
/// lines  cell boundaries [m]; empty where samples keep native grids that differ Throws Error(deck) naming
/// every requested field that is unknown, that the deck cannot give (stress), and every name that occurs
/// twice.
DatasetLayout make_layout(const Sweep& sweep, const Model& base, const std::array<int, 3>& cells,
                          std::array<std::vector<double>, 3> lines);

}  // namespace strata
