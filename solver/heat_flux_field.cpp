#include "solver/heat_flux_field.hpp"

#include "inputs/schedules.hpp"
#include "physics/heat_flux.hpp"
#include "solver/conductances.hpp"
#include "solver/sheet_shares.hpp"

namespace strata {

namespace {

using Flux = Kokkos::View<double**, Kokkos::LayoutRight, MemorySpace>;

/// Conduction between cells: half of what flows through either face of a cell along the axis.
void add_conduction(const CellData& cells, int axis, double reference, const ConstCellView& rise,
                    const Flux& flux) {
  const LocalShape s = cells.shape;
  const std::int64_t row = s.nx + 2;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? row * s.nz : row;
  const int u_axis = axis == 0 ? 1 : 0, v_axis = axis == 2 ? 1 : 2;
  const ConstCellView width = cells.width[axis];
  const ContactPlanes::AxisPlanes contacts = cells.contacts.axes[axis];
  for_each_cell(
      "solver::add_conduction", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const int place[3] = {i, j, k};
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        const std::int64_t owned = owned_index(i, j, k, s.nx, s.nz);
        double sum = 0.0;
        for (int side = 0; side < 2; ++side) {
          const int face = place[axis] + side;
          if (axis == 2 && (face == 0 || face == s.nz)) continue;
          const std::int64_t below = side == 0 ? c - stride : c, above = below + stride;
          if (cells.material(below) == 0 || cells.material(above) == 0) continue;
          const double conductance =
              face_conductance(1.0, width(face), cells.conductivity(below, axis, reference + rise(below)),
                               contacts.at(face, place[u_axis], place[v_axis]), width(face + 1),
                               cells.conductivity(above, axis, reference + rise(above)));
          sum += conductance * (rise(below) - rise(above));
        }
        flux(owned, axis) += 0.5 * sum;
      });
}

/// Heat of sheets between two cells, which flows away from them on both sides.
void add_sheets(const CellData& cells, const Kokkos::View<const SheetFace*, MemorySpace>& sheets,
                double reference, const ConstCellView& rise, const Flux& flux) {
  const LocalShape s = cells.shape;
  const ConstCellView width_x = cells.width[0], width_y = cells.width[1];
  const SheetShares shares{cells, reference, rise};
  Kokkos::parallel_for(
      "solver::add_sheets", sheets.extent(0), KOKKOS_LAMBDA(std::int64_t f) {
        const SheetFace sheet = sheets(f);
        const SheetSplit heat = shares(sheet);
        const double area = width_x(sheet.i + 1) * width_y(sheet.j + 1);
        Kokkos::atomic_add(&flux(owned_index(sheet.i, sheet.j, sheet.k - 1, s.nx, s.nz), 2),
                           -0.5 * heat.left / area);
        Kokkos::atomic_add(&flux(owned_index(sheet.i, sheet.j, sheet.k, s.nx, s.nz), 2),
                           0.5 * heat.right / area);
      });
}

/// What leaves through boundary faces, less what sheets on them release.
void add_boundary(const ThermalProblem& problem, double reference, const ConstCellView& rise,
                  std::vector<float>& flux) {
  const BoundaryState state = boundary_state(problem, reference, rise);
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem.boundary().faces);
  for (std::size_t f = 0; f < faces.extent(0); ++f) {
    const BoundaryFace& face = faces(f);
    const double outward = state.heat_out[f] / face.area - face.flux();
    flux[3 * static_cast<std::size_t>(face.cell) + static_cast<std::size_t>(face.axis)] +=
        static_cast<float>(0.5 * (face.is_upper ? outward : -outward));
  }
}

/// Rise of every cell in ghosted layout, ghosts current; 0 in void.
CellView ghosted_rise(const ThermalProblem& problem, const std::vector<double>& temperature,
                      double reference) {
  const LocalShape s = problem.cells().shape;
  CellView rise("rise", static_cast<std::size_t>(problem.partition().n_ghosted()));
  const auto host = Kokkos::create_mirror_view(rise);
  Kokkos::deep_copy(host, 0.0);
  for (std::size_t c = 0; c < temperature.size(); ++c) {
    const double value = temperature[c] - reference;
    const auto place = static_cast<std::size_t>(ghosted_of_owned(static_cast<std::int64_t>(c), s));
    host(place) = value == value ? value : 0.0;
  }
  Kokkos::deep_copy(rise, host);
  HaloExchange(problem.partition()).exchange(rise);
  return rise;
}

std::vector<double> amplitudes_at(const Model& model, double time) {
  std::vector<double> amplitudes;
  amplitudes.reserve(model.schedules.size());
  for (const Schedule& schedule : model.schedules)
    amplitudes.push_back(schedule_value(schedule, time, Side::before));
  return amplitudes;
}

}  // namespace

std::vector<float> HeatFluxField::at(const std::vector<double>& temperature, double time) {
  if (!problem_.model().schedules.empty()) {
    problem_.set_amplitudes(amplitudes_at(problem_.model(), time));
    problem_.refresh_loads();
  }
  const double reference = choose_reference_temperature(problem_);
  const CellView rise = ghosted_rise(problem_, temperature, reference);
  const Flux device("heat_flux", static_cast<std::size_t>(problem_.partition().n_owned()), 3);
  // Closures and powers that follow the temperature are brought up to date by the boundary's.
  std::vector<float> boundary(3 * device.extent(0), 0.0F);
  add_boundary(problem_, reference, rise, boundary);
  for (int axis = 0; axis < 3; ++axis) add_conduction(problem_.cells(), axis, reference, rise, device);
  add_sheets(problem_.cells(), problem_.sheets(), reference, rise, device);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), device);
  for (std::size_t c = 0; c < device.extent(0); ++c) {
    for (std::size_t axis = 0; axis < 3; ++axis) boundary[3 * c + axis] += static_cast<float>(host(c, axis));
  }
  return boundary;
}

}  // namespace strata
