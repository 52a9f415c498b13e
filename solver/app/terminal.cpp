#include "solver/app/terminal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/core.h>
#include <unistd.h>

#include "solver/app/mpi_launch.hpp"

namespace strata::app {

namespace {

/// Inside mpirun the streams are its pipes, or a pseudo-terminal of its own; the program that started it
/// leaves word of what they really are (remember_terminals).
bool is_terminal(int stream, const char* variable) {
  if (!under_mpi_launcher()) return isatty(stream) != 0;
  const char* word = std::getenv(variable);
  return word != nullptr && std::string_view(word) == "1";
}

constexpr const char* kStdoutVariable = "STRATA_STDOUT_IS_TERMINAL";
constexpr const char* kStderrVariable = "STRATA_STDERR_IS_TERMINAL";

}  // namespace

bool stderr_is_terminal() {
  return is_terminal(STDERR_FILENO, kStderrVariable);
}

bool stdout_has_colour() {
  return is_terminal(STDOUT_FILENO, kStdoutVariable) && std::getenv("NO_COLOR") == nullptr;
}

void remember_terminals() {
  setenv(kStdoutVariable, isatty(STDOUT_FILENO) != 0 ? "1" : "0", 1);
  setenv(kStderrVariable, isatty(STDERR_FILENO) != 0 ? "1" : "0", 1);
}

void print_error(const Error& error) {
  const std::string text = error.what();
  // Deck errors arrive rendered, with file and line in front of each.
  const bool is_rendered = dynamic_cast<const DeckError*>(&error) != nullptr;
  fmt::print(stderr, "{}{}{}", is_rendered ? "" : "error: ", text, text.ends_with('\n') ? "" : "\n");
}

void print_unexpected(const std::exception& error, int rank) {
  fmt::print(
      stderr,
      "internal error on rank {}: {}\nThis is a mistake in Strata; docs in SUPPORT.md say what to send.\n",
      rank, error.what());
}

void print_note(const GlobalOptions& options, const std::string& text) {
  if (!options.quiet) fmt::print(stderr, "{}\n", text);
}

ProgressDisplay::ProgressDisplay(const GlobalOptions& options, bool visible)
    : visible_(visible && !options.quiet),
      is_terminal_(stderr_is_terminal()),
      phase_start_(Clock::now()),
      last_line_(Clock::now()) {}

ProgressDisplay::~ProgressDisplay() {
  finish();
}

void ProgressDisplay::update(const Progress& progress) {
  if (!visible_) return;
  const auto now = Clock::now();
  if (progress.phase != phase_) {
    phase_ = progress.phase;
    phase_start_ = now;
    first_residual_ = std::max(progress.relative_residual, progress.target);
  }
  // Residuals fall by a constant factor per iteration, so their logarithm is the part of the work done.
  double fraction = 0.0;
  if (progress.target > 0.0 && progress.relative_residual > 0.0 && first_residual_ > progress.target) {
    fraction =
        std::log(first_residual_ / progress.relative_residual) / std::log(first_residual_ / progress.target);
    fraction = std::clamp(fraction, 0.0, 1.0);
  }
  const double seconds = std::chrono::duration<double>(now - phase_start_).count();
  if (is_terminal_) {
    draw_bar(progress, fraction, seconds);
  } else if (now - last_line_ > std::chrono::seconds(30)) {
    last_line_ = now;
    fmt::print(stderr, "{}: {:.0f} s, iteration {}, relative residual {:.1e}\n", phase_, seconds,
               progress.iteration, progress.relative_residual);
  }
}

void ProgressDisplay::draw_bar(const Progress& progress, double fraction, double seconds) {
  constexpr int kWidth = 28;
  const int filled = static_cast<int>(fraction * kWidth);
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::string tail;
  if (progress.iteration > 0) {
    tail = fmt::format("iteration {}, residual {:.1e}", progress.iteration, progress.relative_residual);
    if (fraction > 0.05) tail += fmt::format(", {:.0f} s left", seconds * (1.0 - fraction) / fraction);
  }
  fmt::print(stderr, "\r\033[K{:<10} [{}] {}", progress.phase, bar, tail);
  std::fflush(stderr);
  bar_drawn_ = true;
}

void ProgressDisplay::finish() {
  if (!bar_drawn_) return;
  fmt::print(stderr, "\r\033[K");
  bar_drawn_ = false;
}

}  // namespace strata::app
