// manifest.jsonl: one line of JSON per sample of a dataset, only ever added to. The lines of a block are
// appended in one piece, after its files are safe on the disk: a block with lines is whole, one without is
// made again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace strata {

inline constexpr const char* kManifestFile = "manifest.jsonl";

/// What became of a sample.
enum class SampleStatus : std::uint8_t {
  ok,         ///< in a file
  failed,     ///< the solver gave up
  rejected,   ///< its values make no valid deck
  duplicate,  ///< of a sample before it
  skipped     ///< superposed, but a parent failed
};
const char* status_text(SampleStatus status);

/// While one lives, other processes wait with their manifest: for what is made from all of it.
class ManifestLock {
 public:
  /// Makes the manifest where there is none. Throws IoError.
  explicit ManifestLock(const std::filesystem::path& directory);
  ~ManifestLock();
  ManifestLock(const ManifestLock&) = delete;
  ManifestLock& operator=(const ManifestLock&) = delete;

  /// Adds to the end and flushes. Throws IoError.
  void append(const std::string& text) const;
  bool ends_inside_a_line() const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Appends the lines of one block. Several processes may do so at the same time: the file is locked (flock)
/// and flushed. A torn last line, of a process that was killed, is closed first. Throws IoError.
void append_to_manifest(const std::filesystem::path& directory,
                        const std::vector<nlohmann::ordered_json>& lines);

/// What a manifest says. Lines that are torn are left out.
struct Manifest {
  std::map<std::uint64_t, nlohmann::ordered_json>
      samples;  ///< by id; of an id that stands twice the last line

  bool has(std::uint64_t id) const { return samples.count(id) > 0; }
  /// Ids of the samples with this status.
  std::uint64_t count(SampleStatus status) const;
  /// 1 + the largest id; 0 where there is none.
  std::uint64_t next_id() const;
};
/// Throws IoError where the file is there and cannot be read.
Manifest read_manifest(const std::filesystem::path& directory);

}  // namespace strata
