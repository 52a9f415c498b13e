#include "postproc/transient/saved_steps.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/pvd.hpp"
#include "postproc/result_steps.hpp"
#include "postproc/step_h5.hpp"
#include "postproc/vtr.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFolder = "steps";
constexpr const char* kIndexName = "index.json";
constexpr int kIndexFormatVersion = 1;

/// A text of rank 0 on every rank. Collective.
std::string shared_text(MPI_Comm comm, std::string text) {
  auto length = static_cast<std::int64_t>(text.size());
  MPI_Bcast(&length, 1, MPI_INT64_T, 0, comm);
  text.resize(static_cast<std::size_t>(length));
  MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, 0, comm);
  return text;
}

Json to_json(const SavedStep& step) {
  return {{"number", step.number}, {"time_s", step.time}, {"bytes", step.bytes}, {"paraview", step.paraview}};
}

SavedStep from_json(const Json& json) {
  return {json.at("number").get<std::size_t>(), json.at("time_s").get<double>(),
          json.at("bytes").get<std::uintmax_t>(), json.at("paraview").get<std::vector<std::string>>()};
}

}  // namespace

SavedSteps::SavedSteps(MPI_Comm comm, fs::path directory, std::string deck_sha256)
    : comm_(comm), directory_(std::move(directory)), deck_sha256_(std::move(deck_sha256)) {}

fs::path SavedSteps::step_file(const SavedStep& step) const {
  return directory_ / kFolder / (step_name(step.number) + ".h5");
}

std::string SavedSteps::read_index() const {
  std::ifstream file(directory_ / kFolder / kIndexName);
  return {std::istreambuf_iterator<char>(file), {}};
}

void SavedSteps::write_index() const {
  Json json{{"format_version", kIndexFormatVersion}, {"deck_sha256", deck_sha256_}, {"steps", Json::array()}};
  for (const SavedStep& step : steps_) json["steps"].push_back(to_json(step));
  write_file_atomically(directory_ / kFolder / kIndexName, json.dump(1) + '\n');
  if (steps_.empty() || steps_.front().paraview.empty()) return;
  std::vector<PvdEntry> entries;
  entries.reserve(steps_.size());
  for (const SavedStep& step : steps_) entries.push_back({step.time, step.paraview.front()});
  write_pvd(directory_ / kPvdName, entries);
}

/// The files that belong to no moment of the list.
void SavedSteps::remove_others() const {
  make_directory(directory_ / kFolder);
  std::vector<fs::path> kept;
  std::vector<std::string> kept_paraview;
  for (const SavedStep& step : steps_) {
    kept.push_back(step_file(step));
    kept_paraview.insert(kept_paraview.end(), step.paraview.begin(), step.paraview.end());
  }
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(directory_ / kFolder)) {
    const bool is_ours = entry.path().extension() == ".h5" || entry.path().extension() == ".tmp";
    if (is_ours && std::find(kept.begin(), kept.end(), entry.path()) == kept.end())
      others.push_back(entry.path());
  }
  for (const fs::path& path : others) fs::remove(path);
  clear_vtr(directory_, kept_paraview);
}

bool SavedSteps::is_whole(const SavedStep& step) const {
  std::error_code error;
  const auto bytes = fs::file_size(step_file(step), error);
  return !error && bytes == step.bytes &&
         std::all_of(step.paraview.begin(), step.paraview.end(),
                     [&](const std::string& name) { return fs::exists(directory_ / name); });
}

void SavedSteps::start() {
  steps_.clear();
  CollectiveGuard guard(comm_);
  guard.run_on_root([&] {
    // The collection goes first, so that it never points at files that are gone.
    fs::remove(directory_ / kPvdName);
    remove_others();
    write_index();
  });
  guard.finish();
}

std::vector<std::string> SavedSteps::take_over(const std::string& index, double time) {
  std::vector<std::string> lost;
  try {
    const Json json = Json::parse(index);
    if (json.at("format_version") != kIndexFormatVersion || json.at("deck_sha256") != deck_sha256_) return {};
    for (const Json& entry : json.at("steps")) {
      const SavedStep step = from_json(entry);
      if (step.time > time) continue;
      if (is_whole(step)) {
        steps_.push_back(step);
      } else {
        lost.push_back(
            fmt::format("the fields at {:g} s are left out: '{}' or files for ParaView are gone or "
                        "damaged",
                        step.time, step_file(step).string()));
      }
    }
  } catch (const Json::exception&) {
    lost.push_back(fmt::format("'{}' cannot be understood: fields saved earlier are left out",
                               (directory_ / kFolder / kIndexName).string()));
  }
  return lost;
}

std::vector<std::string> SavedSteps::resume(double time) {
  steps_.clear();
  std::vector<std::string> lost;
  std::string state;
  CollectiveGuard guard(comm_);
  guard.run_on_root([&] {
    const std::string index = read_index();
    if (!index.empty()) lost = take_over(index, time);
    fs::remove(directory_ / kPvdName);
    remove_others();
    write_index();
    state = read_index();
  });
  guard.finish();
  // Files may be seen differently from other machines: what rank 0 found counts.
  const Json json = Json::parse(shared_text(comm_, state));
  steps_.clear();
  for (const Json& entry : json.at("steps")) steps_.push_back(from_json(entry));
  return lost;
}

void SavedSteps::add(const SolutionView& view, double time) {
  ResultStep moment = result_steps(view).front();
  moment.time = time;
  SavedStep step{steps_.empty() ? 0 : steps_.back().number + 1, time, 0, {}};
  if (view.model.output.paraview) step.paraview = write_vtr_step(view, moment, step.number, directory_);
  CollectiveGuard guard(comm_);
  std::unique_ptr<AtomicFile> target;
  std::unique_ptr<Hdf5File> file;
  guard.run_on_root([&] {
    target = std::make_unique<AtomicFile>(step_file(step));
    file = std::make_unique<Hdf5File>(target->temporary(), target->target().string());
  });
  guard.finish();
  write_step_h5(view, moment, step_path(step.number), file.get(), guard);
  guard.run_on_root([&] {
    file->close();
    target->commit();
    step.bytes = fs::file_size(step_file(step));
  });
  guard.finish();
  steps_.push_back(std::move(step));
  guard.run_on_root([&] { write_index(); });
  guard.finish();
}

std::vector<std::string> SavedSteps::paraview_files() const {
  std::vector<std::string> files;
  for (const SavedStep& step : steps_) files.insert(files.end(), step.paraview.begin(), step.paraview.end());
  if (!files.empty()) files.insert(files.begin(), kPvdName);
  return files;
}

void SavedSteps::copy_into(Hdf5File& file) const {
  for (std::size_t n = 0; n < steps_.size(); ++n) {
    file.copy_group(step_file(steps_[n]), step_path(steps_[n].number), step_path(n));
  }
}

void SavedSteps::remove_step_files() {
  CollectiveGuard guard(comm_);
  guard.run_on_root([&] { fs::remove_all(directory_ / kFolder); });
  guard.finish();
}

}  // namespace strata
