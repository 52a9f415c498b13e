#include "solver/app/batch_script.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace strata::app {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
/// MPI's own buffers, which the estimate of a run does not count [MiB].
constexpr double kMemoryOfMpi = 150.0;
constexpr double kMemoryStep = 50.0;

/// The signal comes a twentieth of the limit before its end, one to five minutes, and never in the first
/// half. Slurm sends it up to a minute early.
int seconds_of_warning(double limit) {
  return static_cast<int>(std::min(std::clamp(0.05 * limit, 60.0, 300.0), 0.5 * limit));
}

/// Memory to ask for per rank [MiB].
int mebibytes(double bytes_per_rank) {
  return static_cast<int>(kMemoryStep * std::ceil((bytes_per_rank / kMiB + kMemoryOfMpi) / kMemoryStep));
}

/// Slurm splits #SBATCH lines at blanks and expands % in file names.
std::string plain_name(std::string name) {
  for (char& c : name) {
    const bool is_plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    if (!is_plain) c = '_';
  }
  return name.empty() ? "strata" : name;
}

void add_directive(std::string& text, const std::string& directive, const char* why = "") {
  text += *why == '\0' ? fmt::format("#SBATCH {}\n", directive)
                       : fmt::format("#SBATCH {:<28} # {}\n", directive, why);
}

std::string directives(const BatchJob& job) {
  const std::string name = plain_name(job.name);
  const bool is_array = job.decks.size() > 1;
  std::string text = "#!/bin/bash\n";
  add_directive(text, "--job-name=" + name);
  if (!job.account.empty()) add_directive(text, "--account=" + job.account);
  if (!job.partition.empty()) add_directive(text, "--partition=" + job.partition);
  if (is_array) {
    const std::string limit = job.at_once > 0 ? fmt::format("%{}", job.at_once) : "";
    add_directive(text, fmt::format("--array=0-{}{}", job.decks.size() - 1, limit), "one task per deck");
  }
  add_directive(text, fmt::format("--ntasks={}", job.ranks));
  if (job.nodes > 0) add_directive(text, fmt::format("--nodes={}", job.nodes));
  if (job.gpus > 0) add_directive(text, fmt::format("--gpus={}", job.gpus));
  add_directive(text, "--cpus-per-task=1");
  add_directive(text, fmt::format("--mem-per-cpu={}M", mebibytes(job.bytes_per_rank)),
                "what 'strata check' estimates, and MPI's buffers");
  add_directive(text, "--time=" + job.time);
  add_directive(text, fmt::format("--signal=USR1@{}", seconds_of_warning(job.time_seconds)),
                "then: a checkpoint, and exit code 75");
  add_directive(text, "--requeue", "also after a node has failed");
  add_directive(text, "--open-mode=append", "a job that goes on keeps its log");
  add_directive(text, fmt::format("--output={}.{}.log", name, is_array ? "%A_%a" : "%j"));
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += ' ' + shell_quoted(word);
  return text;
}

std::string choice_of_deck(const BatchJob& job) {
  if (job.decks.size() == 1) return "deck=" + shell_quoted(job.decks.front()) + "\n";
  std::string text = "decks=(\n";
  for (const std::string& deck : job.decks) text += "  " + shell_quoted(deck) + "\n";
  return text + ")\ndeck=${decks[$SLURM_ARRAY_TASK_ID]}\n";
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  const bool is_plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_./:=,+@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (is_plain) return word;
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

std::string batch_script(const BatchJob& job) {
  std::string text = directives(job);
  text +=
      "# What MPI, PETSc and HDF5 need on this cluster goes here, such as: module load openmpi petsc hdf5\n"
      "# Clusters whose MPI has no PMIx: srun --mpi=list shows what to write instead.\n\n";
  text += fmt::format("attempts={}\n", job.attempts);
  if (!job.root.empty()) text += "export STRATA_ROOT=" + shell_quoted(job.root) + "\n";
  text += "strata=" + shell_quoted(job.program) + "\n" + choice_of_deck(job);
  text += fmt::format(
      "\n"
      "srun --mpi=pmix \"$strata\" run \"$deck\" --restart{}\n"
      "code=$?\n"
      "\n"
      "# 75: stopped early with a good checkpoint. The same job goes back into the queue and goes on from "
      "there.\n"
      "if [ \"$code\" -eq 75 ] && [ \"${{SLURM_RESTART_COUNT:-0}}\" -lt \"$attempts\" ]; then\n"
      "  scontrol requeue \"$SLURM_JOB_ID\" && sleep 60  # Slurm ends this script meanwhile\n"
      "fi\n"
      "exit \"$code\"\n",
      joined(job.options));
  return text;
}

}  // namespace strata::app
