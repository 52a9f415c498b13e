#include "tests/performance/structured_solver.hpp"

#include <set>

#include <petscdmda.h>

#include "inputs/error.hpp"
#include "solver/petsc.hpp"

namespace strata::performance {
namespace {

using OwnedDm = PetscOwned<DM, DMDestroy>;

/// Columns of each rank column and rank row, as DMDACreate3d wants them.
struct Splits {
  std::vector<PetscInt> x, y;
};

Splits splits_of(const Partition& partition) {
  std::set<std::pair<int, int>> x, y;
  for (int rank = 0; rank < partition.n_ranks(); ++rank) {
    const Window& w = partition.window(rank);
    x.insert({w.i0, w.nx()});
    y.insert({w.j0, w.ny()});
  }
  Splits splits;
  for (const auto& [start, n] : x) splits.x.push_back(n);
  for (const auto& [start, n] : y) splits.y.push_back(n);
  return splits;
}

OwnedDm make_dm(const Partition& partition) {
  const Window& last = partition.window(partition.n_ranks() - 1);
  const Splits splits = splits_of(partition);
  const PetscInt nz = partition.nz();
  OwnedDm dm;
  check_petsc(DMDACreate3d(partition.comm(), DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE,
                           DMDA_STENCIL_STAR, last.i1, nz, last.j1, static_cast<PetscInt>(splits.x.size()), 1,
                           static_cast<PetscInt>(splits.y.size()), 1, 1, splits.x.data(), &nz,
                           splits.y.data(), dm.out()));
  check_petsc(DMSetUp(dm));
  check_petsc(DMSetMatType(dm, MATHYPRESTRUCT));
  return dm;
}

/// Rows of the operator, one by one: that is the only way into a hypre struct matrix. Void cells keep the
/// multiple of the identity that they have in every form of the operator.
void fill_matrix(Mat matrix, const Partition& partition, const Conductances& conductances) {
  const LocalShape shape = local_shape(partition);
  const CellView diagonal("diagonal", static_cast<std::size_t>(partition.n_owned()));
  operator_diagonal(shape, conductances, diagonal);
  const auto d = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), diagonal);
  const auto gx = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), conductances.upper[0]);
  const auto gy = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), conductances.upper[1]);
  const auto gz = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), conductances.upper[2]);
  const Window& w = partition.window();
  const std::int64_t row = shape.nx + 2, plane = row * shape.nz;
  for (int j = 0; j < shape.ny; ++j) {
    for (int k = 0; k < shape.nz; ++k) {
      for (int i = 0; i < shape.nx; ++i) {
        const std::int64_t c = ghosted_index(i, j, k, shape.nx, shape.nz);
        const MatStencil here{j + w.j0, k, i + w.i0, 0};
        MatStencil columns[7];
        PetscScalar values[7];
        PetscInt n = 0;
        const auto add = [&](int dx, int dz, int dy, double value) {
          if (value == 0.0) return;
          columns[n] = {here.k + dy, here.j + dz, here.i + dx, 0};
          values[n++] = value;
        };
        add(0, 0, -1, -gy(c - plane));
        if (k > 0) add(0, -1, 0, -gz(c - row));
        add(-1, 0, 0, -gx(c - 1));
        add(0, 0, 0, d(owned_index(i, j, k, shape.nx, shape.nz)));
        add(1, 0, 0, -gx(c));
        if (k < shape.nz - 1) add(0, 1, 0, -gz(c));
        add(0, 0, 1, -gy(c + 0));
        check_petsc(MatSetValuesStencil(matrix, 1, &here, n, columns, values, INSERT_VALUES));
      }
    }
  }
  check_petsc(MatAssemblyBegin(matrix, MAT_FINAL_ASSEMBLY));
  check_petsc(MatAssemblyEnd(matrix, MAT_FINAL_ASSEMBLY));
}

}  // namespace

SolverRun run_structured_solver(const std::string& prefix, const HeatOperator& op, const ConstCellView& b,
                                const CellView& x, double tolerance) {
  SolverRun run;
  const double start = MPI_Wtime();
  const OwnedDm dm = make_dm(op.partition());
  OwnedMat matrix;
  check_petsc(DMCreateMatrix(dm, matrix.out()));
  fill_matrix(matrix, op.partition(), op.conductances());
  const double assembled = MPI_Wtime();

  const OwnedVec rhs = make_cell_vec(op.partition()), solution = make_cell_vec(op.partition());
  OwnedKsp ksp;
  check_petsc(KSPCreate(op.partition().comm(), ksp.out()));
  check_petsc(KSPSetOptionsPrefix(ksp, prefix.c_str()));
  check_petsc(KSPSetNormType(ksp, KSP_NORM_UNPRECONDITIONED));
  check_petsc(KSPSetOperators(ksp, matrix, matrix));
  check_petsc(KSPSetTolerances(ksp, 1e-30, tolerance, 1e8, kMaxIterations));
  check_petsc(KSPSetFromOptions(ksp));
  check_petsc(KSPSetUp(ksp));
  const double ready = MPI_Wtime();
  Kokkos::deep_copy(VecWriter(rhs).view(), b);
  check_petsc(KSPSolve(ksp, rhs, solution));
  Kokkos::deep_copy(x, VecReader(solution).view());
  const double end = MPI_Wtime();

  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  check_petsc(KSPGetConvergedReason(ksp, &reason));
  check_petsc(KSPGetIterationNumber(ksp, &iterations));
  if (reason < 0 && reason != KSP_DIVERGED_ITS) run.failure = KSPConvergedReasons[reason];
  KSPType ksp_type = nullptr;
  PC pc = nullptr;
  PCType pc_type = nullptr;
  check_petsc(KSPGetType(ksp, &ksp_type));
  check_petsc(KSPGetPC(ksp, &pc));
  check_petsc(PCGetType(pc, &pc_type));
  run.method = std::string(ksp_type) + " + " + pc_type + " (structured)";
  run.iterations = static_cast<int>(iterations);
  run.assembly_s = assembled - start;
  run.setup_s = ready - assembled;
  run.solve_s = end - ready;
  return run;
}

}  // namespace strata::performance
