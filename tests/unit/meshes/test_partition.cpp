#include <catch2/catch.hpp>

#include "meshes/partition.hpp"

using namespace strata;

TEST_CASE("one rank owns every column and numbers cells in its local order") {
  Grid grid;
  grid.lines = {{{0, 1, 2, 3}, {0, 1, 2}, {0, 1, 2, 3, 4}}};
  const Partition partition(MPI_COMM_SELF, grid);
  CHECK(partition.n_ranks() == 1);
  CHECK(partition.n_owned() == 24);
  CHECK(partition.n_ghosted() == std::int64_t{5} * 4 * 4);
  CHECK(partition.first_index() == 0);
  std::int64_t expected = 0;
  for (int j = 0; j < 2; ++j) {
    for (int k = 0; k < 4; ++k) {
      for (int i = 0; i < 3; ++i, ++expected) {
        CHECK(partition.global_index(i, j, k) == expected);
        CHECK(owned_index(i, j, k, 3, 4) == expected);
      }
    }
  }
  for (const Face face : {Face::x_min, Face::x_max, Face::y_min, Face::y_max}) {
    CHECK(partition.neighbour(face) == MPI_PROC_NULL);
  }
}

TEST_CASE("an exchange on one rank changes nothing") {
  Grid grid;
  grid.lines = {{{0, 1, 2}, {0, 1, 2}, {0, 1}}};
  const Partition partition(MPI_COMM_SELF, grid);
  CellView field("test::field", partition.n_ghosted());
  Kokkos::deep_copy(field, 3.5);
  HaloExchange(partition).exchange(field);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  for (std::size_t c = 0; c < host.extent(0); ++c) CHECK(host(c) == 3.5);
}
