#include "postproc/atomic_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "inputs/error.hpp"

namespace strata {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

[[noreturn]] void fail(const std::string& action, const std::filesystem::path& path, int error_number) {
  throw IoError("cannot " + action + " '" + path.string() +
                "': " + std::generic_category().message(error_number));
}

int open_retrying(const std::filesystem::path& path, int flags) {
  int descriptor;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

/// fsync, then close; the first error counts. Linux frees the descriptor even where close is interrupted.
void sync_and_close(int descriptor, const std::filesystem::path& path) {
  int error_number = 0;
  while (::fsync(descriptor) != 0) {
    if (errno == EINTR) continue;
    // Some file systems cannot flush a directory or a pipe; that is no loss of data.
    if (errno != EINVAL && errno != EROFS) error_number = errno;
    break;
  }
  if (::close(descriptor) != 0 && errno != EINTR && error_number == 0) error_number = errno;
  if (error_number != 0) fail("write", path, error_number);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)), temporary_(target_) {
  temporary_ += ".tmp";
}

AtomicFile::~AtomicFile() {
  if (committed_) return;
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::commit() {
  const int descriptor = open_retrying(temporary_, O_RDWR);
  if (descriptor < 0) fail("open", temporary_, errno);
  sync_and_close(descriptor, target_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("replace", target_, errno);
  committed_ = true;
  const auto directory = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  const int folder = open_retrying(directory, O_RDONLY | O_DIRECTORY);
  if (folder < 0) fail("open", directory, errno);
  sync_and_close(folder, directory);
}

AtomicWriter::AtomicWriter(std::filesystem::path target) : file_(std::move(target)) {
  descriptor_ = open_retrying(file_.temporary(), O_WRONLY | O_CREAT | O_TRUNC);
  if (descriptor_ < 0) fail("write", file_.target(), errno);
  buffer_.reserve(kBufferBytes);
}

AtomicWriter::~AtomicWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AtomicWriter::write(const void* data, std::size_t n_bytes) {
  const char* bytes = static_cast<const char*>(data);
  while (n_bytes > 0) {
    const std::size_t n = std::min(n_bytes, kBufferBytes - buffer_.size());
    buffer_.insert(buffer_.end(), bytes, bytes + n);
    bytes += n;
    n_bytes -= n;
    if (buffer_.size() == kBufferBytes) flush_buffer();
  }
}

void AtomicWriter::flush_buffer() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t n = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("write", file_.target(), n < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(n);
  }
  buffer_.clear();
}

void AtomicWriter::commit() {
  flush_buffer();
  sync_and_close(std::exchange(descriptor_, -1), file_.target());
  file_.commit();
}

void write_file_atomically(const std::filesystem::path& target, std::string_view text) {
  AtomicWriter writer(target);
  writer.write(text);
  writer.commit();
}

void make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw IoError("cannot make folder '" + directory.string() + "': " + error.message());
}

}  // namespace strata
