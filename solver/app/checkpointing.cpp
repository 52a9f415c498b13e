#include "solver/app/checkpointing.hpp"

#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/checkpoint/checkpoint_folder.hpp"
#include "postproc/checkpoint/read_checkpoint.hpp"
#include "postproc/checkpoint/write_checkpoint.hpp"
#include "postproc/collective.hpp"

namespace strata::app {

Checkpointing::Checkpointing(const Partition& partition, const Grid& grid, const CheckpointPlace& place,
                             std::function<void(const std::string&)> note)
    : partition_(&partition),
      identity_(checkpoint_identity(place.deck_sha256, grid)),
      folder_(place.directory / kCheckpointFolder),
      settings_(place.settings),
      note_(std::move(note)),
      control_(place.directory / kCheckpointFile),
      last_try_(Clock::now()) {}

bool Checkpointing::is_due() {
  int due = 0;
  if (partition_->rank() == 0) {
    const std::chrono::duration<double> since = Clock::now() - last_try_;
    due = control_.take() || (settings_.interval > 0.0 && since.count() >= settings_.interval) ? 1 : 0;
  }
  MPI_Bcast(&due, 1, MPI_INT, 0, partition_->comm());
  return due != 0;
}

void Checkpointing::write(const SavedState& state) {
  if (newest_step_ == state.step) return;
  const auto start = Clock::now();
  last_try_ = start;
  write_checkpoint(*partition_, identity_, folder_, state, settings_.keep);
  newest_step_ = state.step;
  last_try_ = Clock::now();
  seconds_ += std::chrono::duration<double>(last_try_ - start).count();
}

void Checkpointing::write_on_the_way(const SavedState& state) {
  try {
    write(state);
  } catch (const IoError& error) {
    if (partition_->rank() != 0) return;
    const std::string earlier = newest_step_ ? "that of step " + std::to_string(*newest_step_) + " stays"
                                             : std::string("there is none yet");
    note_(fmt::format("warning: no checkpoint at step {}: {}; {}, the run goes on", state.step, error.what(),
                      earlier));
  }
}

std::optional<SavedState> Checkpointing::newest() {
  NewestCheckpoint found = read_newest_checkpoint(*partition_, identity_, folder_);
  if (found.state) newest_step_ = found.state->step;
  if (partition_->rank() == 0) {
    for (const std::string& damaged : found.damaged) note_("warning: " + damaged);
  }
  last_try_ = Clock::now();
  return std::move(found.state);
}

void Checkpointing::remove_all() {
  CollectiveGuard guard(partition_->comm());
  guard.run_on_root([&] {
    for (const std::int64_t step : list_checkpoints(folder_)) remove_checkpoint(folder_, step);
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
    if (error) throw IoError("cannot remove '" + folder_.string() + "': " + error.message());
  });
  guard.finish();
  newest_step_.reset();
}

std::optional<std::int64_t> find_interrupted_run(const std::filesystem::path& directory) {
  const std::vector<std::int64_t> steps = list_checkpoints(directory / kCheckpointFolder);
  if (steps.empty()) return std::nullopt;
  return steps.front();
}

}  // namespace strata::app
