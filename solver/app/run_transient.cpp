#include "solver/app/run_transient.hpp"

#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "postproc/read_temperatures.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/transient/saved_steps.hpp"
#include "postproc/transient/series_csv.hpp"
#include "postproc/transient/transient_text.hpp"
#include "postproc/vtr.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/checkpointing.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/stop_request.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/time_limit.hpp"
#include "solver/app/watch.hpp"
#include "solver/app/watchdog.hpp"
#include "solver/transient/transient_solver.hpp"

namespace strata::app {
namespace {

/// A series that grows long is written at most this share of the time.
constexpr double kShareOfSeries = 0.02;

/// The deck as far as it is solved at every moment that is kept: load cases at uniform temperatures do not
/// change.
Model model_of_moments(const Model& model) {
  Model moments = model;
  std::optional<StressAnalysis>& stress = moments.stress;
  if (stress) stress->temperatures.clear();
  if (stress && !stress->under_solved_heat) stress.reset();
  return moments;
}

const Transient& transient_of(const Model& model) {
  if (!model.transient) throw Error(ExitCode::internal, "a steady deck was run as a transient");
  return *model.transient;
}

class TransientRun {
 public:
  TransientRun(Job& job, MPI_Comm comm)
      : job_(job),
        transient_(transient_of(job.model)),
        comm_(comm),
        partition_(comm, job.plan.grid),
        display_(job.invocation.options, partition_.rank() == 0),
        model_of_moments_(model_of_moments(job.model)),
        saved_(comm, job.directory, job.record.deck_sha256),
        checkpoints_(partition_, job.plan.grid, {job.directory, job.record.deck_sha256, job.model.checkpoint},
                     [this](const std::string& text) { note(text); }),
        watch_(job, partition_, [this](const std::string& text) { note(text); }),
        solver_(job.model, job.plan, partition_, options()) {}

  ExitCode run() {
    const double start = MPI_Wtime();
    create_directory_on_root(comm_, job_.directory);
    StopRequest stop(comm_, job_.directory, find_time_limit(job_.arguments.time_limit));
    watchdog_ = std::make_unique<Watchdog>(watchdog_limits(), end_all_ranks);
    begin();
    while (!solver_.is_finished()) {
      advance();
      if (solver_.is_finished()) break;
      keep_what_is_due();
      if (const auto reason = stop.reason()) return stop_early(*reason);
    }
    watchdog_.reset();
    job_.record.timings.solve_s = MPI_Wtime() - start - job_.record.output_s - checkpoints_.seconds();
    job_.record.checkpoints_s = checkpoints_.seconds();
    return finish();
  }

 private:
  SteadyOptions options() {
    SteadyOptions options;
    // Steps have their own display; iterations are shown of a steady start only.
    options.on_progress = [this](const Progress& progress) {
      if (watchdog_) watchdog_->progress();
      if (!is_stepping_) display_.update(progress);
    };
    return options;
  }

  void note(const std::string& text) {
    if (partition_.rank() != 0) return;
    display_.finish();
    print_note(job_.invocation.options, text);
  }

  void begin() {
    if (job_.arguments.restart) {
      if (const auto state = checkpoints_.newest()) {
        go_on_from(*state);
        return;
      }
      note("there is no checkpoint to go on from: starting at the beginning");
    }
    checkpoints_.remove_all();
    saved_.start();
    const InitialState& initial = transient_.initial;
    if (initial.kind == InitialState::Kind::file) {
      solver_.start_from(read_temperatures(initial.file, job_.plan.grid, partition_));
    } else {
      solver_.start();
    }
    is_stepping_ = true;
    keep_what_is_due();
  }

  void go_on_from(const SavedState& state) {
    solver_.restore(state);
    last_time_ = solver_.time();
    if (solver_.is_seeking_cycle()) {
      saved_.start();
    } else {
      lost_ = saved_.resume(solver_.time());
    }
    for (const std::string& line : lost_) note("warning: " + line);
    note(fmt::format("going on from step {} at {}", solver_.step(), time_text(solver_.time())));
    is_stepping_ = true;
    keep_what_is_due();
  }

  void advance() {
    try {
      solver_.advance();
    } catch (const SolveError&) {
      display_.finish();
      keep_after_failure();
      throw;
    }
    watchdog_->step();
    TimeProgress progress{solver_.time(), solver_.end(), solver_.time() - last_time_, solver_.step(), {}};
    if (solver_.is_seeking_cycle()) {
      progress.end = transient_.period;
      progress.cycle = solver_.counts().cycles + 1;
    }
    // A new cycle, and what follows them, starts at time 0 again.
    if (progress.step_size <= 0.0) progress.step_size = solver_.time();
    last_time_ = solver_.time();
    display_.update(progress);
  }

  /// The last good state and the series until then; why the run ends is not to be lost over a full disk.
  void keep_after_failure() {
    checkpoints_.write_on_the_way(solver_.save());
    try {
      write_series();
    } catch (const IoError& error) {
      note(fmt::format("warning: {}", error.what()));
    }
  }

  /// Leaves the state behind that the next run goes on from. Throws IoError where that cannot be had.
  ExitCode stop_early(const std::string& reason) {
    try {
      checkpoints_.write(solver_.save());
    } catch (const IoError& error) {
      const auto step = checkpoints_.newest_step();
      throw IoError(fmt::format("no checkpoint at step {}: {}; {}", solver_.step(), error.what(),
                                step ? fmt::format("--restart goes on from step {}", *step)
                                     : std::string("there is no earlier one")));
    }
    write_series();
    note(fmt::format("stopped at {} of {} ({}); the same command with --restart goes on from there",
                     time_text(solver_.time()), time_text(solver_.end()), reason));
    return ExitCode::stopped_early;
  }

  bool is_saved() const { return !saved_.steps().empty() && saved_.steps().back().time >= solver_.time(); }

  void keep_what_is_due() {
    const bool is_moment = solver_.is_at_save_time() && !is_saved();
    const bool is_look = !solver_.is_seeking_cycle() && watch_.is_due(now());
    if (is_moment || is_look) {
      const SolvedModel moment =
          is_moment || watch_.wants_stress() ? solve_moment(model_of_moments_) : temperatures_of_moment();
      const SolutionView view = moment.view(model_of_moments_, job_.plan, partition_);
      if (is_look) look(view);
      if (is_moment) save(view);
    }
    // After the fields: who goes on from a checkpoint expects those of its time.
    const bool is_checkpoint = checkpoints_.is_due();
    if (is_checkpoint) checkpoints_.write_on_the_way(solver_.save());
    if (is_moment || is_checkpoint) write_series_now_and_then();
  }

  SolvedModel temperatures_of_moment() {
    SolvedModel moment;
    moment.heat = solver_.solution();
    return moment;
  }

  /// The present temperatures, and the stress under them.
  SolvedModel solve_moment(const Model& model) {
    SolvedModel moment = temperatures_of_moment();
    moment.stress = solve_stress_of(model, job_.plan, partition_, moment.heat, options());
    return moment;
  }

  InSituMoment now() const { return {solver_.time(), solver_.step(), solver_.is_finished()}; }

  void look(const SolutionView& view) {
    std::optional<Watchdog::Nap> nap;
    if (watchdog_) nap.emplace(*watchdog_);
    const double start = MPI_Wtime();
    watch_.look(view, now());
    job_.record.output_s += MPI_Wtime() - start;
  }

  void save(const SolutionView& view) {
    std::optional<Watchdog::Nap> nap;
    if (watchdog_) nap.emplace(*watchdog_);
    const double start = MPI_Wtime();
    saved_.add(view, solver_.time());
    job_.record.output_s += MPI_Wtime() - start;
  }

  std::vector<std::string> write_series() {
    return write_series_csv(comm_, solver_.series(), job_.directory);
  }

  void write_series_now_and_then() {
    const double start = MPI_Wtime();
    double may_write = start - last_series_ >= series_seconds_ / kShareOfSeries ? 1.0 : 0.0;
    MPI_Bcast(&may_write, 1, MPI_DOUBLE, 0, comm_);
    if (may_write == 0.0) return;
    write_series();
    last_series_ = MPI_Wtime();
    series_seconds_ = last_series_ - start;
    job_.record.output_s += series_seconds_;
  }

  Summary summarize_run(const SolutionView& end, const TransientHistory& history) const {
    std::vector<double> times;
    for (const SavedStep& step : saved_.steps()) times.push_back(step.time);
    Summary summary = summarize(end);
    summary.timings = job_.record.timings;
    append(summary.warnings, lost_);
    add_transient(summary, summarize_transient(job_.model, history, std::move(times)));
    return summary;
  }

  ExitCode finish() {
    const double setup_start = MPI_Wtime();
    const SolvedModel end = solve_moment(job_.model);
    const SolutionView view = end.view(job_.model, job_.plan, partition_);
    job_.record.timings.mesh_s = end.heat.timings.mesh_s;
    job_.record.timings.setup_s = end.heat.timings.setup_s;
    job_.record.timings.solve_s += MPI_Wtime() - setup_start;
    if (end.stress) job_.record.stress_timings = end.stress->timings;
    display_.update(Progress{"output", 0, 1.0, 0.0});
    if (watch_.is_due(now())) look(view);
    watch_.finish();
    if (!is_saved()) save(view);
    const double output_start = MPI_Wtime();
    const TransientHistory history{solver_.series(), solver_.energy(), solver_.counts()};
    const Summary summary = summarize_run(view, history);
    append(job_.record.files, write_results_h5(view, history, saved_, job_.directory));
    append(job_.record.files, saved_.paraview_files());
    append(job_.record.files, write_vtr_load_cases(view, saved_.steps().back().number + 1, job_.directory));
    append(job_.record.files, write_series());
    finish_results(job_, summary, comm_, output_start);
    // Only now: until run.json is there, a run that goes on from a checkpoint needs them.
    saved_.remove_step_files();
    checkpoints_.remove_all();
    display_.finish();
    if (partition_.rank() == 0) print_results(job_, summary);
    return job_.record.exit_code;
  }

  Job& job_;
  const Transient& transient_;
  MPI_Comm comm_;
  Partition partition_;
  ProgressDisplay display_;
  bool is_stepping_ = false;
  Model model_of_moments_;
  SavedSteps saved_;
  Checkpointing checkpoints_;
  std::unique_ptr<Watchdog> watchdog_;
  Watch watch_;
  TransientSolver solver_;
  std::vector<std::string> lost_;  ///< about moments that an interrupted run had saved
  double last_time_ = 0.0;         ///< of the step before [s]
  double last_series_ = 0.0;       ///< MPI_Wtime() after series.csv was written
  double series_seconds_ = 0.0;    ///< that this took
};

}  // namespace

ExitCode run_transient(Job& job, MPI_Comm comm) {
  return TransientRun(job, comm).run();
}

}  // namespace strata::app
