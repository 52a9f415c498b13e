#include <fstream>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/transient/saved_steps.hpp"
#include "synthetic_transient.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::SyntheticCase;
using strata::test::TemporaryFolder;
using Names = std::vector<std::string>;

namespace {

/// Saves moments at 1, 2, 3 s.
void save_three(SavedSteps& saved, const SyntheticCase& c) {
  saved.start();
  for (const double time : {1.0, 2.0, 3.0}) saved.add(c.view(), time);
}

void overwrite(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

bool names(const TemporaryFolder& folder, const std::string& file) {
  return std::filesystem::exists(folder.path() / file);
}

}  // namespace

TEST_CASE("every moment is on the disk, with its time in the collection, as soon as it is saved") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  saved.start();
  CHECK(folder.names() == Names{"steps/index.json"});
  saved.add(c.view(), 0.25);
  CHECK(folder.names() == Names{"paraview/synthetic_chip_2_dies_000000_0.vtr", "results.pvd",
                                "steps/000000.h5", "steps/index.json"});
  saved.add(c.view(), 1.5e-3 + 0.25);
  const std::string collection = test::read_text(folder.path() / "results.pvd");
  CHECK(
      collection.find("timestep=\"0.25\" part=\"0\" file=\"paraview/synthetic_chip_2_dies_000000_0.vtr\"") !=
      std::string::npos);
  CHECK(collection.find(
            "timestep=\"0.2515\" part=\"0\" file=\"paraview/synthetic_chip_2_dies_000001_0.vtr\"") !=
        std::string::npos);
  CHECK(saved.paraview_files().size() == 3);
}

TEST_CASE("a run that goes on keeps the moments until then and takes later ones away") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  {
    SavedSteps killed(MPI_COMM_SELF, folder.path(), "deck");
    save_three(killed, c);
    overwrite(folder.path() / "steps/000003.h5.tmp", "half a moment");
  }
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  CHECK(saved.resume(2.0).empty());
  REQUIRE(saved.steps().size() == 2);
  CHECK(saved.steps()[1].time == 2.0);
  CHECK_FALSE(names(folder, "steps/000002.h5"));
  CHECK_FALSE(names(folder, "steps/000003.h5.tmp"));
  CHECK_FALSE(names(folder, "paraview/synthetic_chip_2_dies_000002_0.vtr"));
  CHECK(test::read_text(folder.path() / "results.pvd").find("timestep=\"3\"") == std::string::npos);
  saved.add(c.view(), 2.5);
  CHECK(saved.steps().back().number == 2);
  CHECK(names(folder, "steps/000002.h5"));
}

TEST_CASE("what another deck saved is not gone on with") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  SavedSteps other(MPI_COMM_SELF, folder.path(), "another deck");
  save_three(other, c);
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  CHECK(saved.resume(10.0).empty());
  CHECK(saved.steps().empty());
  CHECK(folder.names() == Names{"steps/index.json"});
}

TEST_CASE("a moment whose files are damaged or gone is named and left out") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  SavedSteps killed(MPI_COMM_SELF, folder.path(), "deck");
  save_three(killed, c);
  overwrite(folder.path() / "steps/000000.h5", "too short");
  std::filesystem::remove(folder.path() / "paraview/synthetic_chip_2_dies_000001_0.vtr");
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  const Names lost = saved.resume(3.0);
  REQUIRE(lost.size() == 2);
  CHECK_THAT(lost[0], Catch::Contains("at 1 s") && Catch::Contains("000000.h5"));
  CHECK_THAT(lost[1], Catch::Contains("at 2 s"));
  REQUIRE(saved.steps().size() == 1);
  CHECK(saved.steps()[0].time == 3.0);
  saved.add(c.view(), 4.0);
  CHECK(saved.steps().back().number == 3);

  overwrite(folder.path() / "steps/index.json", "{\"format_version\": 1, \"steps\": [{]");
  const Names unreadable = saved.resume(4.0);
  REQUIRE(unreadable.size() == 1);
  CHECK_THAT(unreadable[0], Catch::Contains("index.json"));
  CHECK(saved.steps().empty());
}

TEST_CASE("a disk that fills up leaves the moments before whole and gone on with") {
  SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  saved.start();
  saved.add(c.view(), 1.0);
  const std::string before = test::read_text(folder.path() / "steps/000000.h5");
  for (std::uintmax_t size = 500; size < before.size(); size += before.size() / 7) {
    const test::FileSizeLimit limit(size);
    CHECK_THROWS_AS(saved.add(c.view(), 2.0), IoError);
    CHECK(saved.steps().size() == 1);
  }
  CHECK(test::read_text(folder.path() / "steps/000000.h5") == before);
  SavedSteps again(MPI_COMM_SELF, folder.path(), "deck");
  CHECK(again.resume(5.0).empty());
  CHECK(again.steps().size() == 1);
  again.add(c.view(), 2.0);
  CHECK(again.steps().size() == 2);
}

TEST_CASE("results.h5 takes the moments over, however many were lost between") {
  SyntheticCase c(MPI_COMM_SELF);
  test::make_transient(c);
  const TemporaryFolder folder;
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  save_three(saved, c);
  const TimeSeries series = test::synthetic_series();
  const TransientHistory history{series, test::synthetic_energy(), test::synthetic_counts()};
  CHECK(write_results_h5(c.view(), history, saved, folder.path()) == Names{"results.h5"});
  const auto full_size = std::filesystem::file_size(folder.path() / "results.h5");
  for (std::uintmax_t size = 0; size < full_size; size += full_size / 23) {
    const test::FileSizeLimit limit(size);
    CHECK_THROWS_WITH(write_results_h5(c.view(), history, saved, folder.path()),
                      Catch::Contains("results.h5") && Catch::Contains("File too large"));
  }
  CHECK(std::filesystem::file_size(folder.path() / "results.h5") == full_size);
  CHECK_FALSE(names(folder, "results.h5.tmp"));

  overwrite(folder.path() / "steps/000001.h5", "no HDF5");
  CHECK_THROWS_WITH(write_results_h5(c.view(), history, saved, folder.path()), Catch::Contains("000001.h5"));
  CHECK(std::filesystem::file_size(folder.path() / "results.h5") == full_size);
  saved.remove_step_files();
  CHECK_FALSE(names(folder, "steps/index.json"));
  CHECK(names(folder, "paraview/synthetic_chip_2_dies_000001_0.vtr"));
}

TEST_CASE("moments without files for ParaView have no collection") {
  SyntheticCase c(MPI_COMM_SELF);
  c.model.output.paraview = false;
  const TemporaryFolder folder;
  SavedSteps saved(MPI_COMM_SELF, folder.path(), "deck");
  save_three(saved, c);
  CHECK(saved.paraview_files().empty());
  CHECK(folder.names() == Names{"steps/000000.h5", "steps/000001.h5", "steps/000002.h5", "steps/index.json"});
}
