// SHA-256 (FIPS 180-4) of files and texts, by OpenSSL.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace strata {

/// The checksum of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(const void* data, std::size_t n_bytes);
  /// 64 hexadecimal digits, lower case. Nothing can be added afterwards.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// 64 hexadecimal digits, lower case.
std::string sha256(std::string_view text);
/// The same of a file's bytes. Throws IoError where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace strata
