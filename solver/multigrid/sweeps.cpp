#include "solver/multigrid/sweeps.hpp"

#include "solver/multigrid/sweep_factories.hpp"

namespace strata {

SweepSpace natural_sweep_space() {
  return Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible ? SweepSpace::host
                                                                                : SweepSpace::device;
}

std::unique_ptr<Sweeps> make_sweeps(SweepSpace space) {
  return space == SweepSpace::host ? make_host_sweeps() : make_device_sweeps();
}

template <class Real>
std::unique_ptr<FineSweeps<Real>> make_fine_sweeps(SweepSpace space) {
  return space == SweepSpace::host ? make_host_fine_sweeps<Real>() : make_device_fine_sweeps<Real>();
}
template std::unique_ptr<FineSweeps<double>> make_fine_sweeps<double>(SweepSpace);
template std::unique_ptr<FineSweeps<float>> make_fine_sweeps<float>(SweepSpace);

}  // namespace strata
