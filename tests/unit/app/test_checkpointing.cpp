#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "checkpoint_case.hpp"
#include "inputs/error.hpp"
#include "solver/app/checkpointing.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using namespace strata::app;
using namespace strata::test;
namespace fs = std::filesystem;

namespace {

struct Case {
  TemporaryFolder folder;
  Grid grid = unit_grid(5, 4, 3);
  Partition partition{MPI_COMM_WORLD, grid};
  std::vector<std::string> notes;

  Checkpointing checkpoints(double interval, const std::string& deck = "deck") {
    return {partition, grid, {folder.path(), deck, {interval, 2}}, [this](const std::string& text) {
              notes.push_back(text);
            }};
  }
  SavedState state(std::int64_t step) const { return made_up_state(partition, step); }
};

}  // namespace

TEST_CASE("a checkpoint is due after the interval, and not before") {
  Case c;
  Checkpointing rare = c.checkpoints(1000.0);
  Checkpointing often = c.checkpoints(0.05);
  Checkpointing never = c.checkpoints(0.0);
  CHECK_FALSE(rare.is_due());
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  CHECK(often.is_due());
  CHECK_FALSE(never.is_due());
  often.write(c.state(1));
  CHECK_FALSE(often.is_due());
}

TEST_CASE("the control file asks for a checkpoint at once and is removed") {
  Case c;
  Checkpointing checkpoints = c.checkpoints(0.0);
  std::ofstream(c.folder.path() / kCheckpointFile).put('\n');
  CHECK(checkpoints.is_due());
  CHECK_FALSE(fs::exists(c.folder.path() / kCheckpointFile));
}

TEST_CASE("what was written is found by the next run, until it is removed") {
  Case c;
  Checkpointing first = c.checkpoints(1.0);
  CHECK_FALSE(first.newest().has_value());
  CHECK_FALSE(find_interrupted_run(c.folder.path()).has_value());
  first.write(c.state(8));
  Checkpointing second = c.checkpoints(1.0);
  CHECK(is_identical(second.newest().value_or(SavedState{}), c.state(8)));
  CHECK(find_interrupted_run(c.folder.path()) == std::optional<std::int64_t>(8));
  CHECK_THROWS_AS(c.checkpoints(1.0, "other").newest(), Error);
  second.remove_all();
  CHECK_FALSE(find_interrupted_run(c.folder.path()).has_value());
}

TEST_CASE("a checkpoint on the way that fails is a note, one that must be there an error") {
  Case c;
  Checkpointing checkpoints = c.checkpoints(1.0);
  checkpoints.write(c.state(1));
  {
    const FileSizeLimit full(1000);
    checkpoints.write_on_the_way(c.state(2));
    CHECK_THROWS_AS(checkpoints.write(c.state(3)), IoError);
  }
  REQUIRE(c.notes.size() == 1);
  CHECK_THAT(c.notes[0], Catch::Contains("step 2") && Catch::Contains("step 1"));
  CHECK(is_identical(checkpoints.newest().value_or(SavedState{}), c.state(1)));
}
