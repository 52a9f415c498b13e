// What goes to the terminal: errors, notes and progress on stderr. Results are printed to stdout by the
// commands.
#pragma once

#include <chrono>
#include <exception>
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

/// Progress of one run: a bar with ETA on a terminal, otherwise one line every 30 s and at each phase. Only
/// the rank that was constructed as `visible` prints.
class ProgressDisplay {
 public:
  ProgressDisplay(const GlobalOptions& options, bool visible);
  ~ProgressDisplay();
  void update(const Progress& progress);
  /// Wipes the bar so that results start on a clean line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void draw_bar(const Progress& progress, double fraction, double seconds);
  bool visible_;
  bool is_terminal_;
  bool bar_drawn_ = false;
  std::string phase_;
  double first_residual_ = 1.0;
  Clock::time_point phase_start_;
  Clock::time_point last_line_;
};

}  // namespace strata::app
