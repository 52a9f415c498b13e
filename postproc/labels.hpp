// Words for the enumerations of the Model, as they stand in files and tables.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata {

/// "x_min", ..., "bottom", "top"
const char* face_name(Face face);
/// "layer", "block", "fill", "around"
const char* body_kind_name(BodyKind kind);
/// Present time in UTC, ISO 8601: "2026-11-24T03:27:21Z".
std::string utc_now();
/// Name of this rank's machine.
std::string host_name();

}  // namespace strata
