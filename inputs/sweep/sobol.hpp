// Sobol's sequence and its random scrambling: points that fill a cube evenly, however many of them are taken
// from the front.
#pragma once

#include <cstdint>

namespace strata {

inline constexpr std::size_t kSobolDimensions = 64;

/// Coordinate of point `index` as a fraction of 2^32: XOR of the direction numbers of the bits of index
/// itself, not of its Gray code; the first 2^m points are the same set. Direction numbers: S. Joe and F. Y.
/// Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30
/// (2008), 2635-2654, set new-joe-kuo-6.21201. \param dimension  below kSobolDimensions
std::uint32_t sobol_bits(std::uint32_t index, std::size_t dimension);

/// Owen's nested uniform scrambling by hashing: every bit is flipped or not by a hash of the bits above it.
/// B. Burley, "Practical hash-based Owen scrambling", J. Computer Graphics Techniques 9 (2020), with the hash
/// of S. Laine and T. Karras (2011).
std::uint32_t owen_scrambled(std::uint32_t bits, std::uint32_t seed);

}  // namespace strata
