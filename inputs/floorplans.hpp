// Floorplans that a deck names: blocks of its layers, and powers by block. The files are those of HotSpot or
// 3D-ICE; each is read once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/importers/floorplan.hpp"

namespace strata {

/// One rectangle of a floorplan under the name that a deck knows it by: "core", or "core[2]" where the block
/// has several rectangles.
struct NamedArea {
  std::string name;
  const FloorplanBlock* block = nullptr;
  Rectangle area;  ///< [m]
};

class FloorplanReader {
 public:
  explicit FloorplanReader(BuildContext& context) : context_(context) {}

  /// The rectangles of the floorplan at key `file_key` of `keys`, in the order of the file. Blocks that do
  /// not lie in `extent` are reported, and names that no deck can say. None where the file is wrong. \param
  /// extent  what the floorplan lies in, in the floorplan's frame; empty: not known
  std::vector<NamedArea> areas(const Value& keys, std::string_view file_key,
                               const std::optional<Rectangle>& extent, const std::string& host);

  /// What `floorplan` of a heat source says: watts per rectangle, in the frame of `extent`.
  /// Empty, with messages, where something is wrong.
  std::optional<Raster> powers(const Value& keys, const Rectangle& extent, const std::string& host);

 private:
  const Floorplan* floorplan(const Value& keys, std::string_view file_key);
  const PowerTrace* trace(const Value& keys);
  std::optional<std::vector<double>> block_powers(const Value& keys, const Floorplan& floorplan);
  std::optional<std::vector<double>> powers_of_trace(const Value& keys, const Floorplan& floorplan,
                                                     const PowerTrace& trace);
  std::optional<std::vector<double>> powers_of_table(const Value& keys, const Floorplan& floorplan);
  std::optional<std::vector<double>> powers_of_slots(const Value& keys, const Floorplan& floorplan);
  std::optional<int> row(const Value& keys, std::size_t n_rows, bool& wrong);
  /// Text of a file, added to the sources; nothing, with a message at `position`, where it cannot be read.
  std::optional<std::string> read(const std::string& path, const Position& position);

  BuildContext& context_;
  std::map<std::pair<std::string, std::string>, std::optional<Floorplan>>
      floorplans_;  ///< by path and format
  std::map<std::string, std::optional<PowerTrace>> traces_;
};

/// The part of a block's power that heats one of its rectangles, by area [W].
double share_of(const NamedArea& area, double block_power);

}  // namespace strata
