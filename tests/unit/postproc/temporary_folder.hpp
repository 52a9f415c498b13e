// A folder that goes away with the test, and a file size limit that behaves like a full disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace strata::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// Everything inside, relative, sorted; folders left out.
  std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& path);

/// While one lives no file of this process grows beyond `n_bytes`: writes fail with EFBIG, as they do with
/// ENOSPC on a full disk (RLIMIT_FSIZE with SIGXFSZ ignored).
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t n_bytes);
  ~FileSizeLimit();
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int) = nullptr;
};

}  // namespace strata::test
