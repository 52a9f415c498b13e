#include "solver/app/sweep/block_runner.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "postproc/collective.hpp"
#include "postproc/dataset/block_writer.hpp"
#include "postproc/dataset/superpose.hpp"
#include "postproc/versions.hpp"
#include "solver/app/sweep/sample_solver.hpp"

namespace strata::app {
namespace {

using Json = nlohmann::ordered_json;

/// A field that holds no number, or empty.
std::string broken_field(const DatasetSample& sample, const DatasetLayout& layout) {
  for (std::size_t n = 0; n < sample.fields.size(); ++n) {
    const auto& values = sample.fields[n];
    if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); }))
      return layout.fields[n].name;
  }
  return {};
}

Json parameters_of(const Sweep& sweep, const SweepSample& sample) {
  Json parameters = Json::object();
  for (std::size_t n = 0; n < sweep.parameters.size(); ++n) {
    const bool is_choice = std::holds_alternative<ChoiceDistribution>(sweep.parameters[n].distribution);
    parameters[sweep.parameters[n].name] = is_choice ? Json(sample.texts[n]) : Json(sample.values[n]);
  }
  return parameters;
}

/// A block that is solved and waits for its files.
struct SolvedBlock {
  std::unique_ptr<BlockWriter> writer;
  std::vector<Json> lines;
};

/// The files first, then the lines: a block with lines is whole.
SweepTally write_block(const std::filesystem::path& directory, SolvedBlock block) {
  const CommittedBlock written = block.writer->commit();
  std::map<std::uint64_t, const WrittenSample*> stored;
  for (const WrittenSample& sample : written.samples) stored.emplace(sample.id, &sample);
  for (Json& line : block.lines) {
    const auto entry = stored.find(line["id"].get<std::uint64_t>());
    if (entry == stored.end()) continue;
    line["file"] = entry->second->file;
    line["index"] = entry->second->index;
    line["temperature_sha256"] = entry->second->sha256;
  }
  append_to_manifest(directory, block.lines);
  SweepTally news;
  for (const std::string& file : written.files)
    news.bytes += static_cast<std::int64_t>(std::filesystem::file_size(directory / file));
  news.compress_s = written.times.compress_s;
  news.write_s = written.times.write_s;
  return news;
}

/// The samples of one block, in order.
class BlockRun {
 public:
  BlockRun(const SweepJob& job, const SweepBlock& block, MPI_Comm comm, const BlockSettings& settings)
      : job_(job),
        sweep_(job.parts[block.part]),
        block_(block),
        settings_(settings),
        solver_(sweep_, job.layout, comm),
        guard_(comm) {}

  /// Empty where it was told to stop. Throws IoError on every rank alike.
  std::optional<SolvedBlock> solve() {
    guard_.run_on_root([&] {
      writer_ = std::make_unique<BlockWriter>(job_.layout, job_.directory, block_.index, settings_.threads);
    });
    for (std::uint64_t id = block_.first; id < block_.last; ++id) {
      if (settings_.should_stop && settings_.should_stop()) return std::nullopt;
      take(make_sample(sweep_, id));
    }
    guard_.finish();
    return SolvedBlock{std::move(writer_), std::move(lines_)};
  }

 private:
  void take(const SweepSample& sample) {
    if (sample.group != group_) parents_.clear();
    group_ = sample.group;
    const std::string input = input_sha256(job_, sample);
    const auto first = job_.first_of_input.find(input);
    SampleOutcome outcome;
    std::optional<std::uint64_t> duplicate_of;
    if (sample.is_superposed) {
      outcome = superpose(sample);
    } else if (first != job_.first_of_input.end() && first->second != sample.id) {
      outcome.status = SampleStatus::duplicate;
      duplicate_of = first->second;
    } else {
      outcome = solver_.solve(sample);
    }
    guard_.run_on_root([&] {
      complete(sample, input, outcome);
      record(sample, input, outcome, duplicate_of);
      store(sample, std::move(outcome));
    });
  }

  /// The weighted mean of the sample's parents, on the rank that writes.
  SampleOutcome superpose(const SweepSample& sample) {
    SampleOutcome outcome;
    std::vector<const DatasetSample*> parents;
    for (const std::uint64_t id : sample.parents) {
      const auto parent = parents_.find(id);
      if (parent != parents_.end()) parents.push_back(&parent->second);
    }
    if (!writer_) return outcome;
    if (parents.size() != sample.parents.size()) {
      outcome.status = SampleStatus::skipped;
      outcome.reason = "a parent was not solved";
      return outcome;
    }
    outcome.sample = strata::superpose(job_.layout, parents, sample.weights);
    return outcome;
  }

  /// What only the driver knows about a sample.
  void complete(const SweepSample& sample, const std::string& input, SampleOutcome& outcome) const {
    if (!outcome.sample) return;
    if (const std::string broken = broken_field(*outcome.sample, job_.layout); !broken.empty()) {
      outcome.status = SampleStatus::failed;
      outcome.reason = fmt::format("{} is not finite", broken);
      outcome.sample.reset();
      return;
    }
    SampleProvenance& provenance = outcome.sample->provenance;
    provenance.id = sample.id;
    provenance.group = sample.group;
    provenance.input_sha256 = input;
    provenance.is_superposed = sample.is_superposed;
    provenance.parents = sample.parents;
    provenance.weights = sample.weights;
    outcome.sample->parameters = sample.values;
  }

  void record(const SweepSample& sample, const std::string& input, const SampleOutcome& outcome,
              const std::optional<std::uint64_t>& duplicate_of) {
    Json line;
    line["id"] = sample.id;
    line["group"] = sample.group;
    line["split"] = sample.split;
    line["status"] = status_text(outcome.status);
    if (!outcome.reason.empty()) line["reason"] = outcome.reason;
    if (duplicate_of) line["duplicate_of"] = *duplicate_of;
    line["generation"] = sample.is_superposed ? "superposition" : "solve";
    if (sample.is_superposed) {
      line["parents"] = sample.parents;
      line["weights"] = sample.weights;
    }
    line["parameters"] = parameters_of(sweep_, sample);
    line["seed"] = sweep_.seed;
    line["input_sha256"] = input;
    line["version"] = strata_version();
    line["git"] = strata_git_commit();
    if (outcome.sample) {
      const SampleProvenance& provenance = outcome.sample->provenance;
      line["grid"] = job_.layout.cells;
      if (!sample.is_superposed) line["native_cells"] = outcome.native_cells;
      line["relative_residual"] = provenance.relative_residual;
      line["iterations"] = provenance.iterations;
      line["energy_imbalance"] = provenance.energy_imbalance;
      line["resampling_error"] = provenance.resampling_error;
    }
    if (!duplicate_of && !sample.is_superposed) {
      line["reused_setup"] = outcome.reused_setup;
      line["seconds"] = {{"model", outcome.seconds.model},
                         {"solve", outcome.seconds.solve},
                         {"extract", outcome.seconds.extract}};
    }
    lines_.push_back(std::move(line));
  }

  void store(const SweepSample& sample, SampleOutcome outcome) {
    SweepTally news;
    switch (outcome.status) {
      case SampleStatus::ok:
        news.ok = 1;
        break;
      case SampleStatus::failed:
        news.failed = 1;
        break;
      case SampleStatus::rejected:
        news.rejected = 1;
        break;
      case SampleStatus::duplicate:
        news.duplicate = 1;
        break;
      case SampleStatus::skipped:
        news.skipped = 1;
        break;
    }
    news.model_s = outcome.seconds.model;
    news.solve_s = outcome.seconds.solve;
    news.extract_s = outcome.seconds.extract;
    if (outcome.sample) {
      news.iterations = outcome.sample->provenance.iterations;
      if (sweep_.superposed_per_group > 0 && !sample.is_superposed)
        parents_.emplace(sample.id, *outcome.sample);
      const double start = MPI_Wtime();
      writer_->add(sample.split, std::move(*outcome.sample));
      if (sweep_.dataset.keeps_native && !sample.is_superposed)
        writer_->add_native(sample.id, solver_.native());
      news.waited_s = MPI_Wtime() - start;
    }
    settings_.on_news(news);
  }

  const SweepJob& job_;
  const Sweep& sweep_;
  const SweepBlock& block_;
  const BlockSettings& settings_;
  SampleSolver solver_;
  CollectiveGuard guard_;
  std::unique_ptr<BlockWriter> writer_;  ///< on rank 0
  std::vector<Json> lines_;
  std::optional<std::uint64_t> group_;
  std::map<std::uint64_t, DatasetSample>
      parents_;  ///< of the group at hand, where samples are made from them
};

}  // namespace

BlockRunner::BlockRunner(const SweepJob& job, MPI_Comm comm, BlockSettings settings)
    : job_(job), comm_(comm), settings_(std::move(settings)) {}

BlockRunner::~BlockRunner() = default;

void BlockRunner::finish() {
  CollectiveGuard guard(comm_);
  guard.run_on_root([&] {
    if (!files_.valid()) return;
    const double start = MPI_Wtime();
    SweepTally news = files_.get();
    news.waited_s = MPI_Wtime() - start;
    settings_.on_news(news);
  });
  guard.finish();
}

bool BlockRunner::run(const SweepBlock& block) {
  std::optional<SolvedBlock> solved = BlockRun(job_, block, comm_, settings_).solve();
  finish();
  if (!solved) return false;
  if (solved->writer)
    files_ = std::async(std::launch::async, write_block, job_.directory, std::move(*solved));
  return true;
}

}  // namespace strata::app
