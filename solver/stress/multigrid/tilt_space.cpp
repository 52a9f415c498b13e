#include "solver/stress/multigrid/tilt_space.hpp"

#include <algorithm>

#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/multigrid/build_levels.hpp"

namespace strata {
namespace {

// Widest edge over thickness of a cell from which on the space pays.
constexpr double kWorthIt = 30.0;
constexpr const char* kPrefix = "stress_tilt_";

using Scalars = std::array<std::array<double, 8>, 8>;  ///< products of monomials

/// Energy of a cell whose component moves with alternating signs: the axis' factor comes and goes.
Scalars alternated(const ModeNumbers& numbers, int component) {
  const int bit = component == 0 ? 1 : 2;
  Scalars result{};
  for (int a = 0; a < 8; ++a)
    for (int b = 0; b < 8; ++b) {
      const auto row = as_index(8 * component + (a ^ bit));
      const auto column = as_index(8 * component + (b ^ bit));
      const std::int16_t n = kModeIndex[row][column];
      if (n >= 0)
        result[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] =
            numbers[static_cast<std::size_t>(n)];
    }
  return result;
}

/// The same as a function of the parent's modes along one axis, added to `parent`.
void add_child(const Scalars& child, const ChildPlace& place, int bit, Scalars& parent) {
  // Child mode p is size times the parent's where it has the axis' factor; else the parent's, and centre
  // times the one with the factor.
  std::array<std::array<double, 8>, 8> from{};  // [child][parent]
  for (int p = 0; p < 8; ++p) {
    const auto at = static_cast<std::size_t>(p);
    from[at][at] = (p & bit) != 0 ? place.size : 1.0;
    if ((p & bit) == 0) from[at][as_index(p | bit)] = place.centre;
  }
  for (std::size_t a = 0; a < 8; ++a)
    for (std::size_t b = 0; b < 8; ++b) {
      if (child[a][b] == 0.0) continue;
      for (std::size_t c = 0; c < 8; ++c)
        for (std::size_t d = 0; d < 8; ++d) parent[c][d] += from[a][c] * child[a][b] * from[b][d];
    }
}

double sign(int monomial, int corner) {
  double product = 1.0;
  for (const int bit : {1, 2, 4})
    if ((monomial & bit) != 0 && (corner & bit) == 0) product = -product;
  return product;
}

/// 1 or -1 by the number of a line in the whole grid.
KOKKOS_INLINE_FUNCTION float alternation(int line) {
  return (line & 1) == 0 ? 1.0F : -1.0F;
}

/// values += P'^T r of owned nodes.
void restrict_alternated(const StressLevel& fine, const NodeBox& to, const FloatView& r,
                         const Kokkos::View<double*, MemorySpace>& values) {
  const NodeBox box = fine.box;
  const NodeTransfer t = fine.transfer();
  const std::int64_t n = to.n_nodes();
  for_each_cell(
      "stress::restrict_alternated", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        const int I = t.coarse_i[i], J = t.coarse_j[j];
        const float wi = t.weight_i[i], wj = t.weight_j[j];
        for (int c = 0; c < 2; ++c) {
          const float value = alternation(c == 0 ? box.i0 + i : box.j0 + j) * r(box.at(c, i, j, k));
          Kokkos::atomic_add(&values(c * n + to.node(I, J, k)), double((1.0F - wi) * (1.0F - wj) * value));
          Kokkos::atomic_add(&values(c * n + to.node(I + 1, J, k)), double(wi * (1.0F - wj) * value));
          Kokkos::atomic_add(&values(c * n + to.node(I, J + 1, k)), double((1.0F - wi) * wj * value));
          Kokkos::atomic_add(&values(c * n + to.node(I + 1, J + 1, k)), double(wi * wj * value));
        }
      });
}

void add_alternated(const StressLevel& fine, const NodeBox& from,
                    const Kokkos::View<double*, MemorySpace>& values, const FloatView& d,
                    const FloatView& x) {
  const NodeBox box = fine.box;
  const NodeTransfer t = fine.transfer();
  const std::uint8_t* free = fine.smooth_data().free;
  const std::int64_t n = from.n_nodes();
  for_each_cell(
      "stress::add_alternated", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        const int I = t.coarse_i[i], J = t.coarse_j[j];
        const double wi = t.weight_i[i], wj = t.weight_j[j];
        const std::uint8_t bits = free[box.node(i, j, k)];
        for (int c = 0; c < 2; ++c) {
          if ((bits >> c & 1) == 0) continue;
          const double lower =
              (1.0 - wi) * values(c * n + from.node(I, J, k)) + wi * values(c * n + from.node(I + 1, J, k));
          const double upper = (1.0 - wi) * values(c * n + from.node(I, J + 1, k)) +
                               wi * values(c * n + from.node(I + 1, J + 1, k));
          const auto change = alternation(c == 0 ? box.i0 + i : box.j0 + j) *
                              static_cast<float>(lower + wj * (upper - lower));
          d(box.at(c, i, j, k)) += change;
          x(box.at(c, i, j, k)) += change;
        }
      });
}

}  // namespace

bool TiltSpace::is_needed(const ElasticSystem& system) {
  const auto most = [](const std::vector<double>& edges) {
    return *std::max_element(edges.begin(), edges.end());
  };
  const auto& z = system.edges(Axis::z);
  double aspect = std::max(most(system.edges(Axis::x)), most(system.edges(Axis::y))) /
                  *std::min_element(z.begin(), z.end());
  MPI_Allreduce(MPI_IN_PLACE, &aspect, 1, MPI_DOUBLE, MPI_MAX, system.nodes().comm());
  return aspect > kWorthIt;
}

TiltSpace::TiltSpace(const ElasticSystem& system, const StressLevel& fine, const StressLevel& coarse)
    : system_(system), fine_(fine), coarse_(coarse) {
  values_ = make_field<double>("stress::tilts", static_cast<std::size_t>(2 * coarse.box.n_nodes()));
  for (int component = 0; component < 2; ++component) assemble(component);
}

/// Free on the coarse level, and beside a cell that was merged along the component's axis: elsewhere the
/// coarse level has the waves itself, and would correct them twice.
bool TiltSpace::is_free(int component, std::int64_t node) const {
  if ((coarse_.free[static_cast<std::size_t>(node)] >> component & 1) == 0) return false;
  const NodeBox& box = coarse_.box;
  const auto line = static_cast<std::size_t>(component == 0 ? node % box.nx : node / box.nx / box.nz);
  const std::vector<int>& finer = coarse_.lines.axes[static_cast<std::size_t>(component)].finer;
  const bool before = line > 0 && finer[line] - finer[line - 1] > 1;
  const bool after = line + 1 < finer.size() && finer[line + 1] - finer[line] > 1;
  return before || after;
}

/// Galerkin matrix of a coarse cell whose children this rank owns, corner by corner.
std::vector<double> TiltSpace::cell_matrix(const CellNumbers& numbers, int component, int i, int j,
                                           int k) const {
  const Children x = children(coarse_.lines.axes[0], fine_.lines.axes[0], i);
  const Children y = children(coarse_.lines.axes[1], fine_.lines.axes[1], j);
  Scalars cell{};
  for (int cy = 0; cy < y.count; ++cy) {
    Scalars row{};
    for (int cx = 0; cx < x.count; ++cx)
      add_child(alternated(numbers(x.first + cx - fine_.box.i0, y.first + cy - fine_.box.j0, k), component),
                x.place[static_cast<std::size_t>(cx)], 1, row);
    add_child(row, y.place[static_cast<std::size_t>(cy)], 2, cell);
  }
  std::vector<double> matrix(64, 0.0);
  for (int a = 0; a < 8; ++a)
    for (int b = 0; b < 8; ++b) {
      const double value = cell[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
      if (value == 0.0) continue;
      for (int p = 0; p < 8; ++p)
        for (int q = 0; q < 8; ++q) matrix[as_index(8 * p + q)] += value * sign(a, p) * sign(b, q);
    }
  return matrix;
}

void TiltSpace::assemble(int component) {
  Component& of = components_[static_cast<std::size_t>(component)];
  const MPI_Comm comm = system_.nodes().comm();
  const NodeBox& box = coarse_.box;
  // What keeps BoomerAMG small on thin layers.
  const PetscOptionDefault coarsening(kPrefix, "pc_hypre_boomeramg_coarsen_type", "HMIS");
  const PetscOptionDefault interpolation(kPrefix, "pc_hypre_boomeramg_interp_type", "ext+i");
  const PetscOptionDefault row_length(kPrefix, "pc_hypre_boomeramg_P_max", "4");
  constexpr PetscInt kRowLength = 27;
  check_petsc(MatCreate(comm, of.matrix.out()));
  check_petsc(MatSetSizes(of.matrix, PETSC_DECIDE, PETSC_DECIDE, static_cast<PetscInt>(box.n_nodes()),
                          static_cast<PetscInt>(box.n_nodes())));
  check_petsc(MatSetType(of.matrix, MATAIJ));
  check_petsc(MatSeqAIJSetPreallocation(of.matrix, kRowLength, nullptr));
  check_petsc(MatMPIAIJSetPreallocation(of.matrix, kRowLength, nullptr, kRowLength, nullptr));
  check_petsc(MatSetOption(of.matrix, MAT_SPD, PETSC_TRUE));
  double largest = 0.0;
  const CellNumbers numbers(system_, fine_);
  const CoarseWindow window = owned_window(system_, coarse_.lines);
  for (int j = window.j0; j < window.j1; ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = window.i0; i < window.i1; ++i) {
        const std::vector<double> matrix = cell_matrix(numbers, component, i, j, k);
        std::array<PetscInt, 8> nodes{};
        for (int p = 0; p < 8; ++p) {
          const std::int64_t node = box.node(i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2));
          nodes[static_cast<std::size_t>(p)] = is_free(component, node) ? static_cast<PetscInt>(node) : -1;
          largest = std::max(largest, matrix[as_index(9 * p)]);
        }
        check_petsc(MatSetValues(of.matrix, 8, nodes.data(), 8, nodes.data(), matrix.data(), ADD_VALUES));
      }
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, comm);
  PetscInt first = 0, last = 0;
  check_petsc(MatGetOwnershipRange(of.matrix, &first, &last));
  for (PetscInt node = first; node < last; ++node)
    if (!is_free(component, node)) check_petsc(MatSetValue(of.matrix, node, node, largest, ADD_VALUES));
  check_petsc(MatAssemblyBegin(of.matrix, MAT_FINAL_ASSEMBLY));
  check_petsc(MatAssemblyEnd(of.matrix, MAT_FINAL_ASSEMBLY));
  check_petsc(MatCreateVecs(of.matrix, of.x.out(), of.b.out()));
  check_petsc(KSPCreate(comm, of.solver.out()));
  check_petsc(KSPSetOptionsPrefix(of.solver, kPrefix));
  check_petsc(KSPSetType(of.solver, KSPPREONLY));
  PC pc = nullptr;
  check_petsc(KSPGetPC(of.solver, &pc));
#if defined(PETSC_HAVE_HYPRE)
  check_petsc(PCSetType(pc, PCHYPRE));
  check_petsc(PCHYPRESetType(pc, "boomeramg"));
#else
  check_petsc(PCSetType(pc, PCGAMG));
#endif
  check_petsc(KSPSetOperators(of.solver, of.matrix, of.matrix));
  check_petsc(KSPSetFromOptions(of.solver));
  check_petsc(KSPSetUp(of.solver));
}

void TiltSpace::solve(const FloatView& r) {
  Kokkos::deep_copy(values_, 0.0);
  restrict_alternated(fine_, coarse_.box, r, values_);
  const auto host = Kokkos::create_mirror_view(values_);
  Kokkos::deep_copy(host, values_);
  const MPI_Comm comm = system_.nodes().comm();
  MPI_Allreduce(MPI_IN_PLACE, host.data(), static_cast<int>(host.extent(0)), MPI_DOUBLE, MPI_SUM, comm);
  const std::int64_t n = coarse_.box.n_nodes();
  for (int component = 0; component < 2; ++component) {
    Component& of = components_[static_cast<std::size_t>(component)];
    double* of_component = host.data() + component * n;
    PetscInt first = 0, last = 0;
    check_petsc(VecGetOwnershipRange(of.b, &first, &last));
    PetscScalar* b = nullptr;
    check_petsc(VecGetArrayWrite(of.b, &b));
    for (PetscInt node = first; node < last; ++node)
      b[node - first] = is_free(component, node) ? of_component[node] : 0.0;
    check_petsc(VecRestoreArrayWrite(of.b, &b));
    check_petsc(KSPSolve(of.solver, of.b, of.x));
    const PetscScalar* x = nullptr;
    check_petsc(VecGetArrayRead(of.x, &x));
    std::fill(of_component, of_component + n, 0.0);
    std::copy(x, x + (last - first), of_component + first);
    check_petsc(VecRestoreArrayRead(of.x, &x));
  }
  MPI_Allreduce(MPI_IN_PLACE, host.data(), static_cast<int>(host.extent(0)), MPI_DOUBLE, MPI_SUM, comm);
  Kokkos::deep_copy(values_, host);
}

void TiltSpace::add(const FloatView& d, const FloatView& x) const {
  add_alternated(fine_, coarse_.box, values_, d, x);
}

}  // namespace strata
