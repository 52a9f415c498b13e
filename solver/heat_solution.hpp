// What a steady heat solve leaves behind, on the host, for whoever writes, plots or checks it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"

namespace strata {

/// The coolant of a cold plate; what it takes is BoundaryHeat::heat_out.
struct CoolantHeat {
  double inlet_temperature = 0.0;        ///< [K]
  double outlet_temperature_mean = 0.0;  ///< weighted with the flow [K]
  double outlet_temperature_max = 0.0;   ///< of the hottest lane [K]
};

/// Heat through one boundary.
struct BoundaryHeat {
  std::string name;       ///< as in Boundary::name; "adiabatic" faces nobody named are listed with heat 0
  double area = 0.0;      ///< [m^2]
  double heat_out = 0.0;  ///< leaving the body [W]
  double surface_temperature_mean = 0.0;  ///< area mean of the reconstructed surface temperature [K]
  bool is_named = true;                   ///< false: left adiabatic because no boundary names it
  std::optional<CoolantHeat> coolant{};   ///< of a cold plate
};

/// |imbalance| <= 1e-8 max(source, boundary heat) is enforced on every run, or ten times the rounding floor.
struct HeatBalance {
  double source = 0.0;          ///< gross source power [W]
  double boundary_out = 0.0;    ///< net heat leaving through all boundaries [W]
  double boundary_gross = 0.0;  ///< sum of |heat| over boundary faces [W]
  double imbalance = 0.0;       ///< source - boundary_out [W]
  double relative = 0.0;        ///< |imbalance| / max(source, boundary_gross); 0 where both are 0
  double bound = 0.0;           ///< what `relative` was held to
  bool at_rounding_floor = false;
};

/// How the solve went.
struct Convergence {
  int corrections = 0;        ///< outer corrections (1 where no property depends on temperature)
  int iterations = 0;         ///< linear iterations, all corrections together
  int setups = 0;             ///< preconditioners built; 0: those of an earlier model served
  double leakage_gain = 0.0;  ///< of the loop temperature -> leakage -> temperature, 1 is thermal runaway; 0:
                              ///< steady sources do not leak
  double relative_residual = 0.0;        ///< ||b - A(T) rise|| / ||b||, recomputed
  std::vector<double> residual_history;  ///< relative residual at the start of each correction and at the end
  std::string method;                    ///< "cg + hypre (assembled)"
  std::string fallback;                  ///< why another method took over; empty: it did not
};

/// Reconstructed temperature on the active face of one body, on the rank's own part of it.
struct ActiveFace {
  BodyIndex body = kNoBody;
  int k_line = 0;  ///< index of the z line of the face
  std::array<int, 2> lower{},
      upper{};                      ///< owned global cells [lower, upper) in x and y; empty on other ranks
  std::vector<double> temperature;  ///< [K], x fastest; NaN where the body is painted over
  std::vector<double> power;        ///< [W] per cell face
};

/// Temperatures of dies as sums over what heats and what surrounds them:
///   T_row = sum of resistance * power + sum of weight * temperature + sum of map response * 1
struct Superposition {
  /// What a row is the temperature of.
  struct Row {
    BodyIndex body = kNoBody;          ///< with an active face
    bool is_mean = false;              ///< area mean of the face; false: at `position`
    std::array<double, 3> position{};  ///< where the face is hottest [m]
    double temperature = 0.0;          ///< solved directly [K]
  };
  enum class Kind : std::uint8_t {
    die_power,          ///< heat released in a die or on its active face [W]
    body_power,         ///< heat released elsewhere, by body [W]
    boundary_heat,      ///< heat that a prescribed flux drives in [W]
    ambient,            ///< of convection; the mean of its map where it has one [K]
    fixed_temperature,  ///< [K]
    ambient_map         ///< departure of an ambient map from its mean, 1 as the deck gives it
  };
  struct Column {
    std::string name;  ///< of the body or boundary
    Kind kind = Kind::die_power;
    double value = 0.0;  ///< power [W], temperature [K], or 1
  };
  std::vector<Row> rows;  ///< mean and highest place of each die
  std::vector<Column> columns;
  std::vector<double> responses;  ///< [row * columns + column], in K/W, 1 or K
  bool is_linearised = false;     ///< conductivities vary: they are held at the temperatures of this solution
  double closure_error = 0.0;     ///< largest |sum - Row::temperature| [K]

  double response(std::size_t row, std::size_t column) const {
    return responses[row * columns.size() + column];
  }
  /// The row's sum [K] for other values of the columns.
  double temperature(std::size_t row, const std::vector<double>& values) const;
};

struct Timings {
  double mesh_s = 0.0;   ///< grid, partition, rasterisation
  double setup_s = 0.0;  ///< coefficients, assembly, preconditioner
  double solve_s = 0.0;
};

/// Fields are on owned cells in local order (x fastest, then z, then y; see partition.hpp); NaN in void
/// cells.
struct HeatSolution {
  std::vector<std::uint16_t> material;   ///< id per cell
  std::vector<double> temperature;       ///< [K]
  std::vector<double> power_density;     ///< [W/m^3]; a sheet's heat counts in the cell of its body
  std::vector<ActiveFace> active_faces;  ///< in the order of bodies; same length on every rank
  std::vector<BoundaryHeat> boundaries;  ///< global, same on every rank
  HeatBalance balance;                   ///< global
  Convergence convergence;
  Timings timings;
  double reference_temperature = 0.0;          ///< the rise is measured from here [K]
  std::optional<Superposition> superposition;  ///< where the deck asks for it; same on every rank
  std::vector<std::string> warnings;           ///< for example a property used outside its range
};

struct StressSolution;

/// A solution with what it belongs to; what writers and reports are given. Where the deck solves no heat,
/// only HeatSolution::material is filled.
struct SolutionView {
  const Model& model;
  const GridPlan& plan;
  const Partition& partition;
  const HeatSolution& heat;
  const StressSolution* stress = nullptr;  ///< where the deck asks for stress
};

}  // namespace strata
