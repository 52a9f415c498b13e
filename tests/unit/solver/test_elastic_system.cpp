// The elastic operator: host against device kernels, against the assembled matrix, symmetry, rigid motions,
// and what the preconditioner has to be.
#include <cmath>

#include <catch2/catch.hpp>

#include "elastic_models.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/elastic_apply.hpp"
#include "solver/stress/elastic_matrix.hpp"
#include "solver/stress/multigrid/build_levels.hpp"
#include "solver/stress/multigrid/stress_sweeps.hpp"
#include "solver/stress/stress_multigrid.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

double dot(const ConstNodeView& a, const ConstNodeView& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.extent(0); ++n) sum += a(n) * b(n);
  return sum;
}

template <class Real>
double relative_difference(const Kokkos::View<Real*, MemorySpace>& a,
                           const Kokkos::View<Real*, MemorySpace>& b) {
  double largest = 0.0, size = 0.0;
  for (std::size_t n = 0; n < a.extent(0); ++n) {
    largest = std::max(largest, std::abs(static_cast<double>(a(n)) - static_cast<double>(b(n))));
    size = std::max(size, std::abs(static_cast<double>(a(n))));
  }
  return largest / size;
}

NodeView applied(const ElasticSystem& system, const NodeView& x) {
  const NodeView y = make_field<double>("y", x.extent(0));
  system.apply(x, y);
  return y;
}

FloatView random_floats(const StressLevel& level, unsigned seed) {
  const FloatView field = make_field<float>("floats", level.r.extent(0));
  for (int j = 0; j < level.box.ny; ++j)
    for (int k = 0; k < level.box.nz; ++k)
      for (int i = 0; i < level.box.nx; ++i)
        for (int c = 0; c < 3; ++c) {
          const auto bits = level.free[static_cast<std::size_t>(level.box.node(i, j, k))];
          seed = seed * 1664525U + 1013904223U;
          field(static_cast<std::size_t>(level.box.at(c, i, j, k))) =
              (bits >> c & 1) != 0 ? static_cast<float>(seed >> 8) / 16777216.0F - 0.5F : 0.0F;
        }
  return field;
}

/// What a sweep leaves in the fields of a level that starts from the same numbers each time.
struct Fields {
  FloatView r, x, d;
};
template <class Sweep>
Fields after(StressLevel& level, const Sweep& sweep) {
  level.r = random_floats(level, 1);
  level.x = random_floats(level, 2);
  level.d = random_floats(level, 3);
  sweep();
  return {level.r, level.x, level.d};
}

}  // namespace

TEST_CASE("host and device kernels of the elastic operator give the same forces", "[stress]") {
  const RandomElastic random(MPI_COMM_SELF, {21, 7, 5}, true);
  const NodeView x = random_field(random.system, 5);
  const NodeView host = make_field<double>("host", x.extent(0)),
                 device = make_field<double>("device", x.extent(0));
  const ElasticData<double> data = random.system.data<double>();
  elastic_forces_on_host(data, x.data(), host.data());
  elastic_forces_on_device<double>(data, x, device);
  CHECK(relative_difference(host, device) < 1e-13);
}

TEST_CASE("the elastic operator is the assembled matrix, symmetric and positive definite", "[stress]") {
  const RandomElastic random(MPI_COMM_SELF, {9, 8, 4}, true);
  const RigidMotions motions(random.system);
  REQUIRE(motions.n() == 0);
  const ElasticMatrix matrix(random.system, motions);
  const NodeView x = random_field(random.system, 1), y = random_field(random.system, 2);
  const NodeView Kx = applied(random.system, x), Ky = applied(random.system, y);

  matrix.put(x, matrix.x());
  check_petsc(MatMult(matrix.mat(), matrix.x(), matrix.b()));
  const NodeView product = make_field<double>("product", x.extent(0));
  matrix.take(matrix.b(), product);
  CHECK(relative_difference(Kx, product) < 1e-13);
  CHECK(dot(y, Kx) == Approx(dot(x, Ky)).epsilon(1e-12));
  CHECK(dot(x, Kx) > 0.0);
}

TEST_CASE("a free body has six rigid motions without forces, and as many pins stop them", "[stress]") {
  const RandomElastic random(MPI_COMM_SELF, {8, 7, 4}, false);
  const RigidMotions motions(random.system);
  REQUIRE(motions.n() == 6);
  CHECK(motions.pins().size() == 6);
  // What remove takes out of a random field is a rigid motion.
  const NodeView x = random_field(random.system, 3), without = make_field<double>("without", x.extent(0));
  Kokkos::deep_copy(without, x);
  motions.remove(without);
  const NodeView motion = make_field<double>("motion", x.extent(0));
  for (std::size_t n = 0; n < x.extent(0); ++n) motion(n) = x(n) - without(n);
  const NodeView forces = applied(random.system, motion), typical = applied(random.system, x);
  CHECK(std::sqrt(dot(forces, forces)) < 1e-12 * std::sqrt(dot(typical, typical)));
  CHECK(motions.unbalance(typical) < 1e-12);
}

TEST_CASE("host and device sweeps of the elastic multigrid leave the same fields", "[stress]") {
  const RandomElastic random(MPI_COMM_SELF, {37, 20, 5}, true);
  std::vector<StressLevel> levels = build_levels(random.system);
  REQUIRE(levels.size() >= 3);
  const auto host = make_host_stress_sweeps(), device = make_device_stress_sweeps();
  for (std::size_t l = 0; l < 2; ++l) {
    StressLevel &level = levels[l], &coarse = levels[l + 1];
    INFO("level " << l);
    const auto compare = [&](const auto& sweep) {
      const Fields a = after(level, [&] { sweep(*host); }), b = after(level, [&] { sweep(*device); });
      CHECK(relative_difference(a.r, b.r) < 2e-5);
      CHECK(relative_difference(a.x, b.x) < 2e-5);
      CHECK(relative_difference(a.d, b.d) < 2e-5);
    };
    compare([&](const StressSweeps& s) { s.smooth(level, 0.2F, 0.7F); });
    compare([&](const StressSweeps& s) { s.step(level, 0.2F, 0.7F); });
    compare([&](const StressSweeps& s) { s.update_residual(level); });
    after(level, [&] { host->restrict_residual(level, coarse); });
    const FloatView restricted = make_field<float>("restricted", coarse.r.extent(0));
    Kokkos::deep_copy(restricted, coarse.r);
    after(level, [&] { device->restrict_residual(level, coarse); });
    CHECK(relative_difference(restricted, coarse.r) < 1e-5);
    Kokkos::deep_copy(coarse.x, random_floats(coarse, 4));
    compare([&](const StressSweeps& s) { s.prolong(level, coarse); });
  }
}

TEST_CASE("coarse cells follow the Galerkin rule", "[stress]") {
  // The energy of a coarse field is that of what it is on the finest level.
  const RandomElastic random(MPI_COMM_SELF, {18, 11, 4}, true);
  std::vector<StressLevel> levels = build_levels(random.system);
  const auto sweeps = make_host_stress_sweeps();
  for (std::size_t l = 0; l + 2 < levels.size(); ++l) {
    StressLevel &level = levels[l], &coarse = levels[l + 1];
    const FloatView coarse_x = random_floats(coarse, 9);
    const auto energy = [&](StressLevel& of) {
      // r -= A d from r = 0, then -r . d
      Kokkos::deep_copy(of.r, 0.0F);
      sweeps->update_residual(of);
      double sum = 0.0;
      for (std::size_t n = 0; n < of.r.extent(0); ++n) sum -= static_cast<double>(of.r(n)) * of.d(n);
      return sum;
    };
    Kokkos::deep_copy(coarse.x, coarse_x);
    Kokkos::deep_copy(coarse.d, coarse_x);
    const double on_coarse = energy(coarse);
    Kokkos::deep_copy(level.x, 0.0F);
    sweeps->prolong(level, coarse);
    CHECK(energy(level) == Approx(on_coarse).epsilon(1e-5));
  }
}

TEST_CASE("the elastic multigrid is symmetric and positive", "[stress]") {
  for (const bool is_held : {true, false}) {
    const RandomElastic random(MPI_COMM_SELF, {24, 22, 5}, is_held);
    const RigidMotions motions(random.system);
    const StressMultigrid multigrid(random.system, motions);
    const NodeView x = random_field(random.system, 1), y = random_field(random.system, 2);
    motions.remove(x);
    motions.remove(y);
    const NodeView Bx = make_field<double>("Bx", x.extent(0)), By = make_field<double>("By", x.extent(0));
    multigrid.apply(x, Bx);
    multigrid.apply(y, By);
    CHECK(std::abs(dot(y, Bx) - dot(x, By)) < 1e-3 * std::sqrt(dot(x, Bx) * dot(y, By)));
    CHECK(dot(x, Bx) > 0.0);
  }
}
