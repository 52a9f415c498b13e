// A run that its deck wants watched (`in_situ`): loads what draws, shows it the moments that are due, says
// what goes wrong. A run never ends for it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "inputs/in_situ.hpp"
#include "meshes/partition.hpp"
#include "postproc/in_situ/session.hpp"
#include "solver/app/run_job.hpp"
#include "solver/heat_flux_field.hpp"

namespace strata::app {

class Watch {
 public:
  /// Does nothing for a deck without `in_situ`. Borrows all; what it has to say goes to `note`, on rank 0.
  /// Collective.
  Watch(Job& job, const Partition& partition, std::function<void(const std::string&)> note);

  bool is_due(const InSituMoment& moment) const { return session_ && session_->is_due(moment); }

  /// Whether looks need the stress under the temperatures of their moment.
  bool wants_stress() const { return session_ && session_->wants_stress(); }

  /// Shows a solution. Collective.
  void look(const SolutionView& view, const InSituMoment& moment);

  /// Sums up, and leaves in Job::failed_watching what went wrong. Collective.
  void finish();

 private:
  void begin(const InSitu& in_situ);
  InSituSettings settings(const InSitu& in_situ, bool can_render) const;
  void fail(const std::string& why);

  Job& job_;
  const Partition& partition_;
  std::function<void(const std::string&)> note_;
  std::optional<HeatFluxField> heat_flux_;
  std::optional<InSituSession> session_;
};

}  // namespace strata::app
