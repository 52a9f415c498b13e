// Run alone and, by the tag [parallel], on several ranks.
#include <array>
#include <cmath>
#include <cstring>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "postproc/collective.hpp"
#include "postproc/gather.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/summary.hpp"
#include "postproc/vtr.hpp"
#include "synthetic_case.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

/// A temporary folder of rank 0 that all ranks know.
class SharedFolder {
 public:
  SharedFolder() {
    std::array<char, 4096> text{};
    std::strncpy(text.data(), folder_.path().c_str(), text.size() - 1);
    MPI_Bcast(text.data(), static_cast<int>(text.size()), MPI_CHAR, 0, MPI_COMM_WORLD);
    path_ = text.data();
  }
  ~SharedFolder() { MPI_Barrier(MPI_COMM_WORLD); }
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  test::TemporaryFolder folder_;
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("layers gathered from all ranks are in (y, x) order", "[parallel]") {
  const SyntheticCase c(MPI_COMM_WORLD);
  const Window& window = c.partition.window();
  std::vector<double> field(static_cast<std::size_t>(c.partition.n_owned()));
  std::vector<std::uint16_t> ids(field.size());
  const auto code = [](int i, int j, int k) { return i + 10 * j + 100 * k; };
  for (int j = window.j0; j < window.j1; ++j) {
    for (int k = 0; k < 6; ++k) {
      for (int i = window.i0; i < window.i1; ++i) {
        const auto cell = owned_index(i - window.i0, j - window.j0, k, window.nx(), 6);
        field[static_cast<std::size_t>(cell)] = code(i, j, k);
        ids[static_cast<std::size_t>(cell)] = static_cast<std::uint16_t>(code(i, j, k));
      }
    }
  }
  SlabGatherer gatherer(c.partition);
  for (int k = 0; k < 6; ++k) {
    const auto& layer = gatherer.gather(field, k);
    const auto& id_layer = gatherer.gather(ids, k);
    if (world_rank() != 0) continue;
    REQUIRE(layer.size() == 20);
    REQUIRE(id_layer.size() == 20);
    for (int j = 0; j < 4; ++j) {
      for (int i = 0; i < 5; ++i) {
        CHECK(layer[static_cast<std::size_t>(j * 5 + i)] == code(i, j, k));
        CHECK(id_layer[static_cast<std::size_t>(j * 5 + i)] == code(i, j, k));
      }
    }
  }
}

TEST_CASE("a rectangle of faces is joined from the ranks that hold parts of it", "[parallel]") {
  const SyntheticCase c(MPI_COMM_WORLD);
  const ActiveFace& face = c.heat.active_faces[1];
  const CellRectangle whole{{1, 1}, {4, 3}};
  const auto power = gather_rectangle(MPI_COMM_WORLD, whole, {face.lower, face.upper}, face.power);
  const auto temperature =
      gather_rectangle(MPI_COMM_WORLD, whole, {face.lower, face.upper}, face.temperature);
  if (world_rank() != 0) {
    CHECK(power.empty());
    return;
  }
  const std::vector<double> expected{0.5, 0.0, 1.0, 0.5, 0.5, 1.0};
  REQUIRE(power.size() == expected.size());
  for (std::size_t n = 0; n < expected.size(); ++n) CHECK(power[n] == Approx(expected[n]).epsilon(1e-12));
  CHECK(std::isnan(temperature[1]));
  CHECK(temperature[5] == Approx(test::linear_temperature(4e-3, 2.5e-3, 2e-3)).epsilon(1e-14));
}

TEST_CASE("a failure on one rank is thrown on all with the same words", "[parallel]") {
  int n_ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
  CollectiveGuard guard(MPI_COMM_WORLD);
  bool later_work_ran = false;
  guard.run([&] {
    if (guard.rank() == n_ranks - 1) throw IoError("the last rank's disk is full");
  });
  guard.run([&] { later_work_ran = true; });
  CHECK(later_work_ran == (guard.rank() != n_ranks - 1));
  CHECK_THROWS_WITH(guard.finish(), "the last rank's disk is full");
  CHECK_NOTHROW(guard.finish());
}

TEST_CASE("writers that cannot make their folder fail on every rank", "[parallel]") {
  const SharedFolder folder;
  const SyntheticCase c(MPI_COMM_WORLD);
  const auto blocked = folder.path() / "file";
  if (world_rank() == 0) std::filesystem::copy_file("/proc/self/status", blocked);
  MPI_Barrier(MPI_COMM_WORLD);
  CHECK_THROWS_AS(write_results_h5(c.view(), blocked), IoError);
  CHECK_THROWS_AS(write_vtr(c.view(), blocked), IoError);
  CHECK_THROWS_AS(write_summary_json(MPI_COMM_WORLD, Summary{}, blocked), IoError);
}

TEST_CASE("a full disk stops every writer on every rank and leaves the old files", "[parallel]") {
  const SharedFolder folder;
  const SyntheticCase c(MPI_COMM_WORLD);
  const Summary summary = summarize(c.view());
  write_results_h5(c.view(), folder.path());
  write_summary_json(MPI_COMM_WORLD, summary, folder.path());
  const std::string old_results = test::read_text(folder.path() / "results.h5");
  const std::string old_summary = test::read_text(folder.path() / "summary.json");
  MPI_Barrier(MPI_COMM_WORLD);
  {
    const test::FileSizeLimit limit(1000);
    CHECK_THROWS_WITH(write_results_h5(c.view(), folder.path()), Catch::Contains("File too large"));
    CHECK_THROWS_WITH(write_vtr(c.view(), folder.path()), Catch::Contains("File too large"));
    CHECK_THROWS_WITH(write_summary_json(MPI_COMM_WORLD, summary, folder.path()),
                      Catch::Contains("File too large"));
  }
  MPI_Barrier(MPI_COMM_WORLD);
  CHECK(test::read_text(folder.path() / "results.h5") == old_results);
  CHECK(test::read_text(folder.path() / "summary.json") == old_summary);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "results.pvd"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    CHECK(entry.path().extension() != ".tmp");
  }
}

TEST_CASE("the summary does not depend on the number of ranks", "[parallel]") {
  const SyntheticCase shared(MPI_COMM_WORLD), alone(MPI_COMM_SELF);
  Summary a = summarize(shared.view());
  const Summary b = summarize(alone.view());
  CHECK(a.solid_cells == b.solid_cells);
  CHECK(a.hottest.temperature == b.hottest.temperature);
  CHECK(a.hottest.position == b.hottest.position);
  CHECK(a.warnings == b.warnings);
  REQUIRE(a.bodies.size() == b.bodies.size());
  for (std::size_t n = 0; n < a.bodies.size(); ++n) {
    CHECK(a.bodies[n].stats.cells == b.bodies[n].stats.cells);
    CHECK(a.bodies[n].stats.maximum == b.bodies[n].stats.maximum);
    CHECK(a.bodies[n].stats.maximum_position == b.bodies[n].stats.maximum_position);
    CHECK(a.bodies[n].stats.mean == Approx(b.bodies[n].stats.mean).epsilon(1e-14));
  }
  REQUIRE(a.limits.size() == b.limits.size());
  for (std::size_t n = 0; n < a.limits.size(); ++n) CHECK(a.limits[n].reached == b.limits[n].reached);
}

TEST_CASE("equally hot cells give the lowest place whatever the ranks", "[parallel]") {
  SyntheticCase c(MPI_COMM_WORLD);
  for (std::size_t cell = 0; cell < c.heat.temperature.size(); ++cell) {
    if (c.heat.material[cell] != 0) c.heat.temperature[cell] = 350.0;
  }
  for (ActiveFace& face : c.heat.active_faces) face.temperature.assign(face.temperature.size(), 340.0);
  const Summary summary = summarize(c.view());
  CHECK(summary.hottest.body == "substrate");
  CHECK(summary.hottest.position[0] == Approx(0.5e-3));
  CHECK(summary.hottest.position[1] == Approx(0.5e-3));
  CHECK(summary.hottest.position[2] == Approx(0.25e-3));
  CHECK(summary.bodies[4].stats.maximum_position[1] == Approx(0.5e-3));
}
