// A run that is watched: when a look is due, what is shown, and what went wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "postproc/in_situ/back_end.hpp"
#include "postproc/in_situ/block_mirror.hpp"
#include "postproc/run_record.hpp"

namespace strata {

/// From one look to the next; one of the two is 0.
struct LookInterval {
  std::int64_t steps = 0;
  double time = 0.0;  ///< [s] simulated
};

class InSituSession {
 public:
  /// Borrows grid and partition. Collective.
  InSituSession(const Grid& grid, const Partition& partition, LookInterval interval,
                std::unique_ptr<InSituBackEnd> back_end);

  /// The first moment, the last, every so many steps, or the first one after so much time; none twice.
  bool is_due(const InSituMoment& moment) const;

  /// Shows a solution to the back end. Collective. \param heat_flux  see BlockMirror::mirror
  /// \return on rank 0 what went wrong and had not gone wrong before, on whichever rank; on the others
  /// nothing
  std::vector<std::string> look(const SolutionView& view, const std::vector<float>& heat_flux,
                                const InSituMoment& moment);

  /// Whether looks need a field. On every rank alike.
  bool wants(const std::string& field) const { return mirror_.wants(field); }
  bool wants_stress() const { return mirror_.wants_stress(); }

  /// How many looks there were so far, and how long they took; on every rank.
  const WatchRecord& record() const { return record_; }
  const std::string& first_failure() const { return first_failure_; }  ///< on rank 0

 private:
  void keep_wanted_fields();
  std::vector<std::string> gather_new(const std::vector<std::string>& problems);

  const Partition& partition_;
  LookInterval interval_;
  BlockMirror mirror_;
  std::unique_ptr<InSituBackEnd> back_end_;
  WatchRecord record_;
  std::int64_t last_step_ = -1;
  double last_time_ = 0.0;
  std::set<std::string> known_;
  std::string first_failure_;
};

}  // namespace strata
