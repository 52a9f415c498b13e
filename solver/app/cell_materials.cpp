#include "solver/app/cell_materials.hpp"

#include "meshes/rasterize.hpp"

namespace strata::app {

std::vector<std::uint16_t> cell_materials(const Model& model, const Grid& grid, const Partition& partition) {
  const MaterialView ghosted = rasterize_materials(model.geometry, grid, partition);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), ghosted);
  const int nx = partition.window().nx(), ny = partition.window().ny(), nz = partition.nz();
  std::vector<std::uint16_t> material;
  material.reserve(static_cast<std::size_t>(partition.n_owned()));
  for (int j = 0; j < ny; ++j)
    for (int k = 0; k < nz; ++k)
      for (int i = 0; i < nx; ++i) material.push_back(host(ghosted_index(i, j, k, nx, nz)));
  return material;
}

}  // namespace strata::app
