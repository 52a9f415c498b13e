// SHA-256 (FIPS 180-4) of files and texts, by OpenSSL.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace strata {

/// 64 hexadecimal digits, lower case.
std::string sha256(std::string_view text);
/// The same of a file's bytes. Throws IoError where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace strata
