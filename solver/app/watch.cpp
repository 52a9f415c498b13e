#include "solver/app/watch.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "postproc/collective.hpp"
#include "postproc/in_situ/case_facts.hpp"
#include "postproc/in_situ/display.hpp"
#include "postproc/in_situ/load_back_end.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/pictures.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "in_situ";

fs::path script_path(const InSitu& in_situ) {
  if (!in_situ.script.empty()) return in_situ.script;
  return python_folder() / "catalyst" / "presets" / (in_situ.preset + ".py");
}

}  // namespace

Watch::Watch(Job& job, const Partition& partition, std::function<void(const std::string&)> note)
    : job_(job), partition_(partition), note_(std::move(note)) {
  const std::optional<InSitu> in_situ = find_in_situ(job.model);
  if (!in_situ) return;
  try {
    begin(*in_situ);
  } catch (const Error& error) {
    fail(error.what());
  }
}

void Watch::begin(const InSitu& in_situ) {
  const fs::path plugin = find_catalyst_plugin();
  create_directory_on_root(partition_.comm(), job_.directory);
  CollectiveGuard guard(partition_.comm());
  guard.run_on_root([&] { fs::create_directories(job_.directory / kFolder); });
  guard.finish();
  const Display display = open_display(partition_.comm());
  if (display.is_there) {
    note_(fmt::format("watching with ParaView Catalyst on {}", display.how));
  } else {
    note_(fmt::format("warning: no pictures while the run goes on, only extracts of data: {}", display.how));
  }
  session_.emplace(job_.plan.grid, partition_, LookInterval{in_situ.every_steps, in_situ.every_time},
                   load_in_situ_back_end(plugin, partition_.comm(), settings(in_situ, display.is_there)));
}

InSituSettings Watch::settings(const InSitu& in_situ, bool can_render) const {
  InSituSettings settings;
  settings.script = script_path(in_situ).string();
  settings.folder = fs::absolute(job_.directory / kFolder).string();
  settings.live = in_situ.live;
  settings.can_render = can_render;
  settings.case_json = case_facts_json(job_.model);
  settings.support = (python_folder() / "catalyst").string();
  return settings;
}

void Watch::fail(const std::string& why) {
  job_.failed_watching = why;
  note_(fmt::format("warning: this run is not watched: {}", why));
}

void Watch::look(const SolutionView& view, const InSituMoment& moment) {
  if (!session_) return;
  std::vector<float> flux;
  if (job_.model.solves_heat && session_->wants("heat_flux")) {
    if (!heat_flux_) heat_flux_.emplace(job_.model, job_.plan.grid, partition_);
    flux = heat_flux_->at(view.heat.temperature, moment.time);
  }
  for (const std::string& problem : session_->look(view, flux, moment))
    note_(fmt::format("warning: in situ, step {}: {}", moment.step, problem));
  if (!session_->wants("heat_flux")) heat_flux_.reset();
}

void Watch::finish() {
  if (!session_) return;
  const WatchRecord& record = session_->record();
  if (record.failed_looks > 0) {
    job_.failed_watching =
        fmt::format("{} of {} looks; {}", record.failed_looks, record.looks, session_->first_failure());
  }
  note_(fmt::format("looked {} times in {:.1f} s; see {}", record.looks, record.seconds,
                    (job_.directory / kFolder).string()));
  job_.record.in_situ = record;
  session_.reset();
}

}  // namespace strata::app
