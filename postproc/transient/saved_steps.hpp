// The fields of a transient at the times that were asked for, on the disk as soon as they are known: a long
// run holds none of them in memory, and a kill loses none. While the run goes on, every moment is a file
// `steps/NNNNNN.h5` that holds the group /steps/NNNNNN of results.h5, beside ParaView files and an index; at
// the end results.h5 takes them over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <mpi.h>

#include "solver/heat_solution.hpp"

namespace strata {

class Hdf5File;

/// A moment whose fields are kept.
struct SavedStep {
  std::size_t number = 0;  ///< in the names of its files
  double time = 0.0;       ///< [s]
  std::uintmax_t bytes = 0;
  std::vector<std::string> paraview;  ///< names relative to the folder of results; first the one to open
};

/// Everything is collective over the communicator and throws IoError on every rank alike.
class SavedSteps {
 public:
  /// \param directory    of the results
  /// \param deck_sha256  steps of another deck are not gone on with
  SavedSteps(MPI_Comm comm, std::filesystem::path directory, std::string deck_sha256);

  /// Takes away what an earlier run saved.
  void start();
  /// Goes on with what an interrupted run of the same deck saved until `time` [s]; what it saved later is
  /// taken away. \return one line for each moment whose files are gone or damaged, which is left out
  std::vector<std::string> resume(double time);

  /// Writes the first step of `view` as the moment `time` [s], and the collection for ParaView. When this
  /// returns the moment is safe.
  void add(const SolutionView& view, double time);

  /// The same on every rank, in the order of time.
  const std::vector<SavedStep>& steps() const { return steps_; }
  /// Those for ParaView, collection first; empty where there are none.
  std::vector<std::string> paraview_files() const;

  /// Copies every moment into /steps of an open file, numbered from 0. On rank 0.
  void copy_into(Hdf5File& file) const;
  /// Takes the files of the moments away once results.h5 has them. ParaView's stay.
  void remove_step_files();

 private:
  std::filesystem::path step_file(const SavedStep& step) const;
  std::string read_index() const;
  void write_index() const;
  void remove_others() const;
  bool is_whole(const SavedStep& step) const;
  std::vector<std::string> take_over(const std::string& index, double time);

  MPI_Comm comm_;
  std::filesystem::path directory_;
  std::string deck_sha256_;
  std::vector<SavedStep> steps_;
};

}  // namespace strata
