// The coolant of a cold plate, lane by lane. A lane is a row of cell faces along the flow, as wide as they
// are; it has the share of the flow that it has of the plate's width. What one cell does to the coolant is
// affine in the temperature it comes with (physics/coolant.hpp), so a rank sums up its part of a lane as one
// affine map, and ranks that share lanes exchange those and no fields.
#pragma once

#include <cstdint>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/partition.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

struct BoundaryFace;
class ThermalProblem;

/// The lanes of one plate as one rank has them; a handle, its views shared by copies.
struct CoolantLanes {
  int group = 0;                   ///< of its boundary
  double inlet_temperature = 0.0;  ///< [K]
  std::vector<double> rate;        ///< heat capacity rate of each lane of the whole plate [W/K]
  int n_segments = 1;              ///< parts into which ranks divide each lane
  int segment = 0;                 ///< that of this rank, counted along the flow
  int first_lane = 0, n_own = 0;   ///< lanes that meet this rank

  Kokkos::View<const double*, MemorySpace> own_rate;  ///< of the own lanes [W/K]
  /// Faces lane after lane, each lane along the flow: places first_face(l) .. first_face(l + 1) - 1.
  Kokkos::View<const std::int64_t*, MemorySpace> first_face;
  Kokkos::View<const std::int64_t*, MemorySpace> face;  ///< index into BoundaryFaces::faces
  ConstCellView film_resistance;                        ///< 1 / h by place [m^2.K/W]

  CellView inlet;  ///< rise of the coolant where it comes to a face, by place [K]
  // How small changes go on: dT_out = carried dT_in + taken dT_cell, and heat of the face by dT_in.
  CellView carried, taken;  ///< by place
  CellView conductance;     ///< by place [W/K]
};

/// \param faces  of this rank. Throws DeckError for a cold plate on faces that lie in no plane. Collective.
std::vector<CoolantLanes> find_cold_plates(const Model& model, const Grid& grid, const Partition& partition,
                                           const std::vector<BoundaryFace>& faces);

/// Lets the coolant flow past cells at reference + rise, and gives the faces of the plate the closures that
/// follow. \param rise  ghosted layout. Collective.
CoolantHeat flow_coolant(const ThermalProblem& problem, const CoolantLanes& lanes, double reference,
                         const ConstCellView& rise);

/// Prepares add_coolant_tangent at the temperatures that flow_coolant saw last. Adds to `closure` (owned
/// layout, [W/K]) what a cell's own conductivity changes in its heat beyond its fixed closure.
void linearise_coolant(const ThermalProblem& problem, const CoolantLanes& lanes, double reference,
                       const ConstCellView& rise, const CellView& closure);

/// y += change of the heat leaving each cell for a change v of the temperatures, by way of the temperature
/// with which the coolant arrives [W]. \param v  ghosted layout, \param y  owned layout. Collective.
void add_coolant_tangent(const ThermalProblem& problem, const CoolantLanes& lanes, const ConstCellView& v,
                         const CellView& y);

}  // namespace strata
