// run.json: who computed what, when and with what, and the checksums of what was written. It is written last,
// so its presence says that a run is complete; a run that finds one for the same deck need not compute again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/error.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

inline constexpr int kRunRecordFormatVersion = 1;

/// Of a run that was watched (docs/in_situ.md).
struct WatchRecord {
  std::int64_t looks = 0;
  std::int64_t failed_looks = 0;
  double first_look_s = 0.0;  ///< wall time, with what is loaded then [s]
  double seconds = 0.0;       ///< wall time of all looks [s]
};

/// What the caller knows about its run.
struct RunRecord {
  std::vector<std::string> command_line;
  std::string deck_file;
  std::string deck_sha256;  ///< sha256(Model::resolved_deck)
  std::string started;      ///< utc_now() at the start
  ExitCode exit_code = ExitCode::ok;
  std::string reason;  ///< one sentence: "converged", "a limit was exceeded"
  Timings timings;
  std::optional<Timings> stress_timings;  ///< where the deck asks for stress
  double output_s = 0.0;                  ///< wall time of writing [s]
  double checkpoints_s = 0.0;             ///< wall time of checkpoints, of this start of the run [s]
  std::optional<WatchRecord> in_situ;     ///< where the deck asks to be watched, and that was possible
  std::vector<std::string> files;         ///< written by the run, relative to its directory
};

/// Writes `directory`/run.json on rank 0: the record, versions, hosts, peak memory of every rank, sizes and
/// SHA-256 of `record.files`. Collective over `comm`. Throws IoError on every rank alike.
void write_run_record(MPI_Comm comm, const RunRecord& record, const std::filesystem::path& directory);

/// What an earlier run left in a directory.
struct FinishedRun {
  std::string deck_sha256;
  std::string strata_version;
  std::string git_commit;
  ExitCode exit_code = ExitCode::ok;
  std::string reason;
  std::string finished;  ///< UTC, ISO 8601
};

/// Reads `directory`/run.json. Empty where there is none, where it cannot be understood, or where a file it
/// lists is missing or has another size: then the run is not to be trusted as finished. Never throws for what
/// it reads.
std::optional<FinishedRun> find_finished_run(const std::filesystem::path& directory);

/// Takes the mark of an earlier run away, before its files are replaced. Throws IoError.
void remove_run_record(const std::filesystem::path& directory);

/// Largest resident set of this process so far [bytes] (getrusage).
std::int64_t peak_memory_bytes();

}  // namespace strata
