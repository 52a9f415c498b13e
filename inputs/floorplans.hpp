// Floorplans that a deck names: blocks of its layers, and powers by block. The files are those of HotSpot or
// 3D-ICE; each is read once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/importers/floorplan.hpp"
#include "inputs/trace_file.hpp"

namespace strata {

/// One rectangle of a floorplan under the name that a deck knows it by: "core", or "core[2]" where the block
/// has several rectangles.
struct NamedArea {
  std::string name;
  const FloorplanBlock* block = nullptr;
  std::size_t block_index = 0;  ///< in the file
  Rectangle area;               ///< [m]
};

/// Powers of all blocks of a floorplan in time.
struct BlockSchedules {
  std::vector<Schedule> blocks;  ///< in the order of the file [W]
  double mean = 0.0;             ///< of their sum over the time that the rows stand for [W]
};

class FloorplanReader {
 public:
  FloorplanReader(BuildContext& context, TraceFiles& traces) : context_(context), traces_(traces) {}

  /// The rectangles of the floorplan at key `file_key` of `keys`, in the order of the file. Blocks that do
  /// not lie in `extent` are reported, and names that no deck can say. None where the file is wrong. \param
  /// extent  what the floorplan lies in, in the floorplan's frame; empty: not known
  std::vector<NamedArea> areas(const Value& keys, std::string_view file_key,
                               const std::optional<Rectangle>& extent, const std::string& host);

  /// What `floorplan` of a heat source says: watts per rectangle, in the frame of `extent`.
  /// Empty, with messages, where something is wrong.
  std::optional<Raster> powers(const Value& keys, const Rectangle& extent, const std::string& host);

  /// The rectangles that `floorplan` of a heat source heats, in the frame of `extent`. Empty, with a message,
  /// where one lies outside.
  std::optional<std::vector<NamedArea>> heated_areas(const Value& keys, const Rectangle& extent,
                                                     const std::string& host);

  /// What `floorplan` of a heat source says where its rows follow each other in time.
  std::optional<BlockSchedules> powers_in_time(const Value& keys);

 private:
  const Floorplan* floorplan(const Value& keys, std::string_view file_key);
  const PowerTrace* trace(const Value& keys);
  std::optional<std::vector<double>> block_powers(const Value& keys, const Floorplan& floorplan);
  std::optional<std::vector<double>> powers_of_trace(const Value& keys, const Floorplan& floorplan,
                                                     const PowerTrace& trace);
  std::optional<std::vector<double>> powers_of_table(const Value& keys, const Floorplan& floorplan);
  std::optional<std::vector<double>> powers_of_slots(const Value& keys, const Floorplan& floorplan);
  std::optional<std::vector<std::size_t>> columns_of_blocks(const Floorplan& floorplan,
                                                            const PowerTrace& trace,
                                                            std::optional<std::size_t> time_column);
  bool check_needs_no_times(const Value& keys, std::size_t n_rows);
  std::optional<BlockSchedules> schedules_of_trace(const Value& keys, const Floorplan& floorplan,
                                                   const PowerTrace& trace);
  std::optional<BlockSchedules> schedules_of_slots(const Value& keys, const Floorplan& floorplan);
  std::optional<int> row(const Value& keys, std::size_t n_rows, bool& wrong);
  /// Text of a file, added to the sources; nothing, with a message at `position`, where it cannot be read.
  std::optional<std::string> read(const std::string& path, const Position& position);

  BuildContext& context_;
  TraceFiles& traces_;
  std::map<std::pair<std::string, std::string>, std::optional<Floorplan>>
      floorplans_;  ///< by path and format
};

/// The part of a block's power that heats one of its rectangles, by area [W].
double share_of(const NamedArea& area, double block_power);

}  // namespace strata
