// How long a time step may be: from the error of the one before, landing on given times, held where it can be
// because a step of another length wants another multigrid.
#pragma once

#include <vector>

#include "inputs/model.hpp"

namespace strata {

class StepControl {
 public:
  /// \param order  the error of one step goes with the step to this power
  StepControl(const Transient& settings, double order);

  /// Step to try [s]: the whole way to `target` divided into equal steps no longer than proposed.
  double next(double time, double target);

  /// Whether a step of this error [K] is good enough; the next proposal follows from it.
  bool accepts(double step, double error);
  /// False where the step is the smallest that is allowed.
  bool can_be_shorter(double step) const;
  /// The step could not be solved: proposes a much shorter one. False where it would be below the smallest.
  bool shrink(double step);
  /// Power jumps here: the next step starts short, as it did after the last jump; where there was none yet,
  /// at `guess` [s].
  void jump(double guess);

  /// Settings that change while steps are made, to be put back by recall().
  std::vector<double> memory() const;
  void recall(const std::vector<double>& memory);

 private:
  double bounded(double step) const;

  double tolerance_, exponent_;
  double fixed_, first_, smallest_, largest_;  ///< [s]; 0: none, infinity for the largest
  double proposal_ = 0.0;                      ///< [s] 0: nothing is known yet
  double last_ = 0.0;                          ///< step handed out last [s]
  double after_jump_ = 0.0;                    ///< step that did after the last jump [s]
  bool follows_jump_ = false;
};

}  // namespace strata
