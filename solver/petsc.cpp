#include "solver/petsc.hpp"

#include "inputs/error.hpp"

namespace strata {

namespace {

using HostView = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
using ConstHostView = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

constexpr bool kKokkosOnHost =
    Kokkos::SpaceAccessibility<Kokkos::DefaultExecutionSpace, Kokkos::HostSpace>::accessible;

/// Can kernels use memory of this type as it is?
bool is_kokkos_memory(PetscMemType type) {
  return kKokkosOnHost != PetscMemTypeDevice(type);
}

std::size_t local_size(Vec vec) {
  PetscInt n = 0;
  check_petsc(VecGetLocalSize(vec, &n));
  return static_cast<std::size_t>(n);
}

}  // namespace

void check_petsc(PetscErrorCode code) {
  if (code == 0) return;
  const char* text = nullptr;
  char* specific = nullptr;
  PetscErrorMessage(code, &text, &specific);
  std::string message = "PETSc: ";
  message += text != nullptr ? text : "error " + std::to_string(static_cast<int>(code));
  if (specific != nullptr && specific[0] != '\0') message += std::string(": ") + specific;
  throw Error(ExitCode::internal, message);
}

PetscErrorScope::PetscErrorScope() {
  PetscPushErrorHandler(PetscReturnErrorHandler, nullptr);
}

PetscErrorScope::~PetscErrorScope() {
  PetscPopErrorHandler();
}

PetscOptionDefault::PetscOptionDefault(const std::string& prefix, const std::string& name,
                                       const std::string& value)
    : key_("-" + prefix + name) {
  PetscBool has = PETSC_FALSE;
  check_petsc(PetscOptionsHasName(nullptr, nullptr, key_.c_str(), &has));
  if (has) return;
  check_petsc(PetscOptionsSetValue(nullptr, key_.c_str(), value.c_str()));
  is_set_ = true;
}

PetscOptionDefault::~PetscOptionDefault() {
  if (is_set_) PetscOptionsClearValue(nullptr, key_.c_str());
}

OwnedVec make_cell_vec(const Partition& partition, int components) {
  OwnedVec vec;
  check_petsc(VecCreate(partition.comm(), vec.out()));
  check_petsc(VecSetSizes(vec, static_cast<PetscInt>(components * partition.n_owned()), PETSC_DETERMINE));
  check_petsc(VecSetType(vec, kCellVecType));
  return vec;
}

namespace {

/// PETSc's plain vectors on a host that Kokkos computes on take any array.
bool can_borrow() {
#if defined(PETSC_HAVE_KOKKOS_KERNELS)
  return false;
#else
  return kKokkosOnHost;
#endif
}

}  // namespace

OwnedVec make_borrowing_vec(const Partition& partition, int components) {
  if (!can_borrow()) return make_cell_vec(partition, components);
  OwnedVec vec;
  const auto n = static_cast<PetscInt>(components * partition.n_owned());
  if (partition.n_ranks() == 1) {
    check_petsc(VecCreateSeqWithArray(partition.comm(), 1, n, nullptr, vec.out()));
  } else {
    check_petsc(VecCreateMPIWithArray(partition.comm(), 1, n, PETSC_DETERMINE, nullptr, vec.out()));
  }
  return vec;
}

VecOver::VecOver(Vec vec, const CellView& view) : vec_(vec), view_(view) {
  if (can_borrow()) {
    check_petsc(VecPlaceArray(vec, view.data()));
  } else {
    const VecWriter writer(vec);
    Kokkos::deep_copy(writer.view(), view);
  }
}

VecOver::~VecOver() {
  if (can_borrow()) {
    VecResetArray(vec_);
  } else {
    const VecReader reader(vec_);
    Kokkos::deep_copy(view_, reader.view());
  }
}

VecReader::VecReader(Vec vec) : vec_(vec) {
  PetscMemType type = PETSC_MEMTYPE_HOST;
  const std::size_t n = local_size(vec);
  check_petsc(VecGetArrayReadAndMemType(vec, &data_, &type));
  if (is_kokkos_memory(type)) {
    // PETSc may still write this on a stream of its own.
    if (PetscMemTypeDevice(type)) Kokkos::fence();
    view_ = ConstCellView(data_, n);
  } else {
    CellView copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, "solver::vec_copy"), n);
    Kokkos::deep_copy(copy, ConstHostView(data_, n));
    view_ = copy;
  }
}

VecReader::~VecReader() {
  VecRestoreArrayReadAndMemType(vec_, &data_);
}

VecWriter::VecWriter(Vec vec) : vec_(vec) {
  PetscMemType type = PETSC_MEMTYPE_HOST;
  const std::size_t n = local_size(vec);
  check_petsc(VecGetArrayWriteAndMemType(vec, &data_, &type));
  is_copy_ = !is_kokkos_memory(type);
  // PETSc may still read what is overwritten here.
  if (PetscMemTypeDevice(type)) Kokkos::fence();
  view_ = is_copy_ ? CellView(Kokkos::view_alloc(Kokkos::WithoutInitializing, "solver::vec_copy"), n)
                   : CellView(data_, n);
}

VecWriter::~VecWriter() {
  if (is_copy_) {
    Kokkos::deep_copy(HostView(data_, view_.extent(0)), view_);
  } else if (!kKokkosOnHost) {
    // PETSc may read this on a stream of its own.
    Kokkos::fence();
  }
  VecRestoreArrayWriteAndMemType(vec_, &data_);
}

}  // namespace strata
