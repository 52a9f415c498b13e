// What of a heat problem does not change while it is solved: materials, widths, contacts, boundary faces,
// sources; on the device where kernels read it.
#pragma once

#include <array>
#include <memory>

#include "inputs/model.hpp"
#include "meshes/partition.hpp"
#include "physics/material_table.hpp"
#include "solver/boundary_faces.hpp"
#include "solver/cell_loop.hpp"
#include "solver/contacts.hpp"
#include "solver/heat_sources.hpp"
#include "solver/leakage.hpp"
#include "solver/timed_loads.hpp"

namespace strata {

/// Heat released on the face between cell (i, j, k - 1) and cell (i, j, k), both solid, of the window.
struct SheetFace {
  int i = 0, j = 0, k = 0;
  double below = 0.0;  ///< [W] on the lower side of a contact resistance that may lie there
  double above = 0.0;  ///< [W] on its upper side
  /// Released besides by sources with leakage, as solver/surface_state.hpp was last told the temperatures
  /// [W].
  double leakage_below = 0.0, leakage_above = 0.0;

  KOKKOS_INLINE_FUNCTION double from_below() const { return below + leakage_below; }
  KOKKOS_INLINE_FUNCTION double from_above() const { return above + leakage_above; }
};

/// Reads of grid and materials that kernels share; a handle, captured by value.
struct CellData {
  LocalShape shape;
  ConstMaterialView material;  ///< ghosted layout
  MaterialTable table;
  Kokkos::Array<ConstCellView, 3>
      width;  ///< [m] per axis, entry n + 1 is cell n of the window, ghosts included
  ContactPlanes contacts;

  /// k [W/(m.K)] of a cell of the ghosted layout.
  KOKKOS_INLINE_FUNCTION double conductivity(std::int64_t ghosted_cell, int axis, double temperature) const {
    return table.conductivity(material(ghosted_cell), axis, temperature);
  }
};

class ThermalProblem {
 public:
  /// Borrows all three. Throws DeckError for what only the mesh shows (heat in void, contacts that touch
  /// nowhere, a body that no boundary holds at a temperature). Collective.
  ThermalProblem(const Model& model, const Grid& grid, const Partition& partition);

  /// The same matter on the same grid under the heat sources and surroundings of another model, which is
  /// borrowed: it has what can_share_setup asks for, except that sources may be missing. Collective.
  ThermalProblem with_loads_of(const Model& model) const;

  /// The sources of each schedule release their power times this value from now on; before the first call it
  /// is 1. \param amplitude  as many as Model::schedules
  void set_amplitudes(const std::vector<double>& amplitude);
  /// Brings what loads() says of the sheets up to date with the amplitudes and the leakage.
  void refresh_loads();

  const Model& model() const { return *model_; }
  const Grid& grid() const { return *grid_; }
  const Partition& partition() const { return *partition_; }
  const CellData& cells() const { return cells_; }
  const BoundaryFaces& boundary() const { return boundary_; }
  /// Net and gross power follow the amplitudes at once, the planes of sheets after refresh_loads().
  const HeatLoads& loads() const { return loads_; }
  /// Problems made of one another by with_loads_of share the list.
  const std::vector<BulkMaterial>& materials() const { return *materials_; }
  std::vector<std::uint16_t> material_ids() const;              ///< on the host, owned layout
  ConstCellView volume_power() const { return volume_power_; }  ///< [W] owned layout; extent 0: none
  const Kokkos::View<SheetFace*, MemorySpace>& sheets() const { return sheets_; }
  const LeakingCells& leakage() const { return leakage_; }
  /// Something depends on the temperature: conductivities, surfaces, powers, the coolant's.
  bool is_nonlinear() const { return varies_ || has_nonlinear_loads(); }
  /// Surfaces, powers or a coolant do: corrections with coefficients held fixed need not converge.
  bool has_nonlinear_loads() const { return boundary_.is_nonlinear || leakage_.exists; }
  /// Some material that is there has properties that vary.
  bool properties_vary() const { return varies_; }
  /// Closures stay as they are from now on.
  void forget_nonlinear_surfaces();
  double mesh_seconds() const { return mesh_seconds_; }  ///< spent on rasterising

 private:
  std::vector<std::uint16_t> rasterize();
  void read_loads(const std::vector<std::uint16_t>& ghosted_material);
  std::vector<TimedShare> map_sources(const std::vector<std::uint16_t>& ghosted_material);
  void add_up_loads();
  void find_sheets(const std::vector<std::uint16_t>& ghosted_material);
  void find_timed_sheets();
  void find_timed_fluxes();
  void find_leakage();
  void add_leakage_to_planes();
  void find_nonlinearity(const std::vector<std::uint16_t>& ghosted_material);
  void check_held() const;

  const Model* model_;
  const Grid* grid_;
  const Partition* partition_;
  std::shared_ptr<const std::vector<BulkMaterial>> materials_;
  CellData cells_;
  BoundaryFaces boundary_;
  HeatLoads loads_;
  /// Constant sources, then those of each schedule at the value 1; volumes are in volume_power_.
  std::vector<HeatLoads> parts_;
  std::vector<double> amplitude_;  ///< of the parts
  TimedValues timed_volume_, timed_below_, timed_above_, timed_flux_;
  CellView volume_power_;
  Kokkos::View<SheetFace*, MemorySpace> sheets_;
  LeakingCells leakage_;
  bool varies_ = false;
  double mesh_seconds_ = 0.0;
};

}  // namespace strata
