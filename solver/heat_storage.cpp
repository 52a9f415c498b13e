#include "solver/heat_storage.hpp"

#include "physics/laws.hpp"
#include "solver/report_errors.hpp"

namespace strata {
namespace {

/// Volume of a cell of the window [m^3].
KOKKOS_INLINE_FUNCTION double cell_volume(const CellData& cells, int i, int j, int k) {
  return cells.width[0](i + 1) * cells.width[1](j + 1) * cells.width[2](k + 1);
}

}  // namespace

void heat_content(const ThermalProblem& problem, double reference_temperature, const ConstCellView& rise,
                  const CellView& content) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const double reference = reference_temperature;
  for_each_cell(
      "solver::heat_content", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        content(owned_index(i, j, k, s.nx, s.nz)) =
            cell_volume(cells, i, j, k) * cells.table.heat_content(cells.material(c), reference, rise(c));
      });
}

double add_storage(const ThermalProblem& problem, const HeatStorage& storage, double reference_temperature,
                   const ConstCellView& rise, const CellView& r) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const double reference = reference_temperature, rate = storage.rate;
  const ConstCellView known = storage.known;
  return sum_cells(
      "solver::add_storage", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        const std::int64_t cell = owned_index(i, j, k, s.nx, s.nz);
        const double content =
            cell_volume(cells, i, j, k) * cells.table.heat_content(cells.material(c), reference, rise(c));
        r(cell) += rate * (known(cell) - content);
        return rate * content * rate * content;
      });
}

double total_heat_capacity(const ThermalProblem& problem, double reference_temperature,
                           const ConstCellView& rise) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const double reference = reference_temperature;
  const double sum = sum_cells(
      "solver::total_heat_capacity", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        return cell_volume(cells, i, j, k) *
               cells.table.volumetric_heat_capacity(cells.material(c), reference + rise(c));
      });
  return sum_over_ranks(problem.partition().comm(), sum);
}

void add_storage_closures(const ThermalProblem& problem, double rate, double reference_temperature,
                          const ConstCellView& rise, const CellView& closure) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const double reference = reference_temperature;
  for_each_cell(
      "solver::add_storage_closures", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        closure(owned_index(i, j, k, s.nx, s.nz)) +=
            rate * cell_volume(cells, i, j, k) *
            cells.table.volumetric_heat_capacity(cells.material(c), reference + rise(c));
      });
}

std::vector<double> heat_capacity_at(const ThermalProblem& problem, const std::vector<double>& temperature) {
  const std::vector<BulkMaterial>& materials = problem.materials();
  std::vector<double> capacity(materials.size(), 0.0);
  for (std::size_t id = 1; id < materials.size(); ++id) {
    capacity[id] = evaluate(materials[id].density, kDensityTemperature) *
                   evaluate(materials[id].heat_capacity, temperature[id]);
  }
  return capacity;
}

}  // namespace strata
