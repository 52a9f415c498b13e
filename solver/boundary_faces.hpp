// The faces through which heat may leave: outer faces and solid-void faces inside, each with its closure.
#pragma once

#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/partition.hpp"
#include "physics/boundaries/surface_closure.hpp"
#include "physics/boundaries/surface_law.hpp"
#include "solver/cell_loop.hpp"
#include "solver/coolant_lanes.hpp"
#include "solver/heat_sources.hpp"

namespace strata {

/// One face of one solid cell; plain data for kernels.
struct BoundaryFace {
  std::int64_t cell = 0;  ///< owned index
  std::uint16_t material = 0;
  std::int8_t axis = 0;
  bool is_upper = false;   ///< the face is on the upper side of its cell
  std::int32_t group = 0;  ///< index into BoundaryFaces::groups
  double area = 0.0;       ///< [m^2]
  double width = 0.0;      ///< of the cell, across the face [m]
  /// Temperature in kelvin. Of a nonlinear surface or a cold plate: the closure that gives the heat at the
  /// temperatures which solver/surface_state.hpp was last told.
  SurfaceClosure closure;
  double sheet_flux = 0.0;  ///< heat released on the surface by sheet sources [W/m^2]
  /// 1 / (dq/dT_surface) [m^2.K/W]: that of the closure unless the surface is nonlinear; may be negative
  /// then.
  double tangent_resistance = 0.0;
  double leakage_flux = 0.0;   ///< released besides by sheets with leakage, kept as the closure is [W/m^2]
  double leakage_slope = 0.0;  ///< its derivative with respect to the temperature of the cell [W/(m^2.K)]

  KOKKOS_INLINE_FUNCTION double flux() const { return sheet_flux + leakage_flux; }
};

/// A face whose heat is no straight line in its temperature.
struct NonlinearFace {
  std::int64_t face = 0;  ///< index into BoundaryFaces::faces
  SurfaceLaw law;
};

/// Heat that sheets release on a boundary face across z [W]; 0 where there is none.
double sheet_heat(const HeatLoads& loads, const LocalShape& shape, const BoundaryFace& face);

/// Faces reported under one name.
struct BoundaryGroup {
  std::string name;
  bool is_named = true;
};

struct BoundaryFaces {
  Kokkos::View<BoundaryFace*, MemorySpace> faces;             ///< of this rank
  Kokkos::View<const NonlinearFace*, MemorySpace> nonlinear;  ///< of them
  LawTable film_laws;                                         ///< what SurfaceLaw::table numbers
  std::vector<CoolantLanes> cold_plates;                      ///< of all ranks, in the order of boundaries
  std::vector<BoundaryGroup> groups;  ///< Model::boundaries in order, then what nobody named
  double temperature_min = 0.0,
         temperature_max = 0.0;    ///< of all surroundings that fix a temperature, all ranks [K]
  bool fixes_temperature = false;  ///< false: no face on any rank has a finite resistance
  bool is_nonlinear = false;       ///< some face of some rank is, or belongs to a cold plate
};

/// \param material  ids on the ghosted layout, on the host. Throws DeckError for a rectangle or map the mesh
/// cannot take. Collective.
BoundaryFaces find_boundary_faces(const Model& model, const Grid& grid, const Partition& partition,
                                  const std::vector<std::uint16_t>& material, const HeatLoads& loads);

}  // namespace strata
