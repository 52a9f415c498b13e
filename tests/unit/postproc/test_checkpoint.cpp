#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "checkpoint_case.hpp"
#include "inputs/error.hpp"
#include "postproc/checkpoint/checkpoint_folder.hpp"
#include "postproc/checkpoint/read_checkpoint.hpp"
#include "postproc/checkpoint/write_checkpoint.hpp"
#include "postproc/hdf5_reader.hpp"
#include "temporary_folder.hpp"

namespace fs = std::filesystem;
using namespace strata;
using namespace strata::test;

namespace {

struct Case {
  TemporaryFolder temporary;
  Grid grid = unit_grid(6, 5, 4);
  Partition partition{MPI_COMM_SELF, grid};
  fs::path folder = temporary.path() / kCheckpointFolder;
  CheckpointIdentity identity = checkpoint_identity("deck", grid);

  SavedState state(std::int64_t step) const { return made_up_state(partition, step); }
  void write(std::int64_t step, int keep = 3) const {
    write_checkpoint(partition, identity, folder, state(step), keep);
  }
  NewestCheckpoint newest() const { return read_newest_checkpoint(partition, identity, folder); }
  fs::path file(std::int64_t step, const std::string& name) const {
    return folder / checkpoint_name(step) / name;
  }
};

void replace(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

const std::vector<std::string> kFiles{"rank_00000.h5", "numbers.h5", "manifest.json"};

}  // namespace

TEST_CASE("a checkpoint comes back to the last bit") {
  const Case c;
  c.write(42);
  const NewestCheckpoint found = c.newest();
  REQUIRE(found.state.has_value());
  CHECK(is_identical(found.state.value_or(SavedState{}), c.state(42)));
  CHECK(found.damaged.empty());
}

TEST_CASE("a shard is an ordinary HDF5 file with the cells as (y, z, x)") {
  const Case c;
  c.write(1);
  const Hdf5Reader reader(c.file(1, "rank_00000.h5"));
  CHECK(reader.names("/") == std::vector<std::string>{"rate", "temperature"});
  CHECK(reader.shape("temperature") == std::vector<hsize_t>{5, 4, 6});
  CHECK(reader.read("temperature", {{3, 2, 1}, {1, 1, 1}}).at(0) == made_up_value("temperature", 1, 3, 2, 1));
}

TEST_CASE("where nothing was written there is nothing to go on from") {
  const Case c;
  CHECK_FALSE(c.newest().state.has_value());
}

TEST_CASE("the newest three stay, and what an interrupted write left goes") {
  const Case c;
  for (const std::int64_t step : {5, 10, 15, 20}) c.write(step);
  CHECK(list_checkpoints(c.folder) == std::vector<std::int64_t>{20, 15, 10});
  fs::create_directories(c.folder / "000022");
  c.write(25, 2);
  CHECK(list_checkpoints(c.folder) == std::vector<std::int64_t>{25, 20});
  CHECK_FALSE(fs::exists(c.folder / "000022"));
}

TEST_CASE("a checkpoint without its manifest does not exist") {
  const Case c;
  c.write(1);
  c.write(2);
  fs::remove(c.file(2, kManifestName));
  CHECK(c.newest().state.value_or(SavedState{}).step == 1);
}

TEST_CASE("any flipped bit of any file is found and the older checkpoint used, or changes nothing") {
  const Case c;
  c.write(1);
  std::mt19937 random(7);
  for (const std::string& name : kFiles) {
    for (int trial = 0; trial < 40; ++trial) {
      c.write(2);
      std::string bytes = read_text(c.file(2, name));
      const std::size_t at = random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
      replace(c.file(2, name), bytes);
      const NewestCheckpoint found = c.newest();
      REQUIRE(found.state.has_value());
      const SavedState& got = *found.state;  // NOLINT(bugprone-unchecked-optional-access)
      INFO(name << " byte " << at);
      CHECK(is_identical(got, c.state(got.step)));
      CHECK(found.damaged.size() == (got.step == 1 ? 1 : 0));
      if (name != kManifestName) CHECK(got.step == 1);
    }
  }
}

TEST_CASE("cut, emptied and missing files are found") {
  const Case c;
  c.write(1);
  for (const std::string& name : {kFiles[0], kFiles[1]}) {
    for (const double share : {0.0, 0.3, 0.999, -1.0}) {
      c.write(2);
      const std::string bytes = read_text(c.file(2, name));
      if (share < 0.0) {
        fs::remove(c.file(2, name));
      } else {
        replace(c.file(2, name), bytes.substr(0, static_cast<std::size_t>(share * bytes.size())));
      }
      const NewestCheckpoint found = c.newest();
      CHECK(found.state.value_or(SavedState{}).step == 1);
      REQUIRE(found.damaged.size() == 1);
      CHECK_THAT(found.damaged[0], Catch::Contains(name));
      CHECK(fs::exists(c.folder / "damaged-000002"));
    }
  }
}

TEST_CASE("where every checkpoint is damaged the run says so instead of starting anew") {
  const Case c;
  c.write(1);
  replace(c.file(1, "numbers.h5"), "");
  CHECK_THROWS_AS(c.newest(), IoError);
  CHECK(list_checkpoints(c.folder) == std::vector<std::int64_t>{1});
}

TEST_CASE("another deck's and another mesh's checkpoints are refused, with both named") {
  const Case c;
  c.write(1);
  const CheckpointIdentity other = checkpoint_identity("other", c.grid);
  const CheckpointIdentity finer = checkpoint_identity("deck", unit_grid(6, 5, 5));
  for (const CheckpointIdentity& identity : {other, finer}) {
    try {
      read_newest_checkpoint(c.partition, identity, c.folder);
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::deck);
      const bool is_other = identity.deck_sha256 == "other";
      CHECK_THAT(error.what(), Catch::Contains(is_other ? "deck" : "6 x 5 x 4"));
      CHECK_THAT(error.what(), Catch::Contains(is_other ? "other" : "6 x 5 x 5"));
    }
  }
}

TEST_CASE("a write that fails leaves earlier checkpoints and no debris") {
  const Case c;
  c.write(1);
  {
    const FileSizeLimit full(1500);
    CHECK_THROWS_AS(c.write(2), IoError);
  }
  CHECK_FALSE(fs::exists(c.folder / checkpoint_name(2)));
  CHECK(is_identical(c.newest().state.value_or(SavedState{}), c.state(1)));
}

TEST_CASE("a manifest tells its time exactly") {
  Manifest manifest;
  manifest.time = 0.1 + 0.2;
  manifest.step = 7;
  manifest.shards.push_back({{"rank_00000.h5", 12, "ab", {{"temperature", "cd"}}}, {1, 2, 3, 4}});
  const Manifest back = parse_manifest(manifest_text(manifest));
  CHECK(back.time == 0.1 + 0.2);
  CHECK(back.step == 7);
  CHECK(back.shards.at(0).window.j1 == 4);
  CHECK(back.shards.at(0).file.datasets.at("temperature") == "cd");
}
