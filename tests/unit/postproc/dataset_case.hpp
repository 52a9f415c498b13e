// Datasets made up for tests: of the synthetic case, and of numbers alone.
#pragma once

#include "inputs/sweep/sweep.hpp"
#include "postproc/dataset/dataset.hpp"
#include "synthetic_case.hpp"

namespace strata::test {

/// Gives the materials of the synthetic case properties and the model its boundaries:
///   silicon  k = 120, 90, 60 W/(m.K), 2000 kg/m^3, c_p 700 J/(kg.K) at 300 K rising by 1 per kelvin,
///            E 130 GPa, nu 0.28, 2.6 ppm/K
///   copper   k = 400, 9000 kg/m^3, 400 J/(kg.K), E 110 GPa, nu 0.34, 17 ppm/K
///   top      convection, 1000 W/(m^2.K), 2000 in x of [1, 3] mm; ambient 300 K
///   exposed  convection, 10 W/(m^2.K), ambient 310 K
void make_conducting(SyntheticCase& c);

/// A sweep of the synthetic case with one number, one choice and the fields named.
Sweep synthetic_sweep(const std::vector<std::string>& fields);

/// Two scalar fields (temperature, power_density), displacement and stress on 4 x 3 x 2 cells of 1 mm.
DatasetLayout small_layout();

/// Fields of a fixed pseudo-random sequence, different in every sample.
DatasetSample small_sample(const DatasetLayout& layout, std::uint64_t id);

}  // namespace strata::test
