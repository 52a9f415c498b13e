// PETSc from C++: owned handles, error codes as exceptions, and Vec data as Kokkos views.
#pragma once

#include <string>
#include <utility>

#include <Kokkos_Core.hpp>
#include <petscksp.h>

#include "meshes/partition.hpp"

namespace strata {

/// Throws Error(internal) with PETSc's own words where `code` says that something went wrong.
void check_petsc(PetscErrorCode code);

/// While one of these lives, PETSc returns its errors and prints nothing.
class PetscErrorScope {
 public:
  PetscErrorScope();
  ~PetscErrorScope();
  PetscErrorScope(const PetscErrorScope&) = delete;
  PetscErrorScope& operator=(const PetscErrorScope&) = delete;
};

/// Option `name` of the PETSc database set to `value` for the life of the object, unless the user has set it.
class PetscOptionDefault {
 public:
  PetscOptionDefault(const std::string& prefix, const std::string& name, const std::string& value);
  ~PetscOptionDefault();
  PetscOptionDefault(const PetscOptionDefault&) = delete;
  PetscOptionDefault& operator=(const PetscOptionDefault&) = delete;

 private:
  std::string key_;
  bool is_set_ = false;
};

/// Owner of one PETSc object; moves, never copies.
template <class Handle, PetscErrorCode (*Destroy)(Handle*)>
class PetscOwned {
 public:
  PetscOwned() = default;
  ~PetscOwned() { reset(); }
  PetscOwned(PetscOwned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  PetscOwned& operator=(PetscOwned&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  operator Handle() const { return handle_; }
  /// For the Create functions; frees what was held.
  Handle* out() {
    reset();
    return &handle_;
  }
  void reset() {
    if (handle_ != nullptr) static_cast<void>(Destroy(&handle_));
    handle_ = nullptr;
  }

 private:
  Handle handle_ = nullptr;
};

using OwnedVec = PetscOwned<Vec, VecDestroy>;
using OwnedMat = PetscOwned<Mat, MatDestroy>;
using OwnedKsp = PetscOwned<KSP, KSPDestroy>;

/// Type of the Vecs of cells: on the device where PETSc was built with the backend Kokkos uses.
#if defined(PETSC_HAVE_KOKKOS_KERNELS)
inline constexpr const char* kCellVecType = VECKOKKOS;
#else
inline constexpr const char* kCellVecType = VECSTANDARD;
#endif

/// Vec of the owned cells, of type kCellVecType, with so many numbers per cell.
OwnedVec make_cell_vec(const Partition& partition, int components = 1);

/// The same, `components` numbers per cell, without memory of its own where a VecOver can lend it a view's.
OwnedVec make_borrowing_vec(const Partition& partition, int components = 1);

/// A Vec that takes over the memory of a view for as long as this lives, where PETSc's memory is Kokkos';
/// else a copy goes there at the start and back at the end.
class VecOver {
 public:
  /// \param vec  from make_borrowing_vec, not in use elsewhere
  VecOver(Vec vec, const CellView& view);
  ~VecOver();
  VecOver(const VecOver&) = delete;
  VecOver& operator=(const VecOver&) = delete;

 private:
  Vec vec_;
  CellView view_;
};

/// The local part of a Vec to read, as a view in Kokkos' memory: in place where PETSc's memory is Kokkos',
/// else one explicit copy.
class VecReader {
 public:
  explicit VecReader(Vec vec);
  ~VecReader();
  VecReader(const VecReader&) = delete;
  VecReader& operator=(const VecReader&) = delete;
  const ConstCellView& view() const { return view_; }

 private:
  Vec vec_;
  const PetscScalar* data_ = nullptr;
  ConstCellView view_;
};

/// The same to overwrite; what was written reaches the Vec when the writer ends.
class VecWriter {
 public:
  explicit VecWriter(Vec vec);
  ~VecWriter();
  VecWriter(const VecWriter&) = delete;
  VecWriter& operator=(const VecWriter&) = delete;
  const CellView& view() const { return view_; }

 private:
  Vec vec_;
  PetscScalar* data_ = nullptr;
  bool is_copy_ = false;
  CellView view_;
};

}  // namespace strata
