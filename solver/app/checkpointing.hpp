// When a run writes checkpoints, and what it goes on from: the policy around postproc/checkpoint/.
//
//   Checkpointing checkpoints(partition, plan.grid, {directory, deck_sha256, model.checkpoint}, note);
//   if (const auto state = restart ? checkpoints.newest() : std::nullopt) solver.restore(*state);
//   ... after every step: if (checkpoints.is_due()) checkpoints.write_on_the_way(solver.save());
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/checkpoint/manifest.hpp"
#include "solver/app/control_file.hpp"
#include "solver/transient/saved_state.hpp"

namespace strata::app {

/// In the folder of the results: write a checkpoint now and go on; removed when obeyed.
inline constexpr const char* kCheckpointFile = "strata.checkpoint";

/// Whose checkpoints, and where.
struct CheckpointPlace {
  std::filesystem::path directory;  ///< of the results; checkpoints lie in its folder "checkpoints"
  std::string deck_sha256;          ///< two runs of the same sum may go on from each other's states
  CheckpointSettings settings;
};

class Checkpointing {
 public:
  /// Borrows the partition. \param note  takes sentences for the user, on rank 0
  Checkpointing(const Partition& partition, const Grid& grid, const CheckpointPlace& place,
                std::function<void(const std::string&)> note);

  /// The interval since the last checkpoint (or since this was made) has passed, or the control file is
  /// there. Collective, the same on every rank; to be asked after every step.
  bool is_due();

  /// Writes a checkpoint, verifies it and removes those beyond the newest CheckpointSettings::keep. A state
  /// whose step was already written or read here is not written again. Collective. Throws IoError, the same
  /// on every rank; earlier checkpoints are then as they were.
  void write(const SavedState& state);
  /// The same, but a failure is a note and no end: the run goes on and tries again after the interval.
  void write_on_the_way(const SavedState& state);

  /// The newest state that is intact; damaged newer ones are noted and put aside. Empty where there is none
  /// at all. Collective. Throws Error (deck) for another deck's or another grid's, IoError where all are
  /// damaged.
  std::optional<SavedState> newest();

  /// Step of the newest checkpoint written or read here; empty where there is none.
  std::optional<std::int64_t> newest_step() const { return newest_step_; }
  /// Wall time of all writes so far [s].
  double seconds() const { return seconds_; }

  /// Removes all checkpoints: of a run that starts anew, or is complete. Collective. Throws IoError.
  void remove_all();

 private:
  using Clock = std::chrono::steady_clock;
  const Partition* partition_;
  CheckpointIdentity identity_;
  std::filesystem::path folder_;
  CheckpointSettings settings_;
  std::function<void(const std::string&)> note_;
  std::optional<std::int64_t> newest_step_;
  ControlFile control_;
  Clock::time_point last_try_;
  double seconds_ = 0.0;
};

/// Step of the newest checkpoint that seems complete in a folder of results, without reading it through;
/// empty where there is none. Needs no other rank.
std::optional<std::int64_t> find_interrupted_run(const std::filesystem::path& directory);

}  // namespace strata::app
