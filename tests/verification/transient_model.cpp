#include "tests/verification/transient_model.hpp"

#include <utility>

namespace strata::verification {

TransientRun::TransientRun(Model model, MPI_Comm comm)
    : model_(std::move(model)),
      plan_(plan_grid(model_)),
      partition_(comm, plan_.grid),
      solver_(model_, plan_, partition_) {
  solver_.start();
}

SolvedModel TransientRun::next() {
  do {
    solver_.advance();
  } while (!solver_.is_at_save_time());
  return gathered(model_, plan_.grid, partition_, solver_.solution());
}

void TransientRun::finish() {
  while (!solver_.is_finished()) solver_.advance();
}

Transient fixed_steps(TimeMethod method, double start, double end, int steps) {
  Transient transient;
  transient.end = end;
  transient.initial.kind = InitialState::Kind::temperature;
  transient.initial.temperature = start;
  transient.method = method;
  transient.fixed_step = end / steps;
  return transient;
}

Transient adaptive_steps(double start, double end, double tolerance) {
  Transient transient;
  transient.end = end;
  transient.initial.kind = InitialState::Kind::temperature;
  transient.initial.temperature = start;
  transient.tolerance = tolerance;
  return transient;
}

}  // namespace strata::verification
