#include "solver/leakage.hpp"

#include <cmath>
#include <map>
#include <utility>

#include "solver/boundary_terms.hpp"
#include "solver/field_memory.hpp"

namespace strata {

namespace {

using Place = LeakingHeat::Place;
/// The side of a cell across z: its owned index, and whether it is the upper one.
using CellSide = std::pair<std::int64_t, bool>;

std::map<CellSide, std::int64_t> surfaces_by_side(const BoundaryFaces& boundary) {
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), boundary.faces);
  std::map<CellSide, std::int64_t> result;
  for (std::size_t f = 0; f < faces.extent(0); ++f) {
    if (faces(f).axis != 2) continue;
    result.emplace(CellSide{faces(f).cell, faces(f).is_upper}, static_cast<std::int64_t>(f));
  }
  return result;
}

std::map<CellSide, std::int64_t> sheets_by_side(const LocalShape& s,
                                                const Kokkos::View<SheetFace*, MemorySpace>& sheets) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sheets);
  std::map<CellSide, std::int64_t> result;
  for (std::size_t n = 0; n < host.extent(0); ++n) {
    const SheetFace& sheet = host(n);
    const auto number = static_cast<std::int64_t>(n);
    result.emplace(CellSide{owned_index(sheet.i, sheet.j, sheet.k - 1, s.nx, s.nz), true}, number);
    result.emplace(CellSide{owned_index(sheet.i, sheet.j, sheet.k, s.nx, s.nz), false}, number);
  }
  return result;
}

std::int64_t find(const std::map<CellSide, std::int64_t>& list, const LeakingHeat& heat) {
  if (heat.place == Place::volume) return -1;
  const auto at = list.find({heat.cell, heat.place == Place::upper_face});
  return at == list.end() ? -1 : at->second;
}

/// Laws of all sources, and the tables they refer to.
void pack_laws(const Model& model, LeakingCells& leakage) {
  std::vector<LeakageLaw> laws(model.sources.size());
  std::vector<PropertyLaw> tables;
  for (std::size_t s = 0; s < model.sources.size(); ++s) {
    const std::optional<Leakage>& law = model.sources[s].leakage;
    if (!law) continue;
    const bool is_table = !law->factor.temperature.empty();
    laws[s] = {law->reference_temperature, law->coefficient,
               is_table ? static_cast<std::int32_t>(tables.size()) : -1};
    if (is_table) tables.emplace_back(law->factor);
  }
  leakage.laws = to_device<LeakageLaw>("leakage_laws", laws);
  leakage.tables = make_law_table(tables);
  leakage.amplitude = to_device<double>("leakage_amplitude", std::vector<double>(laws.size(), 1.0));
}

/// Takes away what faces and sheets released at other temperatures.
void clear_releases(const ThermalProblem& problem) {
  const LeakingCells& leakage = problem.leakage();
  const auto faces = problem.boundary().faces;
  const auto& sheets = problem.sheets();
  Kokkos::parallel_for(
      "solver::clear_releases", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const LeakingCell share = leakage.cells(n);
        if (share.face >= 0) faces(share.face).leakage_flux = faces(share.face).leakage_slope = 0.0;
        if (share.sheet >= 0) sheets(share.sheet).leakage_below = sheets(share.sheet).leakage_above = 0.0;
      });
}

}  // namespace

LeakingCells find_leaking_cells(const Model& model, const LocalShape& shape,
                                const std::vector<LeakingHeat>& leaking, const BoundaryFaces& boundary,
                                const Kokkos::View<SheetFace*, MemorySpace>& sheets) {
  LeakingCells leakage;
  for (const HeatSource& source : model.sources) {
    leakage.exists = leakage.exists || source.leakage.has_value();
  }
  if (!leakage.exists) return leakage;
  pack_laws(model, leakage);
  const auto surfaces = surfaces_by_side(boundary), inside = sheets_by_side(shape, sheets);
  std::vector<LeakingCell> cells;
  cells.reserve(leaking.size());
  for (const LeakingHeat& heat : leaking) {
    cells.push_back(
        {heat.cell, find(surfaces, heat), find(inside, heat), heat.place, heat.source, heat.power});
  }
  leakage.cells = to_device<LeakingCell>("leaking_cells", cells);
  leakage.released = CellView("released_power", cells.size());
  return leakage;
}

void release_heat(const ThermalProblem& problem, double reference, const ConstCellView& rise) {
  const LeakingCells& leakage = problem.leakage();
  if (leakage.cells.extent(0) == 0) return;
  clear_releases(problem);
  const auto faces = problem.boundary().faces;
  const auto& sheets = problem.sheets();
  const LocalShape s = problem.cells().shape;
  Kokkos::parallel_for(
      "solver::release_heat", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const LeakingCell share = leakage.cells(n);
        const double T = reference + rise(ghosted_of_owned(share.cell, s));
        const double power = leakage.power(share, T);
        leakage.released(n) = power;
        if (share.face >= 0) {
          BoundaryFace& face = faces(share.face);
          Kokkos::atomic_add(&face.leakage_flux, power / face.area);
          Kokkos::atomic_add(&face.leakage_slope, leakage.slope(share, T) / face.area);
        }
        if (share.sheet < 0) return;
        SheetFace& sheet = sheets(share.sheet);
        Kokkos::atomic_add(share.place == Place::upper_face ? &sheet.leakage_below : &sheet.leakage_above,
                           power);
      });
}

void add_leaking_volumes(const ThermalProblem& problem, const CellView& b) {
  const LeakingCells& leakage = problem.leakage();
  Kokkos::parallel_for(
      "solver::add_leaking_volumes", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const LeakingCell share = leakage.cells(n);
        if (share.place == Place::volume) Kokkos::atomic_add(&b(share.cell), leakage.released(n));
      });
}

ReleasedPower released_power(const ThermalProblem& problem) {
  const LeakingCells& leakage = problem.leakage();
  ReleasedPower released;
  if (!leakage.exists) return released;
  const auto n = leakage.laws.extent(0);
  const CellView sums("released_power", n);
  Kokkos::parallel_for(
      "solver::released_power", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) {
        Kokkos::atomic_add(&sums(leakage.cells(c).source), leakage.released(c));
      });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  released.power.assign(host.data(), host.data() + n);
  MPI_Allreduce(MPI_IN_PLACE, released.power.data(), static_cast<int>(n), MPI_DOUBLE, MPI_SUM,
                problem.partition().comm());
  for (const double power : released.power) {
    released.net += power;
    released.gross += std::abs(power);
  }
  return released;
}

}  // namespace strata
