// `traces` -> schedules that heat sources follow.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/trace_file.hpp"

namespace strata {

/// One entry of `traces`.
struct Trace {
  Schedule schedule;      ///< factors, or watts
  bool is_power = false;  ///< watts
};

/// The traces of a deck by name; Model::schedules gets those that are used.
class TraceBook {
 public:
  /// Checks every trace, used or not.
  TraceBook(BuildContext& context, TraceFiles& files);

  /// The trace of a name, or null: a name that nobody knows is reported at `position`, one whose trace was
  /// wrong already is not.
  const Trace* find(const std::string& name, const Position& position);

  /// Index in Model::schedules of a trace, which is added on first use.
  std::int32_t use(const Trace& trace);

  /// Index in Model::schedules of a schedule without a name of its own. Reports, once, more points than a
  /// model may have.
  std::int32_t add(Schedule schedule);

 private:
  BuildContext& context_;
  std::map<std::string, Trace> traces_;  ///< good ones
  std::map<std::string, std::int32_t> used_;
  std::size_t n_points_ = 0;
};

}  // namespace strata
