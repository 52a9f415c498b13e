#include "solver/newton/heat_jacobian.hpp"

#include "solver/boundary_terms.hpp"
#include "solver/leakage.hpp"

namespace strata {

namespace {

/// y += what a change v moves through the faces across one axis besides the conductances.
void add_betas(const LocalShape& shape, int axis, const ConstCellView& lower, const ConstCellView& upper,
               const ConstCellView& v, const CellView& y) {
  const int nx = shape.nx, nz = shape.nz;
  const std::int64_t row = nx + 2;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? row * nz : row;
  const bool is_vertical = axis == 2;
  for_each_cell(
      "newton::add_betas", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, nx, nz);
        double out = 0.0;
        if (!is_vertical || k < nz - 1) out += lower(c) * v(c) + upper(c) * v(c + stride);
        if (!is_vertical || k > 0) out -= lower(c - stride) * v(c - stride) + upper(c - stride) * v(c);
        y(owned_index(i, j, k, nx, nz)) += out;
      });
}

/// Q = g (x_c - x_n) with g = A / (r_c + R + r_n), so dQ = -Q g / A (dr_c + dr_n) besides g (v_c - v_n).
void find_betas(const ThermalProblem& problem, int axis, double reference, const ConstCellView& rise,
                const ConstCellView& conductance, const CellView& lower, const CellView& upper) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const std::int64_t row = s.nx + 2;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? row * s.nz : row;
  const int u_axis = axis == 0 ? 1 : 0, v_axis = axis == 2 ? 1 : 2;
  const int i0 = axis == 0 ? -1 : 0, j0 = axis == 1 ? -1 : 0, k1 = axis == 2 ? s.nz - 1 : s.nz;
  for_each_cell(
      "newton::find_betas", i0, s.nx, j0, s.ny, 0, k1, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz), n = c + stride;
        const double g = conductance(c);
        if (g == 0.0) return;
        const int place[3] = {i, j, k};
        const double area = cells.width[u_axis](place[u_axis] + 1) * cells.width[v_axis](place[v_axis] + 1);
        const double factor = -g * (rise(c) - rise(n)) * g / area;
        const double T_c = reference + rise(c), T_n = reference + rise(n);
        const double r_c =
            half_cell_resistance(cells.width[axis](place[axis] + 1), cells.conductivity(c, axis, T_c));
        const double r_n =
            half_cell_resistance(cells.width[axis](place[axis] + 2), cells.conductivity(n, axis, T_n));
        lower(c) = factor * r_c * half_cell_growth(cells, c, axis, T_c);
        upper(c) = factor * r_n * half_cell_growth(cells, n, axis, T_n);
      });
}

/// A sheet's heat moves from one side to the other as the half-cells change.
void add_sheet_betas(const ThermalProblem& problem, double reference, const ConstCellView& rise,
                     const CellView& beta_lower, const CellView& beta_upper) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const auto& sheets = problem.sheets();
  Kokkos::parallel_for(
      "newton::add_sheet_betas", FlatRange(0, static_cast<std::int64_t>(sheets.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const SheetFace sheet = sheets(n);
        for (int side = 0; side < 2; ++side) {
          const bool is_on_top = side == 0;  // of the cell below
          const double power = is_on_top ? sheet.from_below() : sheet.from_above();
          const SheetPair pair = pair_at(
              cells, owned_index(sheet.i, sheet.j, is_on_top ? sheet.k - 1 : sheet.k, s.nx, s.nz), is_on_top);
          const ShareSlopes slopes = pair.share_slopes(cells, reference, rise);
          beta_lower(pair.ghosted_lower) -= power * slopes.lower;
          beta_upper(pair.ghosted_lower) -= power * slopes.upper;
        }
      });
}

/// Powers that follow the temperature.
void add_leakage(const ThermalProblem& problem, double reference, const ConstCellView& rise,
                 const CellView& closure, const CellView& beta_lower, const CellView& beta_upper) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const LeakingCells& leakage = problem.leakage();
  const ConstFaceList faces = problem.boundary().faces;
  Kokkos::parallel_for(
      "newton::add_leakage", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const LeakingCell share = leakage.cells(n);
        const double T = reference + rise(ghosted_of_owned(share.cell, s));
        const double slope = leakage.slope(share, T);
        if (share.face >= 0) {
          // What does not leave at once enters the cell.
          const BoundaryFace face = faces(share.face);
          const double r = half_cell(cells, face, T);
          Kokkos::atomic_add(&closure(share.cell), slope * (r / (r + face.tangent_resistance) - 1.0));
          return;
        }
        Kokkos::atomic_add(&closure(share.cell), -slope);
        if (share.place == LeakingHeat::Place::volume) return;
        // All of the heat counts in the cell that leaks, and what reaches the other one crosses the face.
        const bool is_on_top = share.place == LeakingHeat::Place::upper_face;
        const SheetPair pair = pair_at(cells, share.cell, is_on_top);
        const double to_lower = pair.share_to_lower(cells, reference, rise);
        if (is_on_top) {
          Kokkos::atomic_add(&beta_lower(pair.ghosted_lower), slope * (1.0 - to_lower));
        } else {
          Kokkos::atomic_add(&beta_upper(pair.ghosted_lower), -slope * to_lower);
        }
      });
}

/// Heat leaves through a surface per area as q(T_cell, r(T_cell)):
/// with g = q' / (1 + r q'), dq/dT_cell = g and dq/dr = -(q - s) g.
void add_boundary(const ThermalProblem& problem, double reference, const ConstCellView& rise,
                  const CellView& closure) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const ConstFaceList faces = problem.boundary().faces;
  Kokkos::parallel_for(
      "newton::add_boundary", FlatRange(0, static_cast<std::int64_t>(faces.extent(0))),
      KOKKOS_LAMBDA(std::int64_t f) {
        const BoundaryFace face = faces(f);
        const double x = rise(ghosted_of_owned(face.cell, s));
        const double r = half_cell(cells, face, reference + x);
        SurfaceClosure around = face.closure;
        around.temperature -= reference;
        const double q = boundary_heat_out(around, r, face.flux(), x);
        const double g = 1.0 / (r + face.tangent_resistance);
        const double slope = g - (q - face.flux()) * g * half_cell_slope(cells, face, reference + x);
        // The closure as a constant is in there already.
        Kokkos::atomic_add(&closure(face.cell), face.area * (slope - boundary_conductance(face.closure, r)));
      });
}

}  // namespace

HeatJacobian::HeatJacobian(const ThermalProblem& problem)
    : problem_(problem), operator_(problem.partition(), Conductances(problem.partition())) {
  const auto n = static_cast<std::size_t>(problem.partition().n_ghosted());
  const std::string names[3] = {"beta_x", "beta_y", "beta_z"};
  for (int axis = 0; axis < 3; ++axis) {
    const bool is_needed = problem.properties_vary() || (axis == 2 && problem.leakage().exists);
    if (!is_needed) continue;
    betas_[static_cast<std::size_t>(axis)] = {CellView(names[axis] + "_lower", n),
                                              CellView(names[axis] + "_upper", n)};
  }
}

void HeatJacobian::linearise_with_powers_held(double reference, const ConstCellView& rise,
                                              double storage_rate) {
  compute_conductances(problem_, reference, rise, operator_.conductances(), storage_rate);
  for (int axis = 0; axis < 3; ++axis) {
    Betas& betas = betas_[static_cast<std::size_t>(axis)];
    if (betas.lower.extent(0) == 0) continue;
    Kokkos::deep_copy(betas.lower, 0.0);
    Kokkos::deep_copy(betas.upper, 0.0);
    if (!problem_.properties_vary()) continue;
    find_betas(problem_, axis, reference, rise, conductances().upper[static_cast<std::size_t>(axis)],
               betas.lower, betas.upper);
  }
  if (problem_.properties_vary())
    add_sheet_betas(problem_, reference, rise, betas_[2].lower, betas_[2].upper);
  add_boundary(problem_, reference, rise, conductances().closure);
  for (const CoolantLanes& plate : problem_.boundary().cold_plates) {
    linearise_coolant(problem_, plate, reference, rise, conductances().closure);
  }
}

void HeatJacobian::linearise(double reference, const ConstCellView& rise, double storage_rate) {
  linearise_with_powers_held(reference, rise, storage_rate);
  add_leakage(problem_, reference, rise, conductances().closure, betas_[2].lower, betas_[2].upper);
}

void HeatJacobian::apply(const ConstCellView& v, const CellView& y) const {
  const ConstCellView ghosted = operator_.with_ghosts(v);
  const LocalShape& shape = problem_.cells().shape;
  heat_outflow(shape, conductances(), ghosted, y);
  for (int axis = 0; axis < 3; ++axis) {
    const Betas& betas = betas_[static_cast<std::size_t>(axis)];
    if (betas.lower.extent(0) > 0) add_betas(shape, axis, betas.lower, betas.upper, ghosted, y);
  }
  for (const CoolantLanes& plate : problem_.boundary().cold_plates) {
    add_coolant_tangent(problem_, plate, ghosted, y);
  }
}

}  // namespace strata
