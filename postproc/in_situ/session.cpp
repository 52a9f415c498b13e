#include "postproc/in_situ/session.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace strata {
namespace {

constexpr double kSameTime = 1e-9;  // relative: far above the rounding of sums of steps
constexpr char kEnd = '\0';

/// The texts that kEnd ends.
std::vector<std::string> split(const std::string& all) {
  std::vector<std::string> texts;
  for (std::size_t begin = 0, end = 0; (end = all.find(kEnd, begin)) != std::string::npos; begin = end + 1)
    texts.push_back(all.substr(begin, end - begin));
  return texts;
}

}  // namespace

InSituSession::InSituSession(const Grid& grid, const Partition& partition, LookInterval interval,
                             std::unique_ptr<InSituBackEnd> back_end)
    : partition_(partition), interval_(interval), mirror_(grid, partition), back_end_(std::move(back_end)) {}

bool InSituSession::is_due(const InSituMoment& moment) const {
  if (record_.looks > 0 && moment.step == last_step_) return false;
  if (record_.looks == 0 || moment.is_last) return true;
  if (interval_.steps > 0) return moment.step % interval_.steps == 0;
  // By multiples of the interval, so that the steps' sizes do not shift the looks.
  const auto count = [&](double time) { return std::floor(time / interval_.time * (1.0 + kSameTime)); };
  return count(moment.time) > count(last_time_);
}

std::vector<std::string> InSituSession::look(const SolutionView& view, const std::vector<float>& heat_flux,
                                             const InSituMoment& moment) {
  const double start = MPI_Wtime();
  const std::vector<std::string> problems = back_end_->look(mirror_.mirror(view, heat_flux), moment);
  std::vector<std::string> fresh = gather_new(problems);
  last_step_ = moment.step;
  last_time_ = moment.time;
  const double seconds = MPI_Wtime() - start;
  if (record_.looks == 0) {
    record_.first_look_s = seconds;
    keep_wanted_fields();
  }
  ++record_.looks;
  record_.seconds += seconds;
  return fresh;
}

void InSituSession::keep_wanted_fields() {
  std::string names;
  for (const std::string& name : back_end_->wanted_fields()) names += name + kEnd;
  auto length = static_cast<int>(names.size());
  MPI_Bcast(&length, 1, MPI_INT, 0, partition_.comm());
  names.resize(static_cast<std::size_t>(length));
  MPI_Bcast(names.data(), length, MPI_CHAR, 0, partition_.comm());
  mirror_.keep_only(split(names));
}

std::vector<std::string> InSituSession::gather_new(const std::vector<std::string>& problems) {
  MPI_Comm comm = partition_.comm();
  int failed = problems.empty() ? 0 : 1;
  MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, comm);
  if (failed == 0) return {};
  ++record_.failed_looks;
  std::string text;
  for (const std::string& problem : problems) text += problem + kEnd;
  const int length = static_cast<int>(text.size());
  std::vector<int> lengths(static_cast<std::size_t>(partition_.n_ranks())), starts(lengths);
  MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, comm);
  std::exclusive_scan(lengths.begin(), lengths.end(), starts.begin(), 0);
  std::string all;
  if (partition_.rank() == 0)
    all.resize(static_cast<std::size_t>(starts.back()) + static_cast<std::size_t>(lengths.back()));
  MPI_Gatherv(text.data(), length, MPI_CHAR, all.data(), lengths.data(), starts.data(), MPI_CHAR, 0, comm);
  std::vector<std::string> fresh;
  for (std::string& problem : split(all)) {
    if (!known_.insert(problem).second) continue;
    if (first_failure_.empty()) first_failure_ = problem;
    fresh.push_back(std::move(problem));
  }
  return fresh;
}

}  // namespace strata
