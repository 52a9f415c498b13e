// What `strata sweep` has to do: which samples, in which blocks, into which dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/sweep/sweep.hpp"
#include "postproc/dataset/dataset.hpp"
#include "postproc/dataset/manifest.hpp"
#include "solver/app/command.hpp"

namespace strata::app {

struct SweepArguments {
  DeckArguments sweep;  ///< path of the sweep; `--set` arguments are those of its deck
  std::string output;
  std::string ranks = "1";
  int ranks_per_sample = 1;
  int threads = 0;  ///< that compress, per writing rank; 0: the cores that are left
  std::uint64_t start = 0;
  std::uint64_t count = 0;  ///< 0: to the end
  std::string requests;     ///< CSV of parameters
  bool append = false;
  bool check_only = false;
  bool no_card = false;
};

/// Samples in a row that are solved by one group of ranks, from nothing, and written together.
struct SweepBlock {
  std::uint64_t index = 0;            ///< of the dataset: its first sample is index * block
  std::size_t part = 0;               ///< index into SweepJob::parts
  std::uint64_t first = 0, last = 0;  ///< ids [first, last)
};

/// A sweep and everything that is known before its first sample.
struct SweepJob {
  Sweep base;                ///< the sweep's file
  std::vector<Sweep> parts;  ///< the sweep itself, then what was asked for later by tables of parameters
  std::filesystem::path directory;
  std::string identity;  ///< sha256 of sweep and base deck: datasets of equal ones may be added to
  DatasetLayout layout;
  std::string requests_text;          ///< of the CSV that comes with this call; empty: none
  std::vector<SweepBlock> blocks;     ///< that are still to be made, in order
  std::vector<std::uint64_t> wanted;  ///< ids that this call is about
  std::map<std::string, std::uint64_t>
      first_of_input;               ///< sha256 of a sample's key -> smallest id that has it
  std::uint64_t n_done_before = 0;  ///< of the ids that this call is about
};

/// Everything that needs no other rank: reads the sweep, its deck and the manifest, and finds what is left to
/// do. Throws Error (deck) where the folder holds another dataset, where --start is no block's first sample,
/// ...
SweepJob prepare_sweep(const SweepArguments& arguments);

/// Chooses the grid of the dataset, which may need the extent of every sample, and writes what is written
/// before the first sample. Collective over `comm`. Throws IoError, DeckError.
void open_dataset(SweepJob& job, MPI_Comm comm);

/// sha256 of all that makes a sample: equal ones are equal samples.
std::string input_sha256(const SweepJob& job, const SweepSample& sample);

}  // namespace strata::app
