#include "solver/stress/multigrid/coarsest_solve.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <petscsys.h>

#include "inputs/error.hpp"
#include "solver/stress/multigrid/build_levels.hpp"

extern "C" {
void dpbtrf_(const char* uplo, const PetscBLASInt* n, const PetscBLASInt* kd, double* ab,
             const PetscBLASInt* ldab, PetscBLASInt* info);
void dpbtrs_(const char* uplo, const PetscBLASInt* n, const PetscBLASInt* kd, const PetscBLASInt* nrhs,
             const double* ab, const PetscBLASInt* ldab, double* b, const PetscBLASInt* ldb,
             PetscBLASInt* info);
}

namespace strata {
namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void subtract(std::vector<double>& from, double amount, const std::vector<double>& direction) {
  for (std::size_t n = 0; n < from.size(); ++n) from[n] -= amount * direction[n];
}

}  // namespace

CoarsestSolve::CoarsestSolve(const ElasticSystem& system, const RigidMotions& motions,
                             const StressLevel& level)
    : box_(level.box),
      x_place_(level.lines.axes[0].place),
      y_place_(level.lines.axes[1].place),
      free_(level.free) {
  number_unknowns();
  find_motions(system.grid(), motions);
  pin();
  assemble(system, level);
}

/// Layer by layer, so that the band spans two layers.
void CoarsestSolve::number_unknowns() {
  for (int k = 0; k < box_.nz; ++k)
    for (int j = 0; j < box_.ny; ++j)
      for (int i = 0; i < box_.nx; ++i)
        for (int c = 0; c < 3; ++c) entry_.push_back(box_.at(c, i, j, k));
  band_ = 3 * (box_.nx * box_.ny + box_.nx + 1) + 2;
  is_pinned_.assign(entry_.size(), 0);
}

/// The rigid motions as the level sees them; those that move what it holds are none.
void CoarsestSolve::find_motions(const Grid& grid, const RigidMotions& motions) {
  for (const auto& motion : motions.motions()) {
    std::vector<double> field;
    double moved = 0.0;
    for (int k = 0; k < box_.nz; ++k)
      for (int j = 0; j < box_.ny; ++j)
        for (int i = 0; i < box_.nx; ++i) {
          const double x = (x_place_[static_cast<std::size_t>(i)] - motions.centre()[0]) / motions.length();
          const double y = (y_place_[static_cast<std::size_t>(j)] - motions.centre()[1]) / motions.length();
          const double z =
              (grid.lines[2][static_cast<std::size_t>(k)] - motions.centre()[2]) / motions.length();
          const std::array<double, 3> u{motion[0] + z * motion[4] - y * motion[5],
                                        motion[1] - z * motion[3] + x * motion[5],
                                        motion[2] + y * motion[3] - x * motion[4]};
          const std::uint8_t bits = free_[static_cast<std::size_t>(box_.node(i, j, k))];
          for (std::size_t c = 0; c < 3; ++c) {
            const bool is_free = (bits >> c & 1) != 0;
            // Nodes without matter are not held, they are not there.
            if (!is_free && bits != 0) moved = std::max(moved, std::abs(u[c]));
            field.push_back(is_free ? u[c] : 0.0);
          }
        }
    constexpr double kRounding = 1e-9;
    if (moved > kRounding) continue;
    for (const auto& other : motions_) subtract(field, dot(field, other), other);
    const double size = std::sqrt(dot(field, field));
    if (size < kRounding) continue;
    for (double& value : field) value /= size;
    motions_.push_back(std::move(field));
  }
}

/// Holds the unknown that each motion, less what pins before it stop, moves most.
void CoarsestSolve::pin() {
  std::vector<std::vector<double>> rest = motions_;
  for (std::size_t m = 0; m < rest.size(); ++m) {
    const auto most = std::max_element(rest[m].begin(), rest[m].end(),
                                       [](double a, double b) { return std::abs(a) < std::abs(b); });
    const auto unknown = static_cast<std::size_t>(most - rest[m].begin());
    is_pinned_[unknown] = 1;
    for (std::size_t n = m + 1; n < rest.size(); ++n) {
      const double factor = rest[n][unknown] / rest[m][unknown];
      subtract(rest[n], factor, rest[m]);
    }
  }
}

void CoarsestSolve::assemble(const ElasticSystem& system, const StressLevel& level) {
  const auto n = static_cast<PetscBLASInt>(entry_.size()), kd = static_cast<PetscBLASInt>(band_), ld = kd + 1;
  matrix_.assign(static_cast<std::size_t>(ld) * entry_.size(), 0.0);
  const auto unknown = [&](int c, int i, int j, int k) {
    return as_index(c + 3 * (i + box_.nx * (j + box_.ny * k)));
  };
  const auto is_free = [&](int c, int i, int j, int k) {
    return (free_[static_cast<std::size_t>(box_.node(i, j, k))] >> c & 1) != 0 &&
           is_pinned_[unknown(c, i, j, k)] == 0;
  };
  const CellNumbers numbers(system, level);
  const auto add_cell = [&](int i, int j, int k) {
    const auto cell = corner_matrix(numbers(i, j, k));
    for (int a = 0; a < 24; ++a) {
      const int p = a / 3, ai = i + (p & 1), aj = j + ((p >> 1) & 1), ak = k + (p >> 2);
      if (!is_free(a % 3, ai, aj, ak)) continue;
      for (int b = 0; b < 24; ++b) {
        const int q = b / 3, bi = i + (q & 1), bj = j + ((q >> 1) & 1), bk = k + (q >> 2);
        if (!is_free(b % 3, bi, bj, bk)) continue;
        const std::size_t row = unknown(a % 3, ai, aj, ak), column = unknown(b % 3, bi, bj, bk);
        if (row > column) continue;
        matrix_[column * static_cast<std::size_t>(ld) + static_cast<std::size_t>(kd) + row - column] +=
            cell[as_index(24 * a + b)];
      }
    }
  };
  for (int j = 0; j < box_.cells_y(); ++j)
    for (int k = 0; k < box_.cells_z(); ++k)
      for (int i = 0; i < box_.cells_x(); ++i) add_cell(i, j, k);
  double largest = 0.0;
  for (std::size_t u = 0; u < entry_.size(); ++u)
    largest = std::max(largest, matrix_[u * static_cast<std::size_t>(ld) + static_cast<std::size_t>(kd)]);
  for (std::size_t u = 0; u < entry_.size(); ++u) {
    double& diagonal = matrix_[u * static_cast<std::size_t>(ld) + static_cast<std::size_t>(kd)];
    if (diagonal == 0.0) diagonal = largest;
  }
  PetscBLASInt info = 0;
  dpbtrf_("U", &n, &kd, matrix_.data(), &ld, &info);
  if (info != 0)
    throw Error(ExitCode::not_converged, "the coarsest level of the elastic multigrid is singular");
}

void CoarsestSolve::project(std::vector<double>& values) const {
  for (const auto& motion : motions_) subtract(values, dot(values, motion), motion);
}

void CoarsestSolve::solve(const StressLevel& level) const {
  const auto r = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), level.r);
  std::vector<double> values(entry_.size());
  for (std::size_t u = 0; u < entry_.size(); ++u) values[u] = r(static_cast<std::size_t>(entry_[u]));
  for (int k = 0, u = 0; k < box_.nz; ++k)
    for (int j = 0; j < box_.ny; ++j)
      for (int i = 0; i < box_.nx; ++i)
        for (int c = 0; c < 3; ++c, ++u)
          if ((free_[static_cast<std::size_t>(box_.node(i, j, k))] >> c & 1) == 0)
            values[static_cast<std::size_t>(u)] = 0.0;
  project(values);
  for (std::size_t u = 0; u < values.size(); ++u)
    if (is_pinned_[u] != 0) values[u] = 0.0;
  const auto n = static_cast<PetscBLASInt>(entry_.size()), kd = static_cast<PetscBLASInt>(band_), ld = kd + 1;
  const PetscBLASInt one = 1;
  PetscBLASInt info = 0;
  dpbtrs_("U", &n, &kd, &one, matrix_.data(), &ld, values.data(), &n, &info);
  project(values);
  const auto x = Kokkos::create_mirror_view(level.x);
  for (std::size_t u = 0; u < entry_.size(); ++u)
    x(static_cast<std::size_t>(entry_[u])) = static_cast<float>(values[u]);
  Kokkos::deep_copy(level.x, x);
}

}  // namespace strata
