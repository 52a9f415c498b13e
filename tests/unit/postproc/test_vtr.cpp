#include <fstream>

#include <catch2/catch.hpp>

#include "postproc/vtr.hpp"
#include "synthetic_case.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::SyntheticCase;
using strata::test::TemporaryFolder;

TEST_CASE("a title becomes a file name of plain letters, digits and underscores") {
  CHECK(file_stem("HBM3E 12-high beside a GPU") == "hbm3e_12_high_beside_a_gpu");
  CHECK(file_stem("../../etc/passwd") == "etc_passwd");
  CHECK(file_stem("") == "results");
  CHECK(file_stem("\xc3\xa4 \xc3\xb6") == "results");
  CHECK(file_stem(std::string(100, 'a')).size() == 40);
}

TEST_CASE("pieces of an earlier run go before new ones are written, other files stay") {
  const SyntheticCase c(MPI_COMM_SELF);
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "paraview");
  for (const char* name : {"paraview/old_000000_3.vtr", "paraview/old_000000.pvtr", "paraview/notes.txt"}) {
    std::ofstream(folder.path() / name) << "x";
  }
  const auto written = write_vtr(c.view(), folder.path());
  CHECK(written == std::vector<std::string>{"results.pvd", "paraview/synthetic_chip_2_dies_000000_0.vtr"});
  CHECK(folder.names() == std::vector<std::string>{"paraview/notes.txt",
                                                   "paraview/synthetic_chip_2_dies_000000_0.vtr",
                                                   "results.pvd"});
}
