// What steady and transient runs share: what was asked, what was read, and what is left behind at the end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "postproc/run_record.hpp"
#include "postproc/summary.hpp"
#include "solver/app/command.hpp"

namespace strata::app {

struct RunArguments {
  DeckArguments deck;
  std::string output;
  std::string ranks = "1";
  bool force = false;
  bool uncertainty = false;
  bool report = false;
  bool restart = false;
  std::string time_limit;  ///< see find_time_limit()
};

/// One run: what was asked, what was read, where it goes.
struct Job {
  Invocation& invocation;
  const RunArguments& arguments;
  Model model;
  GridPlan plan;
  std::filesystem::path directory;
  RunRecord record;
  std::string failed_watching{};  ///< why pictures or extracts of the run are missing; empty: none is
};

/// Warnings of the deck, on stderr. Rank 0 only.
void print_warnings(const Job& job);

/// Writes what comes after the fields, summary.json, pictures, summary.txt, and sets exit code and reason by
/// the limits; run.json, the mark of a whole run, comes last. Job::record has the files written so far.
/// Collective. Throws IoError. \param output_start  MPI_Wtime() before the first file
void finish_results(Job& job, const Summary& summary, MPI_Comm comm, double output_start);

/// The summary on stdout, and the page about the run where it was asked for. Rank 0 only.
void print_results(const Job& job, const Summary& summary);

/// The page about the run, where it was asked for; like pictures, it never fails a run. Rank 0 only.
void make_report(const Job& job);

void append(std::vector<std::string>& list, const std::vector<std::string>& more);

}  // namespace strata::app
