// Checkpoints written on one number of ranks and read on another: every pair that fits into this job.
#include <filesystem>

#include <catch2/catch.hpp>

#include "checkpoint_case.hpp"
#include "inputs/error.hpp"
#include "postproc/checkpoint/checkpoint_folder.hpp"
#include "postproc/checkpoint/read_checkpoint.hpp"
#include "postproc/checkpoint/write_checkpoint.hpp"

namespace fs = std::filesystem;
using namespace strata;

namespace {

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int world_size() {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

/// Runs `work` on a communicator of the first n ranks; the others wait.
template <class Work>
void on_ranks(int n, Work&& work) {
  MPI_Comm comm = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, world_rank() < n ? 0 : MPI_UNDEFINED, 0, &comm);
  if (comm != MPI_COMM_NULL) {
    work(comm);
    MPI_Comm_free(&comm);
  }
  MPI_Barrier(MPI_COMM_WORLD);
}

/// One folder for all ranks, gone at the end.
struct SharedFolder {
  SharedFolder() : path(fs::temp_directory_path() / ("strata_ranks_" + std::to_string(world_size()))) {
    if (world_rank() == 0) fs::remove_all(path);
    MPI_Barrier(MPI_COMM_WORLD);
  }
  ~SharedFolder() {
    MPI_Barrier(MPI_COMM_WORLD);
    std::error_code ignored;
    if (world_rank() == 0) fs::remove_all(path, ignored);
  }
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;
  fs::path path;
};

}  // namespace

TEST_CASE("a state is the same on any number of ranks") {
  const SharedFolder folder;
  const Grid grid = unit_grid(9, 7, 3);
  const CheckpointIdentity identity = checkpoint_identity("deck", grid);
  for (int writers = 1; writers <= world_size(); ++writers) {
    on_ranks(writers, [&](MPI_Comm comm) {
      const Partition partition(comm, grid);
      write_checkpoint(partition, identity, folder.path, made_up_state(partition, writers), 1);
    });
    for (int readers = 1; readers <= world_size(); ++readers) {
      on_ranks(readers, [&](MPI_Comm comm) {
        const Partition partition(comm, grid);
        const NewestCheckpoint found = read_newest_checkpoint(partition, identity, folder.path);
        CHECK(is_identical(found.state.value_or(SavedState{}), made_up_state(partition, writers)));
      });
    }
  }
}

TEST_CASE("ranks agree on a shard that only one of them finds damaged, and on another's deck") {
  const SharedFolder folder;
  const Grid grid = unit_grid(8, 8, 2);
  const CheckpointIdentity identity = checkpoint_identity("deck", grid);
  const Partition partition(MPI_COMM_WORLD, grid);
  for (const std::int64_t step : {1, 2}) {
    write_checkpoint(partition, identity, folder.path, made_up_state(partition, step), 3);
  }
  if (world_rank() == 0) {
    fs::resize_file(folder.path / "000002" / ("rank_0000" + std::to_string(world_size() - 1) + ".h5"), 100);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  const NewestCheckpoint found = read_newest_checkpoint(partition, identity, folder.path);
  CHECK(is_identical(found.state.value_or(SavedState{}), made_up_state(partition, 1)));
  CHECK(found.damaged.size() == 1);
  CHECK_THROWS_AS(read_newest_checkpoint(partition, checkpoint_identity("other", grid), folder.path), Error);
}
