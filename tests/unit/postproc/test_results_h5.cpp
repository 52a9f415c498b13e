#include <filesystem>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "postproc/results_h5.hpp"
#include "synthetic_case.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::SyntheticCase;
using strata::test::TemporaryFolder;

namespace {

std::size_t open_files() {
  std::size_t n = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    n += entry.path().empty() ? 0 : 1;
  return n;
}

/// Values that do not compress.
SyntheticCase noisy_case() {
  SyntheticCase c(MPI_COMM_SELF);
  std::uint64_t state = 1;
  for (double& value : c.heat.power_density) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    value = static_cast<double>(state >> 11);
  }
  return c;
}

}  // namespace

TEST_CASE("a disk that fills up at any point leaves no results.h5 and the program goes on") {
  const SyntheticCase c = noisy_case();
  const TemporaryFolder folder;
  write_results_h5(c.view(), folder.path());
  const auto full_size = std::filesystem::file_size(folder.path() / "results.h5");
  std::filesystem::remove(folder.path() / "results.h5");
  const std::size_t files_before = open_files();
  // In steps that fall into every phase: superblock, tables, fields, faces, the last bytes.
  for (std::uintmax_t size = 0; size < full_size; size += 997) {
    const test::FileSizeLimit limit(size);
    CHECK_THROWS_WITH(write_results_h5(c.view(), folder.path()),
                      Catch::Contains("results.h5") && Catch::Contains("File too large"));
    CHECK(folder.names().empty());
  }
  {
    const test::FileSizeLimit limit(full_size - 1);
    CHECK_THROWS_AS(write_results_h5(c.view(), folder.path()), IoError);
  }
  CHECK(folder.names().empty());
  CHECK(open_files() == files_before);
  write_results_h5(c.view(), folder.path());
  CHECK(folder.names() == std::vector<std::string>{"results.h5"});
  CHECK(std::filesystem::file_size(folder.path() / "results.h5") == full_size);
}

TEST_CASE("a folder without write permission or under a file is an I/O error that names the file") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "results.h5.tmp");
  CHECK_THROWS_WITH(write_results_h5(c.view(), folder.path()),
                    Catch::Contains((folder.path() / "results.h5").string()));
}

TEST_CASE("a model without placements, boundaries and faces is written too") {
  SyntheticCase c(MPI_COMM_SELF);
  c.model.geometry.placements.clear();
  for (Body& body : c.model.geometry.bodies) body.placement = -1;
  c.heat.active_faces.clear();
  c.heat.boundaries.clear();
  c.model.sources_text.files.clear();
  const TemporaryFolder folder;
  CHECK(write_results_h5(c.view(), folder.path()) == std::vector<std::string>{"results.h5"});
}
