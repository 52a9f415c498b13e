// What is looked at before anything is solved: is it solved already, and does it fit?
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/app/command.hpp"

namespace strata::app {

/// What is about to be computed, and where it goes.
struct Undertaking {
  std::string noun;    ///< "deck", "study"
  std::string sha256;  ///< two of the same sum give the same results
  std::filesystem::path directory;
  std::string json_file;  ///< in the folder: what `--json` prints, ...
  std::string text_file;  ///< ... and what is printed otherwise
  bool force = false;
};

/// Prints the stored result of a finished undertaking of the same sum and returns its exit code; empty where
/// it must be computed. Throws Error (deck) where the folder holds results of another one, unless forced.
/// \param speaks  this is the rank that prints
std::optional<ExitCode> repeat_finished(const Undertaking& undertaking, GlobalOptions options, bool speaks);

/// Throws RefusedError where the memory would not do for a solve on `grid`.
void refuse_too_little_memory(const Model& model, const Grid& grid, int ranks);

/// Throws RefusedError where the disk would not do for the result files of a run.
void refuse_too_little_disk(const Model& model, const Grid& grid, int ranks,
                            const std::filesystem::path& directory);

/// Words of the command line, for the record of a run.
std::vector<std::string> command_line(const Invocation& invocation);

/// Makes the folder of results on rank 0 and takes the mark of an earlier run away. Collective.
void create_directory_on_root(MPI_Comm comm, const std::filesystem::path& directory);

/// Where results go: the folder asked for by --output, else `<deck><extension>` beside the deck.
std::filesystem::path output_folder(const std::string& asked_for, const std::string& deck,
                                    const std::string& extension);

}  // namespace strata::app
