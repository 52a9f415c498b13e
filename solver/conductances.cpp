#include "solver/conductances.hpp"

#include <cmath>
#include <limits>

#include "solver/boundary_terms.hpp"
#include "solver/heat_storage.hpp"
#include "solver/leakage.hpp"
#include "solver/report_errors.hpp"
#include "solver/sheet_shares.hpp"
#include "solver/surface_state.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

namespace {

/// Conductivity along one axis of every cell, ghosts included.
void cell_conductivity(const CellData& cells, int axis, double reference, const ConstCellView& rise,
                       const CellView& conductivity) {
  const LocalShape s = cells.shape;
  for_each_cell(
      "solver::cell_conductivity", -1, s.nx + 1, -1, s.ny + 1, 0, s.nz, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        conductivity(c) = cells.conductivity(c, axis, reference + rise(c));
      });
}

/// Conductances of all faces across one axis. Face f of the window lies below cell f along the axis.
void face_conductances(const CellData& cells, int axis, const ConstCellView& conductivity,
                       const CellView& upper) {
  const LocalShape s = cells.shape;
  const std::int64_t row = s.nx + 2;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? row * s.nz : row;
  const int u_axis = axis == 0 ? 1 : 0, v_axis = axis == 2 ? 1 : 2;
  const ConstCellView width = cells.width[axis], width_u = cells.width[u_axis], width_v = cells.width[v_axis];
  const ContactPlanes::AxisPlanes contacts = cells.contacts.axes[axis];
  const int i0 = axis == 0 ? -1 : 0, j0 = axis == 1 ? -1 : 0, k1 = axis == 2 ? s.nz - 1 : s.nz;
  for_each_cell(
      "solver::face_conductances", i0, s.nx, j0, s.ny, 0, k1, KOKKOS_LAMBDA(int i, int j, int k) {
        const int place[3] = {i, j, k};
        const int face = place[axis] + 1, u = place[u_axis], v = place[v_axis];
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        upper(c) = face_conductance(width_u(u + 1) * width_v(v + 1), width(face), conductivity(c),
                                    contacts.at(face, u, v), width(face + 1), conductivity(c + stride));
      });
}

/// Closure of a face with its surroundings' temperature as a rise, so that small differences keep their
/// digits.
KOKKOS_INLINE_FUNCTION SurfaceClosure closure_of_rise(const BoundaryFace& face, double reference) {
  SurfaceClosure closure = face.closure;
  closure.temperature -= reference;
  return closure;
}

void closure_conductances(const CellData& cells, const ConstFaceList& faces, double reference,
                          const ConstCellView& rise, const CellView& closure) {
  const LocalShape s = cells.shape;
  Kokkos::deep_copy(closure, 0.0);
  Kokkos::parallel_for(
      "solver::closure_conductances", faces.extent(0), KOKKOS_LAMBDA(std::int64_t f) {
        const BoundaryFace face = faces(f);
        const double temperature = reference + rise(ghosted_of_owned(face.cell, s));
        Kokkos::atomic_add(&closure(face.cell), closure_conductance(cells, face, temperature));
      });
}

/// Gives void cells the mean diagonal of the solid ones. Collective.
void fill_void_rows(const ThermalProblem& problem, const Conductances& conductances) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  const CellView diagonal(Kokkos::view_alloc(Kokkos::WithoutInitializing, "diagonal"), n);
  operator_diagonal(s, conductances, diagonal);
  double sums[2] = {0.0, 0.0};
  Kokkos::parallel_reduce(
      "solver::sum_diagonal", n,
      KOKKOS_LAMBDA(std::int64_t c, double& sum, double& count) {
        if (cells.material(ghosted_of_owned(c, s)) == 0) return;
        sum += diagonal(c);
        count += 1.0;
      },
      sums[0], sums[1]);
  MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, problem.partition().comm());
  const double mean = sums[1] > 0.0 && sums[0] > 0.0 ? sums[0] / sums[1] : 1.0;
  const CellView closure = conductances.closure;
  Kokkos::parallel_for(
      "solver::fill_void_rows", n, KOKKOS_LAMBDA(std::int64_t c) {
        if (cells.material(ghosted_of_owned(c, s)) == 0) closure(c) = mean;
      });
}

/// Finds solid cells whose row is no sound part of a positive definite matrix. Collective.
void check_rows(const ThermalProblem& problem, const Conductances& conductances) {
  const LocalShape s = problem.cells().shape;
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  const CellView diagonal(Kokkos::view_alloc(Kokkos::WithoutInitializing, "diagonal"), n);
  operator_diagonal(s, conductances, diagonal);
  std::int64_t worst = kNoCell;
  Kokkos::parallel_reduce(
      "solver::check_rows", n,
      KOKKOS_LAMBDA(std::int64_t c, std::int64_t & first) {
        if (!(diagonal(c) > 0.0) || !(diagonal(c) < HUGE_VAL)) first = c < first ? c : first;
      },
      Kokkos::Min<std::int64_t>(worst));
  if (worst != kNoCell) worst = cell_number(problem.partition(), problem.grid(), worst);
  worst = first_of_ranks(problem.partition().comm(), worst);
  if (worst != kNoCell) {
    throw SolveError("the conductances are not positive finite numbers in " +
                     describe_cell(problem.model(), problem.grid(), worst));
  }
}

void add_boundary_input(const CellData& cells, const ConstFaceList& faces, double reference,
                        const ConstCellView& rise, const CellView& b) {
  const LocalShape s = cells.shape;
  Kokkos::parallel_for(
      "solver::add_boundary_input", faces.extent(0), KOKKOS_LAMBDA(std::int64_t f) {
        const BoundaryFace face = faces(f);
        const double r = half_cell(cells, face, reference + rise(ghosted_of_owned(face.cell, s)));
        const BoundaryTerm term = boundary_term(closure_of_rise(face, reference), r, face.flux(), 0.0);
        Kokkos::atomic_add(&b(face.cell), face.area * term.source);
      });
}

void add_sheet_input(const CellData& cells, const Kokkos::View<const SheetFace*, MemorySpace>& sheets,
                     double reference, const ConstCellView& rise, const CellView& b) {
  const LocalShape s = cells.shape;
  const SheetShares shares{cells, reference, rise};
  Kokkos::parallel_for(
      "solver::add_sheet_input", sheets.extent(0), KOKKOS_LAMBDA(std::int64_t f) {
        const SheetFace sheet = sheets(f);
        const SheetSplit heat = shares(sheet);
        Kokkos::atomic_add(&b(owned_index(sheet.i, sheet.j, sheet.k - 1, s.nx, s.nz)), heat.left);
        Kokkos::atomic_add(&b(owned_index(sheet.i, sheet.j, sheet.k, s.nx, s.nz)), heat.right);
      });
}

/// Rises of a transient whose matter is insulated are measured from where it starts.
double temperature_without_surroundings(const Model& model) {
  constexpr double kRoom = 293.15;
  if (!model.transient || model.transient->initial.kind != InitialState::Kind::temperature) return kRoom;
  return model.transient->initial.temperature;
}

}  // namespace

void compute_conductances(const ThermalProblem& problem, double reference_temperature,
                          const ConstCellView& rise, const Conductances& out, double storage_rate) {
  const CellView scratch(Kokkos::view_alloc(Kokkos::WithoutInitializing, "conductivity"),
                         static_cast<std::size_t>(problem.partition().n_ghosted()));
  follow_surfaces(problem, reference_temperature, rise);
  for (int axis = 0; axis < 3; ++axis) {
    cell_conductivity(problem.cells(), axis, reference_temperature, rise, scratch);
    face_conductances(problem.cells(), axis, scratch, out.upper[axis]);
  }
  closure_conductances(problem.cells(), problem.boundary().faces, reference_temperature, rise, out.closure);
  if (storage_rate > 0.0)
    add_storage_closures(problem, storage_rate, reference_temperature, rise, out.closure);
  fill_void_rows(problem, out);
  check_rows(problem, out);
}

double compute_heat_input(const ThermalProblem& problem, double reference_temperature,
                          const ConstCellView& rise, const CellView& b) {
  follow_surfaces(problem, reference_temperature, rise);
  if (problem.volume_power().extent(0) > 0) {
    Kokkos::deep_copy(b, problem.volume_power());
  } else {
    Kokkos::deep_copy(b, 0.0);
  }
  add_boundary_input(problem.cells(), problem.boundary().faces, reference_temperature, rise, b);
  add_sheet_input(problem.cells(), problem.sheets(), reference_temperature, rise, b);
  add_leaking_volumes(problem, b);
  const double size = norm(problem.partition().comm(), b);
  if (std::isfinite(size)) return size;  // so every entry is
  std::int64_t worst = kNoCell;
  Kokkos::parallel_reduce(
      "solver::check_heat_input", b.extent(0),
      KOKKOS_LAMBDA(std::int64_t c, std::int64_t & first) {
        if (!(b(c) - b(c) == 0.0)) first = c < first ? c : first;
      },
      Kokkos::Min<std::int64_t>(worst));
  if (worst != kNoCell) worst = cell_number(problem.partition(), problem.grid(), worst);
  worst = first_of_ranks(problem.partition().comm(), worst);
  if (worst != kNoCell) {
    throw SolveError("the heat input is not a finite number in " +
                     describe_cell(problem.model(), problem.grid(), worst));
  }
  return size;
}

double choose_reference_temperature(const ThermalProblem& problem) {
  if (!problem.boundary().fixes_temperature) return temperature_without_surroundings(problem.model());
  const double coldest = problem.boundary().temperature_min;
  const CellData& cells = problem.cells();
  const ConstFaceList faces = problem.boundary().faces;
  double sums[2] = {0.0, 0.0};
  Kokkos::parallel_reduce(
      "solver::choose_reference_temperature", faces.extent(0),
      KOKKOS_LAMBDA(std::int64_t f, double& weighted, double& weight) {
        const BoundaryFace face = faces(f);
        const double g = face.area * boundary_conductance(face.closure, half_cell(cells, face, coldest));
        weighted += g > 0.0 ? g * (face.closure.temperature - coldest) : 0.0;
        weight += g;
      },
      sums[0], sums[1]);
  MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, problem.partition().comm());
  return sums[1] > 0.0 ? coldest + sums[0] / sums[1] : coldest;
}

BoundaryState boundary_state(const ThermalProblem& problem, double reference_temperature,
                             const ConstCellView& rise) {
  follow_surfaces(problem, reference_temperature, rise);
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const ConstFaceList faces = problem.boundary().faces;
  const std::size_t n = faces.extent(0);
  const CellView heat("boundary_heat", n), surface("surface_temperature", n);
  BoundaryState state;
  Kokkos::parallel_reduce(
      "solver::boundary_state", n,
      KOKKOS_LAMBDA(std::int64_t f, double& rounding) {
        const BoundaryFace face = faces(f);
        const double x = rise(ghosted_of_owned(face.cell, s));
        const double r = half_cell(cells, face, reference_temperature + x);
        const SurfaceClosure closure = closure_of_rise(face, reference_temperature);
        heat(f) = face.area * boundary_heat_out(closure, r, face.flux(), x);
        surface(f) = reference_temperature + surface_temperature(closure, r, face.flux(), x);
        const double g = face.area * boundary_conductance(closure, r);
        rounding +=
            g * (std::fabs(x) + (g > 0.0 ? std::fabs(closure.temperature) : 0.0)) + std::fabs(heat(f));
      },
      state.rounding);
  state.rounding *= std::numeric_limits<double>::epsilon();
  const ReleasedPower released = released_power(problem);
  state.leakage_net = released.net;
  state.leakage_gross = released.gross;
  for (const CoolantLanes& plate : problem.boundary().cold_plates) {
    state.coolants.push_back(flow_coolant(problem, plate, reference_temperature, rise));
  }
  const auto host_heat = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), heat);
  const auto host_surface = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), surface);
  state.heat_out.assign(host_heat.data(), host_heat.data() + n);
  state.surface_temperature.assign(host_surface.data(), host_surface.data() + n);
  return state;
}

}  // namespace strata
