// A transient to and from a SavedState.
#include <fmt/format.h>

#include "solver/field_memory.hpp"
#include "solver/transient/transient_state.hpp"

namespace strata {
namespace {

std::vector<double> to_host(const ConstCellView& field) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  return {host.data(), host.data() + host.extent(0)};
}

}  // namespace

SavedState TransientSolver::save() const {
  const State& s = *state_;
  SavedState saved;
  saved.time = s.time;
  saved.step = s.step;
  const StepCounts& c = s.counts;
  saved.numbers["counts"] = {static_cast<double>(c.accepted),
                             static_cast<double>(c.rejected),
                             static_cast<double>(c.failed),
                             static_cast<double>(c.iterations),
                             static_cast<double>(c.setups),
                             static_cast<double>(c.cycles),
                             c.cyclic_change};
  saved.numbers["progress"] = {s.is_seeking ? 1.0 : 0.0, s.has_slope ? 1.0 : 0.0, s.gain, s.content_at_start};
  saved.numbers["flow"] = {s.flow.supplied, s.flow.removed, s.flow.gross};
  saved.numbers["control"] = s.control.memory();
  saved.numbers["solver"] = s.solver.memory();
  saved.numbers["series_time"] = s.recorder.series().time;
  saved.numbers["series_values"] = s.recorder.series().values;
  saved.fields["rise"] = to_host(s.rise);
  saved.fields["slope"] = to_host(s.slope);
  if (s.is_seeking && s.search) saved.fields["rise_at_start_of_cycle"] = to_host(s.search->start());
  return saved;
}

void TransientSolver::restore(const SavedState& saved) {
  State& s = *state_;
  const auto numbers = [&saved](const char* name) -> const std::vector<double>& {
    const auto at = saved.numbers.find(name);
    if (at == saved.numbers.end()) throw IoError(fmt::format("the saved state has no '{}'", name));
    return at->second;
  };
  const auto field = [&](const char* name) -> const std::vector<double>& {
    const auto at = saved.fields.find(name);
    if (at == saved.fields.end() || at->second.size() != static_cast<std::size_t>(s.partition.n_owned()))
      throw IoError(fmt::format("the saved state has no field '{}' of this grid", name));
    return at->second;
  };
  s.time = saved.time;
  s.step = saved.step;
  const std::vector<double>& c = numbers("counts");
  s.counts = {static_cast<std::int64_t>(c.at(0)),
              static_cast<std::int64_t>(c.at(1)),
              static_cast<std::int64_t>(c.at(2)),
              static_cast<std::int64_t>(c.at(3)),
              static_cast<std::int64_t>(c.at(4)),
              static_cast<int>(c.at(5)),
              c.at(6)};
  const std::vector<double>& progress = numbers("progress");
  s.is_seeking = progress.at(0) != 0.0;
  s.has_slope = progress.at(1) != 0.0;
  s.gain = progress.at(2);
  s.content_at_start = progress.at(3);
  const std::vector<double>& flow = numbers("flow");
  s.flow = {flow.at(0), flow.at(1), flow.at(2)};
  s.control.recall(numbers("control"));
  s.solver.recall(numbers("solver"));
  s.recorder.restore(numbers("series_time"), numbers("series_values"));
  s.rise = to_device<double>("rise_at_step", field("rise"));
  s.slope = to_device<double>("slope", field("slope"));
  if (s.is_seeking && s.search) {
    const CellView start = to_device<double>("rise_at_start_of_cycle", field("rise_at_start_of_cycle"));
    copy_to_ghosted(s.problem.cells().shape, start, s.solver.rise());
    s.search->begin();
  }
  s.go_back();
  s.solver.refresh_ghosts();
  s.set_loads(s.time, Side::before);
  s.stepper.update_content();
}

}  // namespace strata
