// The files of one block of samples: data/SPLIT/block_NNNNNN.hdf5 in The Well's layout for every split that
// occurs, native/block_NNNNNN.h5 where native fields were given, and statistics/block_NNNNNN.json. Samples
// are shuffled and deflated by threads while the caller solves the next one; HDF5 is touched in commit()
// alone, by the thread that calls it. Files are whole or not there, and their bytes depend on the samples
// alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "postproc/dataset/dataset.hpp"
#include "postproc/dataset/native_fields.hpp"
#include "postproc/dataset/statistics.hpp"

namespace strata {

struct WrittenSample {
  std::uint64_t id = 0;
  std::string split;
  std::string file;         ///< relative to the dataset: "data/train/block_000003.hdf5"
  std::uint64_t index = 0;  ///< along the first axis of the file
  std::string sha256;       ///< of the stored bytes of temperature's second frame, before compression
};

struct WriteTimes {
  double compress_s = 0.0;  ///< all threads together
  double wait_s = 0.0;      ///< in add(): the caller was ahead of the threads
  double write_s = 0.0;     ///< in commit(), once all is compressed
};

struct CommittedBlock {
  std::vector<WrittenSample> samples;  ///< ascending in id
  DatasetStatistics statistics;        ///< of the training samples of the block
  std::vector<std::string> files;      ///< all that were written, relative to the dataset
  WriteTimes times;
};

class BlockWriter {
 public:
  /// \param directory    of the dataset; folders are made when they are needed
  /// \param threads      that compress; 0: add() does
  /// \param max_waiting  samples that may wait for a thread before add() does
  BlockWriter(DatasetLayout layout, std::filesystem::path directory, std::uint64_t block, int threads,
              std::size_t max_waiting = 4);
  /// Drops what was not committed.
  ~BlockWriter();
  BlockWriter(const BlockWriter&) = delete;
  BlockWriter& operator=(const BlockWriter&) = delete;

  /// \param split  "train", "valid", "test" or "test_ood"
  /// Throws Error(internal) where the sample does not have the layout's shapes or its id was there before,
  /// and what a thread has thrown since: Error(not_converged) for a number that is not finite, naming the
  /// field and the id. Nothing of the block can be committed after that.
  void add(const std::string& split, DatasetSample sample);
  /// The solution on its own grid, in SI, as group "NNNNNNNNN" of the native file.
  void add_native(std::uint64_t id, NativeFields fields);

  /// Waits for the threads and writes all files. No other thread may use HDF5 meanwhile. Throws as add does,
  /// and IoError; files of the block that were there before are then whole, old or new.
  CommittedBlock commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "block_000012"
std::string block_name(std::uint64_t block);

}  // namespace strata
