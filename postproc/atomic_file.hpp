// Files that are whole or not there: written beside their target as "<name>.tmp", flushed to the disk, then
// renamed over it. A kill or a full disk leaves the old file or none, never half a one. Reference:
// POSIX.1-2017, rename(), fsync(); a rename is durable once its directory is flushed too.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace strata {

/// The temporary twin of a file that something else writes (the HDF5 library). Removed unless committed.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// Where to write; in the target's folder, so that the rename stays on one file system.
  const std::filesystem::path& temporary() const { return temporary_; }

  /// Flushes the temporary file to the disk, renames it over the target and flushes the directory. Throws
  /// IoError; the target is then what it was before.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  bool committed_ = false;
};

/// A buffered stream of bytes into an AtomicFile. Every write and the close are checked.
class AtomicWriter {
 public:
  /// Opens the temporary file. Throws IoError.
  explicit AtomicWriter(std::filesystem::path target);
  ~AtomicWriter();
  AtomicWriter(const AtomicWriter&) = delete;
  AtomicWriter& operator=(const AtomicWriter&) = delete;

  /// Throws IoError with the system's reason (disk full, quota, file size limit).
  void write(const void* data, std::size_t n_bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }
  /// Writes what is buffered, closes and renames. Throws IoError.
  void commit();

 private:
  void flush_buffer();

  AtomicFile file_;
  int descriptor_ = -1;
  std::vector<char> buffer_;
};

/// Replaces `target` by `text`, all of it or nothing. Throws IoError.
void write_file_atomically(const std::filesystem::path& target, std::string_view text);

/// Makes a folder and those above it. Throws IoError.
void make_directory(const std::filesystem::path& directory);

}  // namespace strata
