#include "solver/app/terminal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/core.h>
#include <unistd.h>

#include "postproc/transient/transient_text.hpp"
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
constexpr std::chrono::milliseconds kTimeBetweenLines{30000};
constexpr std::chrono::milliseconds kTimeBetweenBars{100};

/// Wall time to come, which nobody knows to the millisecond.
std::string duration_text(double seconds) {
  return time_text(seconds < 600.0 ? std::ceil(seconds) : seconds);
}

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

void ProgressDisplay::begin(const std::string& phase) {
  phase_ = phase;
  phase_start_ = Clock::now();
}

void ProgressDisplay::update(const Progress& progress) {
  if (!visible_) return;
  const auto now = Clock::now();
  if (progress.phase != phase_) {
    begin(progress.phase);
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
    std::string tail;
    if (progress.iteration > 0) {
      tail = fmt::format("iteration {}, residual {:.1e}", progress.iteration, progress.relative_residual);
      if (fraction > 0.05) tail += fmt::format(", {:.0f} s left", seconds * (1.0 - fraction) / fraction);
    }
    draw_bar(phase_, fraction, tail);
  } else if (now - last_line_ > kTimeBetweenLines) {
    last_line_ = now;
    fmt::print(stderr, "{}: {:.0f} s, iteration {}, relative residual {:.1e}\n", phase_, seconds,
               progress.iteration, progress.relative_residual);
  }
}

void ProgressDisplay::update(const TimeProgress& progress) {
  if (!visible_) return;
  const std::string phase = progress.cycle ? fmt::format("cycle {}", *progress.cycle) : "time";
  if (phase != phase_) {
    begin(phase);
    // Of a run that goes on from a checkpoint only what lies ahead counts.
    first_time_ = std::max(0.0, progress.time - progress.step_size);
  }
  if (!is_time_to_show()) return;
  const double share = std::clamp((progress.time - first_time_) / (progress.end - first_time_), 0.0, 1.0);
  const double seconds = std::chrono::duration<double>(Clock::now() - phase_start_).count();
  std::string text =
      fmt::format("{} of {} ({:.1f} %), step {} of {}", time_text(progress.time), time_text(progress.end),
                  100.0 * progress.time / progress.end, progress.step, time_text(progress.step_size));
  if (share > 0.0 && seconds > 1.0)
    text += fmt::format(", {} left", duration_text(seconds * (1.0 - share) / share));
  show(progress.time / progress.end, text);
}

void ProgressDisplay::update(const SampleProgress& progress) {
  if (!visible_) return;
  if (phase_ != "samples") begin("samples");
  if (!is_time_to_show()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - phase_start_).count();
  std::string text = fmt::format("{} of {}", progress.done, progress.total);
  if (progress.not_ok > 0) text += fmt::format(" ({} not ok)", progress.not_ok);
  if (progress.done > 0 && seconds > 1.0) {
    const double per_second = static_cast<double>(progress.done) / seconds;
    text += fmt::format(", {:.0f} an hour, {} left", 3600.0 * per_second,
                        duration_text(static_cast<double>(progress.total - progress.done) / per_second));
  }
  show(static_cast<double>(progress.done) / static_cast<double>(std::max<std::int64_t>(progress.total, 1)),
       text);
}

bool ProgressDisplay::is_time_to_show() const {
  const auto since = Clock::now() - (is_terminal_ ? last_bar_ : last_line_);
  return since >= (is_terminal_ ? Clock::duration(kTimeBetweenBars) : Clock::duration(kTimeBetweenLines));
}

void ProgressDisplay::show(double fraction, const std::string& text) {
  const auto now = Clock::now();
  if (is_terminal_) {
    last_bar_ = now;
    draw_bar(phase_, fraction, text);
  } else {
    last_line_ = now;
    fmt::print(stderr, "{}: {}\n", phase_, text);
  }
}

void ProgressDisplay::draw_bar(const std::string& phase, double fraction, const std::string& tail) {
  constexpr int kWidth = 28;
  const int filled = std::clamp(static_cast<int>(fraction * kWidth), 0, kWidth);
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  fmt::print(stderr, "\r\033[K{:<10} [{}] {}", phase, bar, tail);
  std::fflush(stderr);
  bar_drawn_ = true;
}

void ProgressDisplay::finish() {
  if (!bar_drawn_) return;
  fmt::print(stderr, "\r\033[K");
  bar_drawn_ = false;
}

}  // namespace strata::app
