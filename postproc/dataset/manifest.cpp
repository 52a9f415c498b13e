#include "postproc/dataset/manifest.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "inputs/error.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what) {
  throw IoError(fmt::format("{}: cannot {}: {}", path.string(), what, std::strerror(errno)));
}

}  // namespace

ManifestLock::ManifestLock(const fs::path& directory) : path_(directory / kManifestFile) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(path_, "open");
  if (::flock(descriptor_, LOCK_EX) != 0) {
    ::close(descriptor_);
    fail(path_, "lock");
  }
}

ManifestLock::~ManifestLock() {
  ::close(descriptor_);
}

bool ManifestLock::ends_inside_a_line() const {
  const off_t size = ::lseek(descriptor_, 0, SEEK_END);
  char last = '\n';
  if (size > 0 && ::pread(descriptor_, &last, 1, size - 1) != 1) fail(path_, "read");
  return last != '\n';
}

void ManifestLock::append(const std::string& text) const {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = ::write(descriptor_, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path_, "write");
    written += static_cast<std::size_t>(n);
  }
  if (::fsync(descriptor_) != 0) fail(path_, "flush");
}

const char* status_text(SampleStatus status) {
  switch (status) {
    case SampleStatus::ok:
      return "ok";
    case SampleStatus::failed:
      return "failed";
    case SampleStatus::rejected:
      return "rejected";
    case SampleStatus::duplicate:
      return "duplicate";
    case SampleStatus::skipped:
      return "skipped";
  }
  return "";
}

void append_to_manifest(const fs::path& directory, const std::vector<nlohmann::ordered_json>& lines) {
  std::string text;
  for (const auto& line : lines) text += line.dump() + '\n';
  const ManifestLock manifest(directory);
  manifest.append(manifest.ends_inside_a_line() ? '\n' + text : text);
}

std::uint64_t Manifest::count(SampleStatus status) const {
  std::uint64_t n = 0;
  for (const auto& [id, line] : samples) n += line.value("status", "") == status_text(status) ? 1 : 0;
  return n;
}

std::uint64_t Manifest::next_id() const {
  return samples.empty() ? 0 : samples.rbegin()->first + 1;
}

Manifest read_manifest(const fs::path& directory) {
  Manifest manifest;
  const fs::path path = directory / kManifestFile;
  if (!fs::exists(path)) return manifest;
  std::ifstream file(path);
  if (!file) fail(path, "read");
  std::string text;
  while (std::getline(file, text)) {
    auto line = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("id") || !line["id"].is_number_unsigned()) continue;
    const auto id = line["id"].get<std::uint64_t>();
    manifest.samples.insert_or_assign(id, std::move(line));
  }
  return manifest;
}

}  // namespace strata
