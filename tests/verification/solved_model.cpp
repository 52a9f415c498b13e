#include "tests/verification/solved_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"
#include "solver/steady_heat.hpp"

namespace strata::verification {
namespace {

const Body& body_named(const SolvedModel& solved, const std::string& name) {
  for (const Body& body : solved.model.geometry.bodies) {
    if (body.name == name) return body;
  }
  throw Error(ExitCode::internal, "the verification case has no body '" + name + "'");
}

/// Every cell is owned by one rank, so the sum over the ranks of fields that are zero elsewhere is the whole
/// field.
std::vector<double> gather(const std::vector<double>& owned, const Grid& grid, const Partition& partition) {
  const Window& window = partition.window();
  const int nx = grid.n_cells(Axis::x);
  const int ny = grid.n_cells(Axis::y);
  std::vector<double> all(static_cast<std::size_t>(grid.n_cells()), 0.0);
  for (int j = window.j0; j < window.j1; ++j) {
    for (int k = 0; k < partition.nz(); ++k) {
      for (int i = window.i0; i < window.i1; ++i) {
        const auto local = owned_index(i - window.i0, j - window.j0, k, window.nx(), partition.nz());
        all[i + static_cast<std::size_t>(nx) * (j + static_cast<std::size_t>(ny) * k)] = owned[local];
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(all.size()), MPI_DOUBLE, MPI_SUM,
                partition.comm());
  return all;
}

/// visit(i, j, temperature) for this rank's cells on the active face of a body where it is not painted over.
template <class Visitor>
void visit_active_face(const SolvedModel& solved, const std::string& name, const Visitor& visit) {
  const auto wanted = static_cast<BodyIndex>(&body_named(solved, name) - solved.model.geometry.bodies.data());
  for (const ActiveFace& face : solved.heat.active_faces) {
    if (face.body != wanted) continue;
    std::size_t n = 0;
    for (int j = face.lower[1]; j < face.upper[1]; ++j) {
      for (int i = face.lower[0]; i < face.upper[0]; ++i, ++n) {
        if (!std::isnan(face.temperature[n])) visit(i, j, face.temperature[n]);
      }
    }
  }
}

}  // namespace

std::size_t SolvedModel::index(int i, int j, int k) const {
  const auto nx = static_cast<std::size_t>(grid.n_cells(Axis::x));
  const auto ny = static_cast<std::size_t>(grid.n_cells(Axis::y));
  return i + nx * (j + ny * k);
}

const BoundaryHeat& SolvedModel::boundary(const std::string& name) const {
  for (const BoundaryHeat& boundary : heat.boundaries) {
    if (boundary.name == name) return boundary;
  }
  throw Error(ExitCode::internal, "the solution lists no boundary '" + name + "'");
}

double SolvedModel::mean_temperature(const std::string& body) const {
  const CellRange cells = cells_of(grid, body_named(*this, body).box);
  double sum = 0.0;
  double volume = 0.0;
  for (int k = cells.lower[2]; k < cells.upper[2]; ++k) {
    for (int j = cells.lower[1]; j < cells.upper[1]; ++j) {
      for (int i = cells.lower[0]; i < cells.upper[0]; ++i) {
        const double cell = grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j) * grid.spacing(Axis::z, k);
        sum += cell * at(i, j, k);
        volume += cell;
      }
    }
  }
  return sum / volume;
}

double SolvedModel::lowest() const {
  double value = std::numeric_limits<double>::infinity();
  for (const double t : temperature) value = std::fmin(value, t);
  return value;
}

double SolvedModel::highest() const {
  double value = -std::numeric_limits<double>::infinity();
  for (const double t : temperature) value = std::fmax(value, t);
  return value;
}

ActiveFaceTemperature active_face_temperature(const SolvedModel& solved, const std::string& body,
                                              MPI_Comm comm) {
  std::array<double, 2> sums{};
  double highest = -std::numeric_limits<double>::infinity();
  visit_active_face(solved, body, [&](int i, int j, double temperature) {
    const double area = solved.grid.spacing(Axis::x, i) * solved.grid.spacing(Axis::y, j);
    sums[0] += area * temperature;
    sums[1] += area;
    highest = std::max(highest, temperature);
  });
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, comm);
  MPI_Allreduce(MPI_IN_PLACE, &highest, 1, MPI_DOUBLE, MPI_MAX, comm);
  return {sums[0] / sums[1], highest};
}

double active_face_temperature_at(const SolvedModel& solved, const std::string& body, int i, int j,
                                  MPI_Comm comm) {
  double found = -std::numeric_limits<double>::infinity();
  visit_active_face(solved, body, [&](int at_i, int at_j, double temperature) {
    if (at_i == i && at_j == j) found = temperature;
  });
  MPI_Allreduce(MPI_IN_PLACE, &found, 1, MPI_DOUBLE, MPI_MAX, comm);
  return found;
}

SolvedModel gathered(Model model, const Grid& grid, const Partition& partition, HeatSolution heat) {
  SolvedModel solved;
  solved.heat = std::move(heat);
  solved.temperature = gather(solved.heat.temperature, grid, partition);
  solved.power_density = gather(solved.heat.power_density, grid, partition);
  solved.grid = grid;
  solved.model = std::move(model);
  return solved;
}

SolvedModel solve(Model model, MPI_Comm comm) {
  const GridPlan plan = plan_grid(model);
  const Partition partition(comm, plan.grid);
  HeatSolution heat = solve_steady_heat(model, plan, partition);
  return gathered(std::move(model), plan.grid, partition, std::move(heat));
}

SolvedModel solve_deck(const std::string& text, MPI_Comm comm) {
  return solve(load_model_text(text, "verification.yaml"), comm);
}

std::string material_card(const std::string& name, const std::string& conductivity) {
  return fmt::format("  {}: {{conductivity: {}, density: 2000 kg/m^3, heat_capacity: 800 J/(kg.K)}}\n", name,
                     conductivity);
}

std::string conductivity_text(double value) {
  return fmt::format("{:.17g} W/(m.K)", value);
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::quiet_NaN();
  double largest = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    if (std::isnan(a[n]) && std::isnan(b[n])) continue;
    const double difference = std::abs(a[n] - b[n]);
    if (!(difference <= largest)) largest = difference;  // lets a NaN through
    if (std::isnan(largest)) return largest;
  }
  return largest;
}

}  // namespace strata::verification
