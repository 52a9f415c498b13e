#include "postproc/checkpoint/checkpoint_folder.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checkpoint/manifest.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

/// The step that a folder's name says; empty for other folders.
std::optional<std::int64_t> step_of(const fs::path& path) {
  const std::string name = path.filename().string();
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  if (error != std::errc{} || end != name.data() + name.size() || step < 0) return std::nullopt;
  return step;
}

/// All steps with a folder, newest first. \param complete  only those with a manifest
std::vector<std::int64_t> list_folders(const fs::path& folder, bool complete) {
  std::vector<std::int64_t> steps;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto step = step_of(entry->path());
    if (step && (!complete || fs::exists(entry->path() / kManifestName))) steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end(), std::greater<>());
  return steps;
}

}  // namespace

std::string checkpoint_name(std::int64_t step) {
  return fmt::format("{:06}", step);
}

std::vector<std::int64_t> list_checkpoints(const fs::path& folder) {
  return list_folders(folder, true);
}

fs::path make_checkpoint_folder(const fs::path& folder, std::int64_t step) {
  fs::path path = folder / checkpoint_name(step);
  remove_checkpoint(folder, step);
  make_directory(path);
  return path;
}

void remove_checkpoint(const fs::path& folder, std::int64_t step) {
  const fs::path path = folder / checkpoint_name(step);
  std::error_code ignored;
  fs::remove(path / kManifestName, ignored);
  fs::remove_all(path, ignored);
}

void prune_checkpoints(const fs::path& folder, int keep) {
  const std::vector<std::int64_t> complete = list_checkpoints(folder);
  const auto n_kept = std::min(complete.size(), static_cast<std::size_t>(std::max(1, keep)));
  const auto kept_end = complete.begin() + static_cast<std::ptrdiff_t>(n_kept);
  for (const std::int64_t step : list_folders(folder, false)) {
    if (std::find(complete.begin(), kept_end, step) == kept_end) remove_checkpoint(folder, step);
  }
}

void put_aside(const fs::path& folder, std::int64_t step) {
  const fs::path aside = folder / ("damaged-" + checkpoint_name(step));
  std::error_code error;
  fs::remove_all(aside, error);
  fs::rename(folder / checkpoint_name(step), aside, error);
  if (error) throw IoError("cannot rename '" + aside.string() + "': " + error.message());
}

}  // namespace strata
