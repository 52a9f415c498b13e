// A HotSpot case put together: the chip's layers with their floorplans, matter and powers, and the package
// around them, bottom up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs/importers/convert_hotspot.hpp"
#include "inputs/importers/deck_writer.hpp"
#include "inputs/importers/floorplan.hpp"
#include "inputs/importers/hotspot_case.hpp"

namespace strata {

/// A floorplan that layers share, moved so that its lower left corner is the origin, as HotSpot does.
struct HotSpotPlan {
  std::string path;
  Floorplan floorplan;
};

inline constexpr std::size_t kNoPlan = static_cast<std::size_t>(-1);

struct HotSpotSlab {
  std::string name;
  double thickness = 0.0;                    ///< [m]
  std::array<double, 2> size{};              ///< [m]
  std::size_t material = 0;                  ///< index into HotSpotStack::materials
  std::size_t plan = kNoPlan;                ///< index into HotSpotStack::plans, where its blocks matter
  std::vector<std::size_t> block_materials;  ///< by block, where blocks have matter of their own, else empty
  bool has_power = false;
  std::vector<double> powers;  ///< by block [W]
};

struct HotSpotStack {
  HotSpotConfig config;
  std::vector<HotSpotPlan> plans;
  std::vector<DeckMaterial> materials;
  std::vector<HotSpotSlab> slabs;  ///< bottom up
  std::size_t first_chip_slab = 0;
  std::array<double, 2> chip{};  ///< width and height of the chip [m]
  std::size_t n_rows = 0;        ///< of the power trace
  std::vector<std::string> untranslated;
};

/// Reads and checks all files of a case. Throws DeckError with every mistake.
HotSpotStack read_hotspot_stack(const HotSpotFiles& paths, ForeignFiles& files);

}  // namespace strata
