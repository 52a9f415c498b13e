// 3Dblox designs -> deck skeletons. The files hold where chiplets lie and how thick they are, but no
// material, no power and no boundary: each such place of the deck says TODO.
#pragma once

#include <string>

#include "inputs/importers/conversion.hpp"
#include "inputs/importers/foreign_files.hpp"

namespace strata {

/// \param path  a .3dbx; what it includes is read too. Throws DeckError with every mistake found.
Conversion convert_blox(const std::string& path, ForeignFiles& files);

}  // namespace strata
