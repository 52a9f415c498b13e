#include "solver/stress/rigid_motions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <petscsys.h>
// Not sorted: the header of LAPACK needs the one above.
#include <petscblaslapack.h>

#include "inputs/error.hpp"
#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/petsc.hpp"

namespace strata {
namespace {

constexpr int kMotions = 6;
constexpr std::size_t kProducts = 36;

/// Place of a product of two motions.
constexpr std::size_t product(int a, int b) {
  return static_cast<std::size_t>(a) * kMotions + static_cast<std::size_t>(b);
}

/// Displacement along each axis of the six motions at a place in scaled coordinates.
KOKKOS_INLINE_FUNCTION void unit_motions(double x, double y, double z, double (*u)[3]) {
  const double values[kMotions][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, -z, y}, {z, 0, -x}, {-y, x, 0}};
  for (int m = 0; m < kMotions; ++m)
    for (int c = 0; c < 3; ++c) u[m][c] = values[m][c];
}

/// Eigenvalues, ascending, and eigenvectors (rows of the result) of a symmetric 6 x 6 matrix.
std::array<double, kMotions> eigen(std::array<double, kProducts>& matrix) {
  std::array<double, kMotions> values{};
  std::array<double, 64> work{};
  PetscBLASInt n = kMotions, lwork = 64, info = 0;
  LAPACKsyev_("V", "U", &n, matrix.data(), &n, values.data(), work.data(), &lwork, &info);
  if (info != 0) throw Error(ExitCode::internal, "the rigid motions cannot be told apart");
  return values;
}

/// Solves the symmetric positive definite system of up to six motions; b becomes the solution.
void solve_small(std::vector<double> matrix, int n, double* b) {
  PetscBLASInt size = n, one = 1, info = 0;
  LAPACKpotrf_("U", &size, matrix.data(), &size, &info);
  if (info == 0) LAPACKpotrs_("U", &size, &one, matrix.data(), &size, b, &size, &info);
  if (info != 0) throw Error(ExitCode::internal, "the rigid motions are not independent");
}

/// Scaled coordinates of the node columns of a box, along each axis.
using Places = std::array<CellView, 3>;

/// Sums over owned nodes of weight times the field against each of the six motions, on this rank.
std::array<double, kMotions> sums_on_rank(const NodeBox& box, const Places& places,
                                          const ConstCellView& weight, const ConstNodeView& owned) {
  // Copies, not references: kernels take them along.
  const ConstCellView x = places[0], y = places[1], z = places[2];
  const bool is_weighted = weight.extent(0) != 0;
  std::array<double, kMotions> sums{};
  Kokkos::parallel_reduce(
      "stress::sums_against_motions", FlatRange(0, box.n_owned()),
      KOKKOS_LAMBDA(const std::int64_t node, double& s0, double& s1, double& s2, double& s3, double& s4,
                    double& s5) {
        const auto i = static_cast<int>(node % box.own_nx()) + box.own_i0;
        const auto k = static_cast<int>(node / box.own_nx() % box.nz);
        const auto j = static_cast<int>(node / box.own_nx() / box.nz) + box.own_j0;
        const double w = is_weighted ? weight(box.node(i, j, k)) : 1.0;
        const double u = w * owned(box.owned_at(0, i, j, k)), v = w * owned(box.owned_at(1, i, j, k)),
                     t = w * owned(box.owned_at(2, i, j, k));
        s0 += u;
        s1 += v;
        s2 += t;
        s3 += y(j) * t - z(k) * v;
        s4 += z(k) * u - x(i) * t;
        s5 += x(i) * v - y(j) * u;
      },
      sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
  return sums;
}

/// field -= the motion, where free.
void subtract_motion(const ElasticData<double>& data, const Places& places,
                     const Kokkos::Array<double, kMotions>& motion, const NodeView& owned) {
  const NodeBox box = data.box;
  // Copies, not references: kernels take them along.
  const ConstCellView x = places[0], y = places[1], z = places[2];
  const std::uint8_t* free = data.free;
  for_each_cell(
      "stress::remove_motions", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        const std::uint8_t bits = free[box.node(i, j, k)];
        double u[kMotions][3];
        unit_motions(x(i), y(j), z(k), u);
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) == 0) continue;
          double moved = 0.0;
          for (int m = 0; m < kMotions; ++m) moved += motion[m] * u[m][c];
          owned(box.owned_at(c, i, j, k)) -= moved;
        }
      });
}

}  // namespace

RigidMotions::RigidMotions(const ElasticSystem& system) : system_(&system) {
  const Grid& grid = system.grid();
  const NodeBox& box = system.box();
  for (int axis = 0; axis < 3; ++axis) {
    const auto& lines = grid.lines[axis];
    centre_[axis] = 0.5 * (lines.front() + lines.back());
    length_ = axis == 0 ? lines.back() - lines.front() : std::max(length_, lines.back() - lines.front());
  }
  const std::array<int, 3> first{box.i0, box.j0, 0}, n{box.nx, box.ny, box.nz};
  for (int axis = 0; axis < 3; ++axis) {
    std::vector<double> places;
    places.reserve(static_cast<std::size_t>(n[axis]));
    for (int i = 0; i < n[axis]; ++i) places.push_back(scaled(axis, first[axis] + i));
    place_[axis] = to_device<double>("stress::places", places);
  }
  find_motions();
  if (!motions_.empty()) gram_ = gram({});
}

RigidMotions::Sums RigidMotions::sums_against_motions(const ConstNodeView& owned,
                                                      const ConstCellView& weight) const {
  Sums sums = sums_on_rank(system_->box(), place_, weight, owned);
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), kMotions, MPI_DOUBLE, MPI_SUM, system_->nodes().comm());
  return sums;
}

double RigidMotions::scaled(int axis, int line) const {
  return (system_->grid().lines[axis][static_cast<std::size_t>(line)] - centre_[axis]) / length_;
}

void RigidMotions::find_motions() {
  const NodeBox& box = system_->box();
  // Sums of products of the motions over held displacements: what it maps to 0 moves none of them.
  std::array<double, kProducts> held{};
  double n_held = 0.0;
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        const auto node = box.node(i, j, k);
        const std::uint8_t bits = system_->free()[static_cast<std::size_t>(node)];
        if (bits == 7 || !system_->has_matter(node)) continue;
        double u[kMotions][3];
        unit_motions(scaled(0, box.i0 + i), scaled(1, box.j0 + j), scaled(2, k), u);
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) != 0) continue;
          n_held += 1.0;
          for (int a = 0; a < kMotions; ++a)
            for (int b = 0; b < kMotions; ++b) held[product(a, b)] += u[a][c] * u[b][c];
        }
      }
  MPI_Allreduce(MPI_IN_PLACE, held.data(), static_cast<int>(held.size()), MPI_DOUBLE, MPI_SUM,
                system_->nodes().comm());
  MPI_Allreduce(MPI_IN_PLACE, &n_held, 1, MPI_DOUBLE, MPI_SUM, system_->nodes().comm());
  const auto values = eigen(held);
  for (int m = 0; m < kMotions; ++m) {
    if (values[static_cast<std::size_t>(m)] > 1e-12 * n_held) continue;
    std::array<double, kMotions> motion{};
    for (int a = 0; a < kMotions; ++a) motion[static_cast<std::size_t>(a)] = held[product(m, a)];
    motions_.push_back(motion);
  }
}

/// What each motion does to a component of a node of the box.
std::vector<double> RigidMotions::moved(int i, int j, int k, int component) const {
  const NodeBox& box = system_->box();
  double u[kMotions][3];
  unit_motions(scaled(0, box.i0 + i), scaled(1, box.j0 + j), scaled(2, k), u);
  std::vector<double> by_motion(motions_.size(), 0.0);
  for (std::size_t a = 0; a < motions_.size(); ++a)
    for (std::size_t m = 0; m < kMotions; ++m) by_motion[a] += motions_[a][m] * u[m][component];
  return by_motion;
}

std::vector<RigidMotions::Pin> RigidMotions::pins() const {
  const NodeBox& box = system_->box();
  const MPI_Comm comm = system_->nodes().comm();
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  std::vector<Pin> chosen;
  std::vector<std::vector<double>> held;  // orthonormal directions of motion that the pins stop
  while (chosen.size() < motions_.size()) {
    struct {
      double size = -1.0;
      int rank = 0;
    } best;
    best.rank = rank;
    Pin pin;
    std::vector<double> direction(motions_.size(), 0.0);
    for (int j = box.own_j0; j < box.own_j1; ++j)
      for (int k = 0; k < box.nz; ++k)
        for (int i = box.own_i0; i < box.own_i1; ++i) {
          const auto node = box.node(i, j, k);
          const std::uint8_t bits = system_->free()[static_cast<std::size_t>(node)];
          for (int c = 0; c < 3; ++c) {
            if ((bits >> c & 1) == 0) continue;
            std::vector<double> row = moved(i, j, k, c);
            for (const auto& q : held) {
              const double along = std::inner_product(row.begin(), row.end(), q.begin(), 0.0);
              for (std::size_t a = 0; a < row.size(); ++a) row[a] -= along * q[a];
            }
            const double size = std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
            if (size <= best.size * (1.0 + 1e-9)) continue;
            best.size = size;
            pin = {node, c, true};
            direction = row;
          }
        }
    MPI_Allreduce(MPI_IN_PLACE, &best, 1, MPI_DOUBLE_INT, MPI_MAXLOC, comm);
    MPI_Bcast(direction.data(), static_cast<int>(direction.size()), MPI_DOUBLE, best.rank, comm);
    pin.is_mine = best.rank == rank;
    for (double& value : direction) value /= std::sqrt(best.size);
    held.push_back(std::move(direction));
    chosen.push_back(pin);
  }
  return chosen;
}

std::vector<double> RigidMotions::gram(const std::vector<double>& weight) const {
  const NodeBox& box = system_->box();
  const auto size = motions_.size();
  std::vector<double> products(size * size, 0.0);
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        const auto node = static_cast<std::size_t>(box.node(i, j, k));
        const std::uint8_t bits = system_->free()[node];
        if (bits == 0) continue;
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) == 0) continue;
          const std::vector<double> by_motion = moved(i, j, k, c);
          for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = 0; b < size; ++b)
              products[a * size + b] += (weight.empty() ? 1.0 : weight[node]) * by_motion[a] * by_motion[b];
        }
      }
  MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM,
                system_->nodes().comm());
  return products;
}

void RigidMotions::remove_weighted(const NodeView& owned, const ConstCellView& weight,
                                   const std::vector<double>& products) const {
  if (motions_.empty()) return;
  const Sums sums = sums_against_motions(owned, weight);
  std::vector<double> amounts(motions_.size(), 0.0);
  for (std::size_t a = 0; a < motions_.size(); ++a)
    for (std::size_t m = 0; m < kMotions; ++m) amounts[a] += motions_[a][m] * sums[m];
  solve_small(products, n(), amounts.data());
  Kokkos::Array<double, kMotions> motion{};
  for (std::size_t a = 0; a < motions_.size(); ++a)
    for (std::size_t m = 0; m < kMotions; ++m) motion[m] += amounts[a] * motions_[a][m];

  subtract_motion(system_->data<double>(), place_, motion, owned);
}

void RigidMotions::remove(const NodeView& owned) const {
  remove_weighted(owned, {}, gram_);
}

std::vector<double> RigidMotions::node_volumes() const {
  const NodeBox& box = system_->box();
  std::vector<double> volumes(static_cast<std::size_t>(box.n_nodes()), 0.0);
  for (int j = 0; j < box.cells_y(); ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = 0; i < box.cells_x(); ++i) {
        if (system_->field().of_cell[static_cast<std::size_t>(box.cell(i, j, k))] < 0) continue;
        const double eighth = 0.125 * system_->edges(Axis::x)[static_cast<std::size_t>(i)] *
                              system_->edges(Axis::y)[static_cast<std::size_t>(j)] *
                              system_->edges(Axis::z)[static_cast<std::size_t>(k)];
        for (int p = 0; p < 8; ++p)
          volumes[static_cast<std::size_t>(box.node(i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2)))] +=
              eighth;
      }
  return volumes;
}

void RigidMotions::remove_by_volume(const NodeView& owned) const {
  if (motions_.empty()) return;
  std::vector<double> volumes = node_volumes();
  double largest = *std::max_element(volumes.begin(), volumes.end());
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, system_->nodes().comm());
  for (double& volume : volumes) volume /= largest;
  remove_weighted(owned, to_device<double>("stress::node_volumes", volumes), gram(volumes));
}

double RigidMotions::unbalance(const ConstNodeView& owned_forces) const {
  if (motions_.empty()) return 0.0;
  double gross = 0.0;
  Kokkos::parallel_reduce(
      "stress::gross_force", FlatRange(0, static_cast<std::int64_t>(owned_forces.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n, double& sum) { sum += std::fabs(owned_forces(n)); }, gross);
  MPI_Allreduce(MPI_IN_PLACE, &gross, 1, MPI_DOUBLE, MPI_SUM, system_->nodes().comm());
  const Sums sums = sums_against_motions(owned_forces, {});
  double worst = 0.0;
  for (const auto& motion : motions_) {
    double work = 0.0;
    for (std::size_t m = 0; m < kMotions; ++m) work += motion[m] * sums[m];
    worst = std::max(worst, std::abs(work));
  }
  return gross > 0.0 ? worst / gross : 0.0;
}

}  // namespace strata
