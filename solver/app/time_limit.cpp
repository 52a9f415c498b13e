#include "solver/app/time_limit.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "inputs/error.hpp"
#include "solver/app/child_process.hpp"

namespace strata::app {
namespace {

constexpr double kLargestMargin = 10.0;  ///< [s]
constexpr double kMarginShare = 0.05;
constexpr double kSecondsPerDay = 86400.0;

TimeLimit limit_in(double seconds) {
  const auto now = std::chrono::steady_clock::now();
  const auto span =
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
  return {now + span, std::clamp(kMarginShare * seconds, 0.0, kLargestMargin)};
}

/// Digits only, at most nine of them; -1 otherwise.
long whole_number(const std::string& text) {
  const bool is_number = !text.empty() && text.size() < 10 &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? std::atol(text.c_str()) : -1;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == separator) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

/// Seconds, or -1 where the text is none of the forms.
double duration_or_negative(const std::string& text) {
  const std::vector<std::string> days_and_time = split(text, '-');
  if (days_and_time.size() > 2) return -1.0;
  double seconds = 0.0;
  if (days_and_time.size() == 2) {
    const long days = whole_number(days_and_time[0]);
    if (days < 0) return -1.0;
    seconds = static_cast<double>(days) * kSecondsPerDay;
  }
  const std::vector<std::string> fields = split(days_and_time.back(), ':');
  if (fields.size() < 2 || fields.size() > 3) return -1.0;
  double time = 0.0;
  for (std::size_t n = 0; n < fields.size(); ++n) {
    const long value = whole_number(fields[n]);
    if (value < 0 || (n > 0 && value > 59)) return -1.0;
    time = 60.0 * time + static_cast<double>(value);
  }
  return seconds + time;
}

std::optional<TimeLimit> limit_of_slurm() {
  if (const char* end = std::getenv("SLURM_JOB_END_TIME")) {
    const double stamp = std::strtod(end, nullptr);  // seconds since 1970
    if (stamp > 0.0) return limit_in(stamp - static_cast<double>(std::time(nullptr)));
  }
  const char* job = std::getenv("SLURM_JOB_ID");
  if (job == nullptr) return std::nullopt;
  const ChildResult left = run_child({"squeue", "-h", "-j", job, "-o", "%L"}, environment_without_ranks());
  if (!left.failure.empty() || left.status != 0) return std::nullopt;
  const double seconds = duration_or_negative(last_line(left.output));
  if (seconds < 0.0) return std::nullopt;
  return limit_in(seconds);
}

}  // namespace

double parse_duration(const std::string& text) {
  const double seconds = duration_or_negative(text);
  if (seconds > 0.0) return seconds;
  throw Error(ExitCode::deck,
              "\"" + text + "\" is no time: expected h:mm:ss, mm:ss or d-hh:mm:ss, such as 2:00:00");
}

std::optional<TimeLimit> find_time_limit(const std::string& text) {
  if (!text.empty()) return limit_in(parse_duration(text));
  if (const auto limit = limit_of_slurm()) return limit;
  if (const char* walltime = std::getenv("PBS_WALLTIME")) {
    const long seconds = whole_number(walltime);
    if (seconds > 0) return limit_in(static_cast<double>(seconds));
  }
  return std::nullopt;
}

}  // namespace strata::app
