// What goes to the terminal: errors, notes and progress on stderr. Results are printed to stdout by the
// commands.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include "inputs/error.hpp"
#include "solver/app/command.hpp"
#include "solver/steady_heat.hpp"

namespace strata::app {

/// stderr is a terminal, and NO_COLOR is not set where colour is asked for.
bool stderr_is_terminal();
bool stdout_has_colour();
/// Leaves word for the ranks that mpirun is about to start whether stdout and stderr are terminals.
void remember_terminals();

void print_error(const Error& error);
void print_unexpected(const std::exception& error, int rank);
/// A line on stderr, unless --quiet.
void print_note(const GlobalOptions& options, const std::string& text);

/// How far a transient is.
struct TimeProgress {
  double time = 0.0;       ///< [s]
  double end = 0.0;        ///< [s]
  double step_size = 0.0;  ///< of the last step [s]
  std::int64_t step = 0;
  std::optional<int> cycle{};  ///< of the search for a periodic state, which comes before time 0
};

/// How far a sweep is.
struct SampleProgress {
  std::int64_t done = 0, total = 0;
  std::int64_t not_ok = 0;  ///< of those done
};

/// Progress of one run: a bar with ETA on a terminal, otherwise one line every 30 s and at each phase. Only
/// the rank that was constructed as `visible` prints.
class ProgressDisplay {
 public:
  ProgressDisplay(const GlobalOptions& options, bool visible);
  ~ProgressDisplay();
  void update(const Progress& progress);
  /// The same of a transient, to be told every step; times run from the first one told.
  void update(const TimeProgress& progress);
  /// The same of a sweep, to be told every sample.
  void update(const SampleProgress& progress);
  /// Wipes the bar so that results start on a clean line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void draw_bar(const std::string& phase, double fraction, const std::string& tail);
  void begin(const std::string& phase);
  bool is_time_to_show() const;
  void show(double fraction, const std::string& text);
  bool visible_;
  bool is_terminal_;
  bool bar_drawn_ = false;
  std::string phase_;
  double first_residual_ = 1.0;
  double first_time_ = 0.0;
  Clock::time_point phase_start_;
  Clock::time_point last_line_;
  Clock::time_point last_bar_;
};

}  // namespace strata::app
