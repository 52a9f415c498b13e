// Partition, materials and halo exchange on any number of ranks, on the world and on parts of it.
#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"
#include "meshes/rasterize.hpp"

using namespace strata;

namespace {

/// What a rank leaves outside the domain; ranks differ, so that a column brought from there is seen.
double untouched(int rank) {
  return 65000.0 + rank;
}

Grid unit_grid(int nx, int ny, int nz) {
  Grid grid;
  const std::array<int, 3> n{nx, ny, nz};
  for (int a = 0; a < 3; ++a) {
    for (int l = 0; l <= n[a]; ++l) grid.lines[a].push_back(l);
  }
  return grid;
}

/// A value that tells a cell from every other nearby, in double and modulo 65521.
double signature(int i, int j, int k) {
  return 1.0 + i + 101.0 * (j + 103.0 * k);
}

template <class View>
View signed_field(const Partition& partition) {
  using Value = typename View::non_const_value_type;
  View field("test::field", partition.n_ghosted());
  const auto host = Kokkos::create_mirror_view(field);
  Kokkos::deep_copy(host, static_cast<Value>(untouched(partition.rank())));
  const Window& w = partition.window();
  for (int j = 0; j < w.ny(); ++j) {
    for (int k = 0; k < partition.nz(); ++k) {
      for (int i = 0; i < w.nx(); ++i) {
        host(ghosted_index(i, j, k, w.nx(), partition.nz())) =
            static_cast<Value>(static_cast<std::int64_t>(signature(w.i0 + i, w.j0 + j, k)) % 65521);
      }
    }
  }
  Kokkos::deep_copy(field, host);
  return field;
}

/// Cells that do not hold what they should: the signature inside the domain, the old value outside.
template <class View>
int count_wrong(const View& field, const Partition& partition, int nx, int ny) {
  using Value = typename View::non_const_value_type;
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  const Window& w = partition.window();
  int wrong = 0;
  for (int j = -1; j <= w.ny(); ++j) {
    for (int k = 0; k < partition.nz(); ++k) {
      for (int i = -1; i <= w.nx(); ++i) {
        const int gi = w.i0 + i;
        const int gj = w.j0 + j;
        const bool is_inside = gi >= 0 && gi < nx && gj >= 0 && gj < ny;
        const Value expected =
            is_inside ? static_cast<Value>(static_cast<std::int64_t>(signature(gi, gj, k)) % 65521)
                      : static_cast<Value>(untouched(partition.rank()));
        if (host(ghosted_index(i, j, k, w.nx(), partition.nz())) != expected) ++wrong;
      }
    }
  }
  return wrong;
}

void check_exchange(MPI_Comm comm, int nx, int ny, int nz) {
  const Grid grid = unit_grid(nx, ny, nz);
  const Partition partition(comm, grid);
  // On the host every MPI takes our pointers, so both paths can be held to the same answer.
  const bool host_is_device = Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible;
  for (const bool gpu_aware : {false, true}) {
    if (gpu_aware && !host_is_device) continue;
    const HaloExchange halo(partition, gpu_aware);
    const auto field = signed_field<CellView>(partition);
    const auto materials = signed_field<MaterialView>(partition);
    for (int repeat = 0; repeat < 2; ++repeat) {
      halo.exchange(field);
      halo.exchange(materials);
      CHECK(count_wrong(field, partition, nx, ny) == 0);
      CHECK(count_wrong(materials, partition, nx, ny) == 0);
    }
  }
}

}  // namespace

TEST_CASE(
    "after an exchange every ghost column inside the domain is exact, corners too, and none outside "
    "changed") {
  check_exchange(MPI_COMM_WORLD, 13, 11, 5);
  check_exchange(MPI_COMM_WORLD, 40, 3, 2);
  check_exchange(MPI_COMM_WORLD, 2, 37, 7);
  check_exchange(MPI_COMM_WORLD, 4, 4, 1);
}

TEST_CASE("an exchange works on a part of the ranks while the others do something else") {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm half_the_ranks = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, rank % 2, -rank, &half_the_ranks);
  check_exchange(half_the_ranks, 9 + rank % 2, 8, 3);
  MPI_Comm_free(&half_the_ranks);
}

TEST_CASE("windows tile the columns, differ by one column at most, and agree with the neighbours") {
  const int nx = 23;
  const int ny = 17;
  const Partition partition(MPI_COMM_WORLD, unit_grid(nx, ny, 3));
  std::vector<int> owners(std::size_t{nx} * ny, 0);
  int narrowest = nx, widest = 0, shallowest = ny, deepest = 0;
  for (int r = 0; r < partition.n_ranks(); ++r) {
    const Window& w = partition.window(r);
    for (int j = w.j0; j < w.j1; ++j) {
      for (int i = w.i0; i < w.i1; ++i) ++owners[j * nx + i];
    }
    narrowest = std::min(narrowest, w.nx());
    widest = std::max(widest, w.nx());
    shallowest = std::min(shallowest, w.ny());
    deepest = std::max(deepest, w.ny());
  }
  CHECK(owners == std::vector<int>(owners.size(), 1));
  CHECK(widest - narrowest <= 1);
  CHECK(deepest - shallowest <= 1);
  const Window& own = partition.window();
  if (const int east = partition.neighbour(Face::x_max); east != MPI_PROC_NULL) {
    CHECK(partition.window(east).i0 == own.i1);
    CHECK(partition.window(east).j0 == own.j0);
  } else {
    CHECK(own.i1 == nx);
  }
  if (const int north = partition.neighbour(Face::y_max); north != MPI_PROC_NULL) {
    CHECK(partition.window(north).j0 == own.j1);
    CHECK(partition.window(north).i0 == own.i0);
  } else {
    CHECK(own.j1 == ny);
  }
  CHECK((partition.neighbour(Face::x_min) == MPI_PROC_NULL) == (own.i0 == 0));
  CHECK((partition.neighbour(Face::y_min) == MPI_PROC_NULL) == (own.j0 == 0));
}

TEST_CASE("the columns are cut across the longer side, and four ranks share a square in two by two") {
  const Partition wide(MPI_COMM_WORLD, unit_grid(100, 10, 1));
  CHECK(wide.window().ny() == 10);
  const Partition deep(MPI_COMM_WORLD, unit_grid(10, 100, 1));
  CHECK(deep.window().nx() == 10);
  if (wide.n_ranks() != 4) return;
  const Partition square(MPI_COMM_WORLD, unit_grid(64, 64, 1));
  CHECK(square.window().nx() == 32);
  CHECK(square.window().ny() == 32);
}

TEST_CASE("global numbers count the ranks one after the other, each in its local order") {
  const int nx = 7;
  const int ny = 6;
  const int nz = 4;
  const Partition partition(MPI_COMM_WORLD, unit_grid(nx, ny, nz));
  std::vector<int> seen(std::size_t{nx} * ny * nz, 0);
  for (int r = 0; r < partition.n_ranks(); ++r) {
    const Window& w = partition.window(r);
    const std::int64_t first = partition.global_index(w.i0, w.j0, 0);
    if (r == partition.rank()) CHECK(first == partition.first_index());
    for (int j = w.j0; j < w.j1; ++j) {
      for (int k = 0; k < nz; ++k) {
        for (int i = w.i0; i < w.i1; ++i) {
          const std::int64_t index = partition.global_index(i, j, k);
          CHECK(index == first + owned_index(i - w.i0, j - w.j0, k, w.nx(), nz));
          ++seen[index];
        }
      }
    }
  }
  CHECK(seen == std::vector<int>(seen.size(), 1));
}

TEST_CASE("more ranks than columns are refused with the numbers") {
  int n_ranks = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
  if (n_ranks == 1) return;
  CHECK_THROWS_AS(Partition(MPI_COMM_WORLD, unit_grid(1, n_ranks - 1, 5)), RefusedError);
  CHECK_NOTHROW(Partition(MPI_COMM_WORLD, unit_grid(1, n_ranks, 5)));
}

TEST_CASE("materials in ghost columns are those an exchange would bring") {
  Geometry geometry;
  geometry.domain = {{0, 0, 0}, {12, 10, 4}};
  for (int n = 0; n < 30; ++n) {
    Body body;
    body.material = static_cast<MaterialId>(1 + n % 7);
    const double x = (n * 5) % 11;
    const double y = (n * 3) % 9;
    const double z = n % 4;
    body.box = {{x, y, z}, {std::min(12.0, x + 1 + n % 4), std::min(10.0, y + 1 + n % 3), z + 1}};
    geometry.bodies.push_back(body);
  }
  const Grid grid = unit_grid(12, 10, 4);
  const Partition partition(MPI_COMM_WORLD, grid);
  const MaterialView painted = rasterize_materials(geometry, grid, partition);
  const auto before = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), painted);
  MaterialView exchanged("test::materials", painted.extent(0));
  const auto owned_only = Kokkos::create_mirror_view(exchanged);
  const Window& w = partition.window();
  for (int j = 0; j < w.ny(); ++j) {
    for (int k = 0; k < 4; ++k) {
      for (int i = 0; i < w.nx(); ++i) {
        const auto cell = ghosted_index(i, j, k, w.nx(), 4);
        owned_only(cell) = before(cell);
      }
    }
  }
  Kokkos::deep_copy(exchanged, owned_only);
  HaloExchange(partition).exchange(exchanged);
  const auto after = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), exchanged);
  int different = 0;
  for (std::size_t c = 0; c < before.extent(0); ++c) different += before(c) != after(c) ? 1 : 0;
  CHECK(different == 0);
}
