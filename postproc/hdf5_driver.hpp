// A POSIX file driver for HDF5 that survives a full disk. When a write fails under HDF5's own driver, cached
// data can never be flushed and the library may crash when the process ends; here the first error is
// remembered for the caller, and what follows is dropped, so that HDF5 always closes in order. Files are
// ordinary HDF5 files. Reference: "HDF5 Virtual File Layer", The HDF Group (driver interface H5FD_class_t).
#pragma once

#include <hdf5.h>

namespace strata {

/// What went wrong with a file; must live until HDF5 has closed it.
struct Hdf5WriteStatus {
  int error_number = 0;  ///< errno of the first failure, 0 while all is well
};

/// Makes the driver known to HDF5 and selects it in a file access property list.
/// \return the driver's id, to be released with H5FDunregister() once the file is open; negative on failure
hid_t select_guarded_driver(hid_t access_properties, Hdf5WriteStatus* status);

}  // namespace strata
