// A folder for files that a command needs only while it runs.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "inputs/error.hpp"

namespace strata::app {

/// A new folder among the system's temporary ones, gone with all in it when this goes.
class ScratchFolder {
 public:
  /// Throws IoError where none can be made.
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "strata_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw IoError("no temporary folder could be made: " + name);
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace strata::app
