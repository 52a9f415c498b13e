#include "solver/heat_storage.hpp"

#include "physics/laws.hpp"
#include "solver/report_errors.hpp"

namespace strata {
namespace {

/// Volume of an owned cell [m^3]. \param cell  owned index
KOKKOS_INLINE_FUNCTION double cell_volume(const CellData& cells, std::int64_t cell) {
  const LocalShape& s = cells.shape;
  const auto i = static_cast<int>(cell % s.nx);
  const auto k = static_cast<int>(cell / s.nx % s.nz);
  const auto j = static_cast<int>(cell / s.nx / s.nz);
  return cells.width[0](i + 1) * cells.width[1](j + 1) * cells.width[2](k + 1);
}

}  // namespace

void heat_content(const ThermalProblem& problem, double reference_temperature, const ConstCellView& rise,
                  const CellView& content) {
  const CellData cells = problem.cells();
  const double reference = reference_temperature;
  Kokkos::parallel_for(
      "solver::heat_content", FlatRange(0, static_cast<std::int64_t>(content.extent(0))),
      KOKKOS_LAMBDA(std::int64_t cell) {
        const std::int64_t c = ghosted_of_owned(cell, cells.shape);
        const std::uint16_t id = cells.material(c);
        content(cell) =
            id == 0 ? 0.0 : cell_volume(cells, cell) * cells.table.heat_content(id, reference, rise(c));
      });
}

double add_storage(const ThermalProblem& problem, const HeatStorage& storage, double reference_temperature,
                   const ConstCellView& rise, const CellView& r) {
  const CellData cells = problem.cells();
  const double reference = reference_temperature, rate = storage.rate;
  const ConstCellView known = storage.known;
  double squares = 0.0;
  Kokkos::parallel_reduce(
      "solver::add_storage", FlatRange(0, static_cast<std::int64_t>(r.extent(0))),
      KOKKOS_LAMBDA(std::int64_t cell, double& part) {
        const std::int64_t c = ghosted_of_owned(cell, cells.shape);
        const std::uint16_t id = cells.material(c);
        if (id == 0) return;
        const double content = cell_volume(cells, cell) * cells.table.heat_content(id, reference, rise(c));
        r(cell) += rate * (known(cell) - content);
        part += rate * content * rate * content;
      },
      squares);
  return squares;
}

double total_heat_capacity(const ThermalProblem& problem, double reference_temperature,
                           const ConstCellView& rise) {
  const CellData cells = problem.cells();
  const double reference = reference_temperature;
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::total_heat_capacity", FlatRange(0, problem.partition().n_owned()),
      KOKKOS_LAMBDA(std::int64_t cell, double& part) {
        const std::int64_t c = ghosted_of_owned(cell, cells.shape);
        const std::uint16_t id = cells.material(c);
        if (id == 0) return;
        part += cell_volume(cells, cell) * cells.table.volumetric_heat_capacity(id, reference + rise(c));
      },
      sum);
  return sum_over_ranks(problem.partition().comm(), sum);
}

void add_storage_closures(const ThermalProblem& problem, double rate, double reference_temperature,
                          const ConstCellView& rise, const CellView& closure) {
  const CellData cells = problem.cells();
  const double reference = reference_temperature;
  Kokkos::parallel_for(
      "solver::add_storage_closures", FlatRange(0, static_cast<std::int64_t>(closure.extent(0))),
      KOKKOS_LAMBDA(std::int64_t cell) {
        const std::int64_t c = ghosted_of_owned(cell, cells.shape);
        const std::uint16_t id = cells.material(c);
        if (id == 0) return;
        closure(cell) +=
            rate * cell_volume(cells, cell) * cells.table.volumetric_heat_capacity(id, reference + rise(c));
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
