// What draws: an interface with one implementation per library, each in a plugin that is loaded only when a
// deck asks to be watched. docs/in_situ.md says how to add one.
#pragma once

#include <string>
#include <vector>

#include <mpi.h>

#include "postproc/in_situ/block.hpp"

namespace strata {

struct InSituSettings {
  std::string script;      ///< absolute path
  std::string folder;      ///< where pictures and extracts go; exists
  std::string live;        ///< "host:port"; empty: nobody watches
  bool can_render = true;  ///< there is a display
  std::string case_json;   ///< what scripts may ask of the deck (case_facts.hpp)
  std::string support;     ///< folder of the files that belong to the back end
};

class InSituBackEnd {
 public:
  InSituBackEnd() = default;
  InSituBackEnd(const InSituBackEnd&) = delete;
  InSituBackEnd& operator=(const InSituBackEnd&) = delete;
  virtual ~InSituBackEnd() = default;

  /// Shows a moment to the script. Collective; keeps nothing of the block. Returns what went wrong on this
  /// rank, one message each.
  virtual std::vector<std::string> look(const InSituBlock& block, const InSituMoment& moment) = 0;

  /// Names of the fields that later looks need; empty: all. Known after the first look; those of rank 0
  /// count.
  virtual std::vector<std::string> wanted_fields() const = 0;
};

/// Changes with this interface: a plugin of another build is refused.
inline constexpr int kInSituInterface = 2;

/// Functions that a plugin exports by these names, with C linkage:
///   int strata_in_situ_interface();                                           kInSituInterface of its build
///   InSituBackEnd* strata_in_situ_create(MPI_Comm, const InSituSettings&);    throws std::runtime_error
using InSituInterfaceFunction = int (*)();
using InSituCreateFunction = InSituBackEnd* (*)(MPI_Comm, const InSituSettings&);

}  // namespace strata
