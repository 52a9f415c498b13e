#include "solver/thermal_problem.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "meshes/components.hpp"
#include "meshes/rasterize.hpp"
#include "physics/effective_medium.hpp"
#include "physics/laws.hpp"
#include "solver/boundary_lookup.hpp"
#include "solver/field_memory.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

/// Widths of cells first - 1 .. first + n; the nearest cell's where the domain has ended.
ConstCellView local_widths(const Grid& grid, Axis axis, int first, int n) {
  const std::vector<double> spacings = even_spacings(grid, axis);
  std::vector<double> widths;
  for (int c = first - 1; c <= first + n; ++c) {
    widths.push_back(spacings[static_cast<std::size_t>(std::clamp(c, 0, grid.n_cells(axis) - 1))]);
  }
  return to_device<double>("cell_width", widths);
}

}  // namespace

ThermalProblem::ThermalProblem(const Model& model, const Grid& grid, const Partition& partition)
    : model_(&model),
      grid_(&grid),
      partition_(&partition),
      materials_(std::make_shared<std::vector<BulkMaterial>>(resolve_materials(model))) {
  const Window& w = partition.window();
  cells_.shape = {w.nx(), w.ny(), partition.nz()};
  cells_.width = {local_widths(grid, Axis::x, w.i0, w.nx()), local_widths(grid, Axis::y, w.j0, w.ny()),
                  local_widths(grid, Axis::z, 0, partition.nz())};
  cells_.table = MaterialTable(*materials_);
  const std::vector<std::uint16_t> ghosted = rasterize();
  read_loads(ghosted);
  check_held();
  cells_.contacts = find_contacts(model, grid, partition);
  find_nonlinearity(ghosted);
}

ThermalProblem ThermalProblem::with_loads_of(const Model& model) const {
  ThermalProblem other = *this;
  other.model_ = &model;
  const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), cells_.material);
  other.read_loads({mirror.data(), mirror.data() + mirror.extent(0)});
  return other;
}

/// Heat sources and surroundings of the model, on the cells they meet.
void ThermalProblem::read_loads(const std::vector<std::uint16_t>& ghosted_material) {
  std::vector<TimedShare> volume = map_sources(ghosted_material);
  add_up_loads();
  boundary_ = find_boundary_faces(*model_, *grid_, *partition_, ghosted_material, loads_);
  find_sheets(ghosted_material);
  timed_volume_ = TimedValues(std::move(volume));
  find_timed_sheets();
  find_timed_fluxes();
  find_leakage();
}

void ThermalProblem::find_leakage() {
  std::vector<LeakingHeat> leaking;
  for (const HeatLoads& part : parts_) {
    leaking.insert(leaking.end(), part.leaking.begin(), part.leaking.end());
  }
  leakage_ = find_leaking_cells(*model_, cells_.shape, leaking, boundary_, sheets_);
}

void ThermalProblem::forget_nonlinear_surfaces() {
  boundary_.nonlinear = {};
  boundary_.is_nonlinear = !boundary_.cold_plates.empty();
}

/// Fills parts_ and volume_power_, with schedules at 1. Returns what of the volumes follows schedules.
std::vector<TimedShare> ThermalProblem::map_sources(const std::vector<std::uint16_t>& ghosted_material) {
  const auto n_schedules = static_cast<std::int32_t>(model_->schedules.size());
  std::vector<TimedShare> shares;
  std::vector<double> volume;
  parts_.clear();
  for (std::int32_t schedule = -1; schedule < n_schedules; ++schedule) {
    HeatLoads part = map_heat_sources(*model_, schedule, *grid_, *partition_, ghosted_material);
    if (volume.empty()) {
      volume = part.volume;
    } else {
      for (std::size_t c = 0; c < part.volume.size(); ++c) volume[c] += part.volume[c];
    }
    for (std::size_t c = 0; n_schedules > 0 && c < part.volume.size(); ++c) {
      if (part.volume[c] != 0.0) shares.push_back({static_cast<std::int64_t>(c), schedule, part.volume[c]});
    }
    part.volume = {};
    parts_.push_back(std::move(part));
  }
  amplitude_.assign(parts_.size(), 1.0);
  volume_power_ = to_device<double>("volume_power", volume);
  return shares;
}

/// loads_ from the parts and their amplitudes.
void ThermalProblem::add_up_loads() {
  const auto add = [](std::vector<double>& sum, const std::vector<double>& part, double amplitude) {
    sum.resize(std::max(sum.size(), part.size()), 0.0);
    for (std::size_t n = 0; n < part.size(); ++n) sum[n] += amplitude * part[n];
  };
  std::map<int, SheetPlane> planes;
  loads_ = {};
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    loads_.net += amplitude_[p] * parts_[p].net;
    loads_.gross += std::abs(amplitude_[p]) * parts_[p].gross;
    for (const SheetPlane& part : parts_[p].sheets) {
      SheetPlane& plane = planes[part.k_line];
      plane.k_line = part.k_line;
      add(plane.below, part.below, amplitude_[p]);
      add(plane.above, part.above, amplitude_[p]);
    }
  }
  for (auto& [k_line, plane] : planes) loads_.sheets.push_back(std::move(plane));
}

void ThermalProblem::find_timed_sheets() {
  std::vector<TimedShare> below, above;
  const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sheets_);
  for (std::size_t p = 0; parts_.size() > 1 && p < parts_.size(); ++p) {
    for (std::size_t f = 0; f < mirror.extent(0); ++f) {
      const SheetFace& face = mirror(f);
      const SheetPlane* plane = parts_[p].plane(face.k);
      if (plane == nullptr) continue;
      const auto column = static_cast<std::size_t>(face.i + std::int64_t{cells_.shape.nx} * face.j);
      const auto schedule = static_cast<std::int32_t>(p) - 1;
      const auto target = static_cast<std::int64_t>(f);
      if (!plane->below.empty()) below.push_back({target, schedule, plane->below[column]});
      if (!plane->above.empty()) above.push_back({target, schedule, plane->above[column]});
    }
  }
  timed_below_ = TimedValues(std::move(below));
  timed_above_ = TimedValues(std::move(above));
}

void ThermalProblem::find_timed_fluxes() {
  std::vector<TimedShare> flux;
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), boundary_.faces);
  for (std::size_t p = 0; parts_.size() > 1 && p < parts_.size(); ++p) {
    for (std::size_t f = 0; f < faces.extent(0); ++f) {
      const double heat = faces(f).axis == 2 ? sheet_heat(parts_[p], cells_.shape, faces(f)) : 0.0;
      if (heat == 0.0) continue;
      flux.push_back({static_cast<std::int64_t>(f), static_cast<std::int32_t>(p) - 1, heat / faces(f).area});
    }
  }
  timed_flux_ = TimedValues(std::move(flux));
}

void ThermalProblem::set_amplitudes(const std::vector<double>& amplitude) {
  if (amplitude.empty()) return;
  std::copy(amplitude.begin(), amplitude.end(), amplitude_.begin() + 1);
  loads_.net = loads_.gross = 0.0;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    loads_.net += amplitude_[p] * parts_[p].net;
    loads_.gross += std::abs(amplitude_[p]) * parts_[p].gross;
  }
  const ConstCellView values = to_device<double>("amplitude", amplitude);
  if (leakage_.exists) {
    std::vector<double> of_sources;
    of_sources.reserve(model_->sources.size());
    for (const HeatSource& source : model_->sources)
      of_sources.push_back(source.schedule < 0 ? 1.0 : amplitude[static_cast<std::size_t>(source.schedule)]);
    Kokkos::deep_copy(leakage_.amplitude, to_device<double>("leakage_amplitude", of_sources));
  }
  const CellView volume_power = volume_power_;
  const auto sheets = sheets_;
  const auto faces = boundary_.faces;
  const TimedValues volume = timed_volume_, below = timed_below_, above = timed_above_, flux = timed_flux_;
  Kokkos::parallel_for(
      "solver::timed_volume", FlatRange(0, volume.n_targets()),
      KOKKOS_LAMBDA(std::int64_t n) { volume_power(volume.target(n)) = volume.value(n, values); });
  Kokkos::parallel_for(
      "solver::timed_below", FlatRange(0, below.n_targets()),
      KOKKOS_LAMBDA(std::int64_t n) { sheets(below.target(n)).below = below.value(n, values); });
  Kokkos::parallel_for(
      "solver::timed_above", FlatRange(0, above.n_targets()),
      KOKKOS_LAMBDA(std::int64_t n) { sheets(above.target(n)).above = above.value(n, values); });
  Kokkos::parallel_for(
      "solver::timed_flux", FlatRange(0, flux.n_targets()),
      KOKKOS_LAMBDA(std::int64_t n) { faces(flux.target(n)).sheet_flux = flux.value(n, values); });
}

void ThermalProblem::refresh_loads() {
  add_up_loads();
  if (leakage_.exists) add_leakage_to_planes();
}

void ThermalProblem::add_leakage_to_planes() {
  const auto cells = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), leakage_.cells);
  const auto released = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), leakage_.released);
  const LocalShape& s = cells_.shape;
  for (std::size_t n = 0; n < cells.extent(0); ++n) {
    const LeakingCell& share = cells(n);
    if (share.place == LeakingHeat::Place::volume) continue;
    const bool is_above = share.place == LeakingHeat::Place::lower_face;
    const auto k = static_cast<int>(share.cell / s.nx % s.nz);
    const auto column = static_cast<std::size_t>(share.cell % s.nx + s.nx * (share.cell / s.nx / s.nz));
    for (SheetPlane& plane : loads_.sheets) {
      if (plane.k_line == (is_above ? k : k + 1))
        (is_above ? plane.above : plane.below)[column] += released(n);
    }
  }
}

/// Fills cells_.material. Returns the ids on the ghosted layout.
std::vector<std::uint16_t> ThermalProblem::rasterize() {
  const double start = MPI_Wtime();
  const MaterialView device = rasterize_materials(model_->geometry, *grid_, *partition_);
  cells_.material = device;
  const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), device);
  mesh_seconds_ = MPI_Wtime() - start;
  return {mirror.data(), mirror.data() + mirror.extent(0)};
}

std::vector<std::uint16_t> ThermalProblem::material_ids() const {
  const auto ghosted = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), cells_.material);
  const LocalShape& s = cells_.shape;
  std::vector<std::uint16_t> ids;
  ids.reserve(static_cast<std::size_t>(partition_->n_owned()));
  for (int j = 0; j < s.ny; ++j) {
    for (int k = 0; k < s.nz; ++k) {
      const auto* row = ghosted.data() + ghosted_index(0, j, k, s.nx, s.nz);
      ids.insert(ids.end(), row, row + s.nx);
    }
  }
  return ids;
}

void ThermalProblem::find_sheets(const std::vector<std::uint16_t>& ghosted_material) {
  const LocalShape& s = cells_.shape;
  const auto is_solid = [&](int i, int j, int k) {
    return k >= 0 && k < s.nz &&
           ghosted_material[static_cast<std::size_t>(ghosted_index(i, j, k, s.nx, s.nz))] != 0;
  };
  std::set<std::pair<int, std::size_t>> leaking;  // z line and column
  for (const HeatLoads& part : parts_) {
    for (const LeakingHeat& heat : part.leaking) {
      if (heat.place == LeakingHeat::Place::volume) continue;
      const auto k = static_cast<int>(heat.cell / s.nx % s.nz);
      leaking.emplace(heat.place == LeakingHeat::Place::lower_face ? k : k + 1,
                      static_cast<std::size_t>(heat.cell % s.nx + s.nx * (heat.cell / s.nx / s.nz)));
    }
  }
  std::vector<SheetFace> faces;
  for (const SheetPlane& plane : loads_.sheets) {
    for (int j = 0; j < s.ny; ++j) {
      for (int i = 0; i < s.nx; ++i) {
        const auto column = static_cast<std::size_t>(j) * s.nx + i;
        const double below = plane.below.empty() ? 0.0 : plane.below[column];
        const double above = plane.above.empty() ? 0.0 : plane.above[column];
        // On surfaces the sheet went into the closure of the boundary face.
        const bool is_empty = below == 0.0 && above == 0.0 && leaking.count({plane.k_line, column}) == 0;
        if (is_empty || !is_solid(i, j, plane.k_line - 1) || !is_solid(i, j, plane.k_line)) {
          continue;
        }
        faces.push_back({i, j, plane.k_line, below, above});
      }
    }
  }
  sheets_ = to_device<SheetFace>("sheet_faces", faces);
}

/// Nonlinear where a material that is really there has a property that counts and varies. Collective.
void ThermalProblem::find_nonlinearity(const std::vector<std::uint16_t>& ghosted_material) {
  std::vector<char> is_used(materials_->size(), 0);
  for (const std::uint16_t id : ghosted_material) is_used[id] = 1;
  int varies = 0;
  for (std::size_t id = 1; id < materials_->size(); ++id) {
    if (!is_used[id]) continue;
    for (const PropertyLaw& law : (*materials_)[id].conductivity) varies |= is_constant(law) ? 0 : 1;
    if (model_->transient) varies |= is_constant((*materials_)[id].heat_capacity) ? 0 : 1;
  }
  MPI_Allreduce(MPI_IN_PLACE, &varies, 1, MPI_INT, MPI_MAX, partition_->comm());
  varies_ = varies != 0;
}

/// Every connected piece of matter needs a boundary that fixes its temperature, unless it has one to start
/// from.
void ThermalProblem::check_held() const {
  if (model_->transient && (model_->transient->initial.kind == InitialState::Kind::temperature ||
                            model_->transient->initial.kind == InitialState::Kind::file)) {
    return;
  }
  const BoundaryLookup lookup(*model_, *grid_);
  const auto fixes = [&](const CellFace& face) { return lookup.fixes_temperature(face); };
  for (const SolidComponent& piece : solid_components(model_->geometry, *grid_, fixes)) {
    if (piece.is_fixed) continue;
    throw deck_error(
        *model_, {},
        fmt::format(
            "no boundary fixes the temperature of the piece of matter that '{}' belongs to ({})",
            model_->geometry.bodies.at(static_cast<std::size_t>(piece.body)).name,
            describe_cell(*model_, *grid_, cell_number(*grid_, piece.cell[0], piece.cell[1], piece.cell[2]))),
        "give one of its faces a convection with film_coefficient > 0, or a fixed temperature");
  }
}

}  // namespace strata
