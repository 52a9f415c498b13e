// Variants of a deck: a few values of a few keys, every combination of them.
#pragma once

#include <string>
#include <vector>

namespace strata {

/// A key and the values it takes in turn, both as text of the deck language.
struct VariedKey {
  std::string path;                 ///< as in `--set`: "assembly.stack[2].thickness"
  std::vector<std::string> values;  ///< "60 um", "90 um"
};

/// One combination of values.
struct Variant {
  std::vector<std::string> values;  ///< one per varied key
  std::string label;                ///< "mesh.lateral=1 mm, title=x"
};

inline constexpr std::size_t kMaxVariants = 1000;

/// Reads `--vary` arguments "path=value,value": commas inside brackets or quotes belong to a value. Throws
/// Error (deck) that names every mistake at once: no '=', empty or repeated values, brackets or quotes that
/// do not match, a key varied twice or also given by `--set`, more than kMaxVariants combinations.
/// \param overrides  the `--set` arguments
std::vector<VariedKey> parse_varied_keys(const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& overrides);

/// Every combination; the values of the last key change fastest.
std::vector<Variant> all_variants(const std::vector<VariedKey>& keys);

/// The `--set` arguments of a variant, after those that all variants share.
std::vector<std::string> overrides_of(const Variant& variant, const std::vector<VariedKey>& keys,
                                      const std::vector<std::string>& shared);

}  // namespace strata
