// The two families of sweeps, for sweeps.cpp to choose from.
#pragma once

#include "solver/multigrid/sweeps.hpp"

namespace strata {

std::unique_ptr<Sweeps> make_host_sweeps();
std::unique_ptr<Sweeps> make_device_sweeps();
template <class Real>
std::unique_ptr<FineSweeps<Real>> make_host_fine_sweeps();
template <class Real>
std::unique_ptr<FineSweeps<Real>> make_device_fine_sweeps();

}  // namespace strata
