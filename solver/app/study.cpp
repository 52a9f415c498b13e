// `strata study`: every combination of a few values of a few keys, one row of results each.
#include <chrono>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "inputs/model.hpp"
#include "inputs/variants.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/collective.hpp"
#include "postproc/labels.hpp"
#include "postproc/run_record.hpp"
#include "postproc/study_table.hpp"
#include "postproc/summary.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/command.hpp"
#include "solver/app/deck_identity.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/terminal.hpp"
#include "solver/shared_setup.hpp"
#include "solver/steady_session.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct StudyArguments {
  DeckArguments deck;
  std::vector<std::string> vary;
  std::vector<std::string> results;
  std::string output;
  std::string ranks = "1";
  bool force = false;
};

/// A grid and the variants that are solved on it one after another: those for which can_share_setup holds.
struct Setup {
  std::vector<std::size_t> variants;  ///< ascending
  GridPlan plan;
};

struct StudyJob {
  Invocation& invocation;
  const StudyArguments& arguments;
  Study study;
  std::vector<Model> models;  ///< by variant
  std::vector<Setup> setups;
  std::string warnings;  ///< of the decks
  fs::path directory;
  RunRecord record;
};

/// Texts about variants, each distinct text once, with the variants that it is about.
class VariantTexts {
 public:
  void add(std::size_t variant, const std::string& text) {
    if (text.empty()) return;
    const auto [at, is_new] = place_.emplace(text, entries_.size());
    if (is_new) entries_.push_back({text, {}});
    entries_[at->second].variants.push_back(variant);
  }
  bool empty() const { return entries_.empty(); }

  std::string text(const std::vector<StudyRow>& rows) const {
    std::string result;
    for (const Entry& entry : entries_) {
      if (entry.variants.size() == rows.size()) {
        result += "In every variant:\n";
      } else {
        const std::size_t others = entry.variants.size() - 1;
        result += fmt::format("In variant {} of {} ({}){}:\n", entry.variants.front() + 1, rows.size(),
                              rows[entry.variants.front()].variant.label,
                              others == 0 ? "" : fmt::format(" and {} more", others));
      }
      result += entry.text + (entry.text.ends_with('\n') ? "" : "\n");
    }
    return result;
  }

 private:
  struct Entry {
    std::string text;
    std::vector<std::size_t> variants;
  };
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> place_;
};

[[noreturn]] void refuse(const std::vector<StudyRow>& rows, std::size_t n, const RefusedError& error) {
  throw RefusedError(fmt::format("variant {} ({}): {}", n + 1, rows[n].variant.label, error.what()));
}

/// Plans the grid of a variant, or finds the one before it whose grid serves.
void find_setup(StudyJob& job, std::size_t variant) {
  for (Setup& setup : job.setups) {
    if (!can_share_setup(job.models[setup.variants.front()], job.models[variant])) continue;
    setup.variants.push_back(variant);
    return;
  }
  job.setups.push_back({{variant}, plan_grid(job.models[variant])});
}

/// Loads and meshes every variant, so that every mistake is met before anything is solved.
void load_variants(StudyJob& job) {
  Study& study = job.study;
  study.keys = parse_varied_keys(job.arguments.vary, job.arguments.deck.overrides);
  for (Variant& variant : all_variants(study.keys))
    study.rows.push_back({std::move(variant), {}, {}, 0, {}, {}});
  job.models.resize(study.rows.size());
  VariantTexts mistakes, warnings;
  for (std::size_t n = 0; n < study.rows.size(); ++n) {
    try {
      job.models[n] = load_model(job.arguments.deck.path, overrides_of(study.rows[n].variant, study.keys,
                                                                       job.arguments.deck.overrides));
      require_steady(job.models[n], "a study");
      find_setup(job, n);
      job.models[n].output.superposition = false;  // no column shows it
      warnings.add(n, render(job.models[n].warnings, job.models[n].sources_text));
    } catch (const DeckError& error) {
      mistakes.add(n, error.what());
    } catch (const RefusedError& error) {
      refuse(study.rows, n, error);
    }
  }
  if (!mistakes.empty()) throw DeckError({}, mistakes.text(study.rows));
  study.title = job.models.front().title;
  job.warnings = warnings.text(study.rows);
}

/// Columns of all variants, in the order in which they first appear.
void choose_results(StudyJob& job) {
  std::vector<StudyColumn> available;
  for (const Model& model : job.models) {
    for (StudyColumn& column : available_columns(model)) {
      const auto is_same = [&](const StudyColumn& other) { return other.name() == column.name(); };
      if (std::none_of(available.begin(), available.end(), is_same)) available.push_back(std::move(column));
    }
  }
  job.study.columns = choose_columns(available, job.arguments.results);
}

/// Two studies are the same when their variants and results are.
std::string study_identity(const StudyJob& job) {
  std::string bytes = "study";
  for (const StudyRow& row : job.study.rows) bytes += '\0' + row.variant.label;
  for (const Model& model : job.models) bytes += sha256(deck_identity(model));
  for (const StudyColumn& column : job.study.columns) bytes += '\0' + column.name();
  return bytes;
}

StudyJob prepare(Invocation& invocation, const StudyArguments& arguments) {
  StudyJob job{invocation, arguments, {}, {}, {}, {}, {}, {}};
  load_variants(job);
  choose_results(job);
  job.directory = output_folder(arguments.output, arguments.deck.path, ".study");
  job.record.command_line = command_line(invocation);
  job.record.deck_file = arguments.deck.path;
  job.record.deck_sha256 = sha256(study_identity(job));
  job.record.started = utc_now();
  return job;
}

std::optional<ExitCode> repeat(const StudyJob& job, bool speaks) {
  const Undertaking study{"study",     job.record.deck_sha256, job.directory, "study.json",
                          "study.txt", job.arguments.force};
  return repeat_finished(study, job.invocation.options, speaks);
}

void refuse_what_cannot_fit(const StudyJob& job, int ranks) {
  for (const Setup& setup : job.setups) {
    try {
      refuse_too_little_memory(job.models[setup.variants.front()], setup.plan.grid, {ranks, {}, true});
    } catch (const RefusedError& error) {
      refuse(job.study.rows, setup.variants.front(), error);
    }
  }
}

/// Solves one variant and fills its row; one that cannot be solved is marked and the others go on.
void solve_variant(StudyJob& job, std::size_t n, const GridPlan& plan, const Partition& partition,
                   SteadySession& session, const SteadyOptions& options) {
  StudyRow& row = job.study.rows[n];
  const Model& model = job.models[n];
  row.values.assign(job.study.columns.size(), std::nan(""));
  try {
    SolvedModel solved;
    solved.heat = model.solves_heat ? session.solve(model) : materials_alone(model, plan, partition);
    solved.stress = solve_stress_of(model, plan, partition, solved.heat, options);
    const Summary summary = summarize(solved.view(model, plan, partition));
    for (std::size_t c = 0; c < row.values.size(); ++c) {
      row.values[c] = value_of(job.study.columns[c], summary);
    }
    row.iterations = solved.heat.convergence.iterations;
    if (solved.stress) row.iterations += solved.stress->convergence.iterations;
    row.warnings = summary.warnings;
    row.status = summary.any_limit_exceeded() ? ExitCode::limit_exceeded : ExitCode::ok;
    row.reason = summary.any_limit_exceeded() ? "a limit was exceeded" : "converged";
  } catch (const SolveError& error) {
    row.status = ExitCode::not_converged;
    row.reason = error.what();
  } catch (const DeckError& error) {  // what only the mesh shows, such as heat released in void
    row.status = ExitCode::deck;
    row.reason = error.what();
  }
}

/// Solves the variants that share a grid. \param speaks  this is the rank that prints
void solve_setup(StudyJob& job, const Setup& setup, MPI_Comm comm, bool speaks) {
  GlobalOptions options = job.invocation.options;
  options.quiet = options.quiet || !speaks;
  const auto& rows = job.study.rows;
  const Partition partition(comm, setup.plan.grid);
  std::optional<ProgressDisplay> display;
  SteadyOptions steady;
  steady.on_progress = [&](const Progress& progress) { display->update(progress); };
  SteadySession session(setup.plan, partition, steady);
  for (const std::size_t n : setup.variants) {
    const auto start = std::chrono::steady_clock::now();
    display.emplace(options, speaks);
    solve_variant(job, n, setup.plan, partition, session, steady);
    display.reset();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    print_note(options,
               fmt::format("variant {} of {} ({}): {}, {} iterations, {:.1f} s", n + 1, rows.size(),
                           rows[n].variant.label, status_word(rows[n].status), rows[n].iterations, seconds));
  }
  if (session.n_shared() > 0)
    print_note(options, fmt::format("set-up shared by {} variants", session.n_shared() + 1));
}

/// Set-up by set-up, so that never two of them are in memory.
void solve_all(StudyJob& job, MPI_Comm comm, bool speaks) {
  for (const Setup& setup : job.setups) solve_setup(job, setup, comm, speaks);
}

/// Draws study.png; a study is whole without it. Rank 0 only.
void draw_picture(StudyJob& job) {
  if (!job.models.front().output.pictures) return;
  const std::string failure = run_strata_post({"study", job.directory.string()});
  if (failure.empty()) {
    job.record.files.emplace_back("study.png");
  } else {
    print_note(job.invocation.options, "no picture: " + failure);
  }
}

/// Writes everything; run.json, the mark of a whole study, comes last.
void write_results(StudyJob& job, MPI_Comm comm) {
  create_directory_on_root(comm, job.directory);
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    write_file_atomically(job.directory / "study.csv", study_csv(job.study));
    write_file_atomically(job.directory / "study.json", study_json(job.study));
    write_file_atomically(job.directory / "study.txt", study_text(job.study));
    job.record.files = {"study.csv", "study.json", "study.txt"};
    draw_picture(job);
  });
  guard.finish();
  write_run_record(comm, job.record, job.directory);
}

std::string reason_of(const Study& study) {
  std::map<std::string, int> counts;
  for (const StudyRow& row : study.rows) ++counts[status_word(row.status)];
  std::string text;
  for (const auto& [word, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
  }
  return text;
}

ExitCode solve_and_write(StudyJob& job, MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank == 0 && !job.invocation.options.quiet) fmt::print(stderr, "{}", job.warnings);
  solve_all(job, comm, rank == 0);
  job.record.exit_code = job.study.exit_code();
  job.record.reason = reason_of(job.study);
  write_results(job, comm);
  if (rank != 0) return job.record.exit_code;
  if (job.invocation.options.json) {
    fmt::print("{}", study_json(job.study));
  } else {
    fmt::print("{}\nFiles in {}\n  {}\n", study_text(job.study), job.directory.string(),
               fmt::join(job.record.files, "\n  "));
  }
  return job.record.exit_code;
}

ExitCode study(Invocation& invocation, const StudyArguments& arguments) {
  const int ranks = parse_ranks(arguments.ranks);
  if (under_mpi_launcher()) {
    return with_runtime(invocation, [&](MPI_Comm comm) {
      int size = 1, rank = 0;
      MPI_Comm_size(comm, &size);
      MPI_Comm_rank(comm, &rank);
      StudyJob job = prepare(invocation, arguments);
      if (const auto code = repeat(job, rank == 0)) return *code;
      refuse_what_cannot_fit(job, size);
      return solve_and_write(job, comm);
    });
  }
  StudyJob job = prepare(invocation, arguments);
  if (const auto code = repeat(job, true)) return *code;
  refuse_what_cannot_fit(job, ranks);
  relaunch_under_mpirun(invocation, ranks);
  return with_runtime(invocation, [&](MPI_Comm comm) { return solve_and_write(job, comm); });
}

}  // namespace

void add_study(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("study", "Solve a deck for a few values of a few keys: one table");
  auto arguments = std::make_shared<StudyArguments>();
  add_deck_arguments(*command, arguments->deck);
  command
      ->add_option("--vary", arguments->vary,
                   "A key and its values: path.to[2].key=value,value; several give all combinations")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--result", arguments->results,
                   "Results to show instead of the usual ones, such as die_power or "
                   "junction_temperature_max:gpu.die; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("-o,--output", arguments->output, "Folder of the results (default: <deck>.study)");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->default_str("1");
  command->add_flag("--force", arguments->force,
                    "Replace results of another study, or solve the same one again");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return study(invocation, *arguments); };
  });
}

}  // namespace strata::app
