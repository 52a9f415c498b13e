// A file whose appearance tells a run to do something: `touch deck.results/strata.stop`.
#pragma once

#include <chrono>
#include <filesystem>

namespace strata::app {

class ControlFile {
 public:
  explicit ControlFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// True where the file is there; it is then removed. The disk is asked a few times a second at most,
  /// because parallel file systems answer slowly.
  bool take() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_look_ < kPause) return false;
    last_look_ = now;
    std::error_code error;
    return std::filesystem::remove(path_, error);
  }

 private:
  static constexpr std::chrono::milliseconds kPause{200};
  std::filesystem::path path_;
  std::chrono::steady_clock::time_point last_look_{};
};

}  // namespace strata::app
