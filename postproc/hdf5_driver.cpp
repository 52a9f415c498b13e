#include "postproc/hdf5_driver.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

namespace strata {
namespace {

constexpr haddr_t kLargestAddress = (haddr_t{1} << 62) - 1;

/// Driver settings as HDF5 copies them from a property list.
struct DriverInfo {
  Hdf5WriteStatus* status;
};

struct GuardedFile {
  H5FD_t base;  ///< must come first: HDF5 hands out pointers to it
  int descriptor;
  haddr_t end_of_allocation;
  haddr_t end_of_file;
  Hdf5WriteStatus* status;
};

GuardedFile* as_guarded(H5FD_t* file) {
  return reinterpret_cast<GuardedFile*>(file);
}
const GuardedFile* as_guarded(const H5FD_t* file) {
  return reinterpret_cast<const GuardedFile*>(file);
}

void remember(GuardedFile* file, int error_number) {
  if (file->status->error_number == 0) file->status->error_number = error_number;
}

H5FD_t* open_file(const char* name, unsigned flags, hid_t access_properties, haddr_t) {
  const auto* info = static_cast<const DriverInfo*>(H5Pget_driver_info(access_properties));
  if (info == nullptr) return nullptr;
  int mode = (flags & H5F_ACC_RDWR) != 0 ? O_RDWR : O_RDONLY;
  if ((flags & H5F_ACC_CREAT) != 0) mode |= O_CREAT;
  if ((flags & H5F_ACC_TRUNC) != 0) mode |= O_TRUNC;
  const int descriptor = ::open(name, mode | O_CLOEXEC, 0666);
  const off_t size = descriptor < 0 ? -1 : ::lseek(descriptor, 0, SEEK_END);
  auto* file = size < 0 ? nullptr : new (std::nothrow) GuardedFile{};
  if (file == nullptr) {
    info->status->error_number = errno;
    if (descriptor >= 0) ::close(descriptor);
    return nullptr;
  }
  file->descriptor = descriptor;
  file->end_of_file = static_cast<haddr_t>(size);
  file->status = info->status;
  return &file->base;
}

herr_t close_file(H5FD_t* handle) {
  GuardedFile* file = as_guarded(handle);
  if (::close(file->descriptor) != 0 && errno != EINTR) remember(file, errno);
  delete file;
  return 0;
}

herr_t query_features(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t end_of_allocation(const H5FD_t* handle, H5FD_mem_t) {
  return as_guarded(handle)->end_of_allocation;
}

herr_t set_end_of_allocation(H5FD_t* handle, H5FD_mem_t, haddr_t address) {
  as_guarded(handle)->end_of_allocation = address;
  return 0;
}

haddr_t end_of_file(const H5FD_t* handle, H5FD_mem_t) {
  return as_guarded(handle)->end_of_file;
}

herr_t read_bytes(H5FD_t* handle, H5FD_mem_t, hid_t, haddr_t address, size_t size, void* buffer) {
  GuardedFile* file = as_guarded(handle);
  auto* bytes = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t n = ::pread(file->descriptor, bytes, size, static_cast<off_t>(address));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) remember(file, errno);
    if (n <= 0) break;
    bytes += n;
    address += static_cast<haddr_t>(n);
    size -= static_cast<size_t>(n);
  }
  // HDF5 expects zeros beyond the end of the file.
  std::memset(bytes, 0, size);
  return 0;
}

herr_t write_bytes(H5FD_t* handle, H5FD_mem_t, hid_t, haddr_t address, size_t size, const void* buffer) {
  GuardedFile* file = as_guarded(handle);
  file->end_of_file = std::max(file->end_of_file, address + size);
  const auto* bytes = static_cast<const char*>(buffer);
  while (size > 0 && file->status->error_number == 0) {
    const ssize_t n = ::pwrite(file->descriptor, bytes, size, static_cast<off_t>(address));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      remember(file, n < 0 ? errno : ENOSPC);
      break;
    }
    bytes += n;
    address += static_cast<haddr_t>(n);
    size -= static_cast<size_t>(n);
  }
  return 0;
}

herr_t truncate_file(H5FD_t* handle, hid_t, hbool_t) {
  GuardedFile* file = as_guarded(handle);
  if (file->end_of_allocation == file->end_of_file) return 0;
  if (file->status->error_number == 0 &&
      ::ftruncate(file->descriptor, static_cast<off_t>(file->end_of_allocation)) != 0) {
    remember(file, errno);
  }
  file->end_of_file = file->end_of_allocation;
  return 0;
}

H5FD_class_t describe_driver() {
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = 600;  // 512 and up are free for applications
#endif
  driver.name = "strata_guarded";
  driver.maxaddr = kLargestAddress;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(DriverInfo);
  driver.open = open_file;
  driver.close = close_file;
  driver.query = query_features;
  driver.get_eoa = end_of_allocation;
  driver.set_eoa = set_end_of_allocation;
  driver.get_eof = end_of_file;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = truncate_file;
  const H5FD_mem_t free_lists[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(free_lists), std::end(free_lists), std::begin(driver.fl_map));
  return driver;
}

}  // namespace

hid_t select_guarded_driver(hid_t access_properties, Hdf5WriteStatus* status) {
  const H5FD_class_t description = describe_driver();  // copied by HDF5
  const hid_t driver = H5FDregister(&description);
  if (driver < 0) return driver;
  const DriverInfo info{status};
  if (H5Pset_driver(access_properties, driver, &info) < 0) {
    H5FDunregister(driver);
    return H5I_INVALID_HID;
  }
  return driver;
}

}  // namespace strata
