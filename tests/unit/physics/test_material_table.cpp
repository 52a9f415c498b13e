#include <cmath>

#include <Kokkos_Core.hpp>
#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/material_table.hpp"

using namespace strata;

namespace {

BulkMaterial bulk(const PropertyLaw& kx, const PropertyLaw& ky, const PropertyLaw& kz, double rho, double c) {
  return {{kx, ky, kz}, ConstantLaw{rho}, ConstantLaw{c}};
}

const PowerLaw kSilicon{148.0, 300.0, -1.3, 200.0, 600.0};

}  // namespace

TEST_CASE("A material table keeps materials, axes and properties apart") {
  const MaterialTable table({BulkMaterial{},
                             bulk(ConstantLaw{1.0}, ConstantLaw{2.0}, ConstantLaw{3.0}, 40.0, 50.0),
                             bulk(kSilicon, kSilicon, ConstantLaw{9.0}, 2330.0, 712.0)});
  CHECK(table.n_materials() == 3);
  Kokkos::View<double[3][6]> result("result");
  Kokkos::parallel_for(
      "test::material_table", 3, KOKKOS_LAMBDA(const int m) {
        const auto id = static_cast<std::uint16_t>(m);
        for (int axis = 0; axis < 3; ++axis) result(m, axis) = table.conductivity(id, axis, 400.0);
        result(m, 3) = table.density(id, 400.0);
        result(m, 4) = table.heat_capacity(id, 400.0);
        result(m, 5) = table.conductivity_derivative(id, 0, 400.0);
      });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), result);
  for (int property = 0; property < 6; ++property) CHECK(host(0, property) == 0.0);
  const double expected[5] = {1.0, 2.0, 3.0, 40.0, 50.0};
  for (int property = 0; property < 5; ++property) CHECK(host(1, property) == expected[property]);
  CHECK(host(1, 5) == 0.0);
  const double k = 148.0 * std::pow(0.75, 1.3);
  CHECK(host(2, 0) == Approx(k).epsilon(1e-13));
  CHECK(host(2, 1) == Approx(k).epsilon(1e-13));
  CHECK(host(2, 2) == 9.0);
  CHECK(host(2, 5) == Approx(-1.3 * k / 400.0).epsilon(1e-13));
}

TEST_CASE("Only a conductivity that varies makes conduction nonlinear") {
  BulkMaterial varying_capacity = bulk(ConstantLaw{1.0}, ConstantLaw{1.0}, ConstantLaw{1.0}, 1.0, 1.0);
  varying_capacity.heat_capacity = TableLaw{{200.0, 400.0}, {1.0, 2.0}};
  CHECK_FALSE(MaterialTable({BulkMaterial{}, varying_capacity}).any_temperature_dependent());
  const BulkMaterial flat =
      bulk(TableLaw{{200.0, 400.0}, {1.0, 1.0}}, ConstantLaw{1.0}, ConstantLaw{1.0}, 1.0, 1.0);
  CHECK_FALSE(MaterialTable({BulkMaterial{}, flat}).any_temperature_dependent());
  const BulkMaterial varying_z = bulk(ConstantLaw{1.0}, ConstantLaw{1.0}, kSilicon, 1.0, 1.0);
  CHECK(MaterialTable({BulkMaterial{}, varying_z}).any_temperature_dependent());
}

TEST_CASE("Materials with a property that is not positive are refused by number") {
  const BulkMaterial zero = bulk(ConstantLaw{1.0}, ConstantLaw{0.0}, ConstantLaw{1.0}, 1.0, 1.0);
  CHECK_THROWS_WITH(MaterialTable({BulkMaterial{}, zero}), Catch::Contains("material number 1"));
  const BulkMaterial dips =
      bulk(TableLaw{{200.0, 300.0, 400.0}, {1.0, -1.0, 1.0}}, ConstantLaw{1.0}, ConstantLaw{1.0}, 1.0, 1.0);
  CHECK_THROWS_AS(MaterialTable({BulkMaterial{}, dips}), Error);
}
