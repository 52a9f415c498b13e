// Layers as a deck describes them, before repeats are written out: shared by parts and the assembly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/build_materials.hpp"
#include "inputs/floorplans.hpp"

namespace strata {

struct BlockSpec {
  std::string name;
  Position position;
  Rectangle area;                      ///< in the frame of the layer [m]
  std::optional<MaterialId> material;  ///< empty: that of the layer
};

struct LayerSpec {
  std::string name;
  Position position;
  double thickness = 0.0;  ///< [m]
  MaterialId material = kVoid;
  std::optional<Face> active;
  std::optional<double> stress_free_temperature;  ///< [K]
  std::optional<Rectangle> area;                  ///< of a partial layer [m]
  MaterialId around = kVoid;
  std::vector<BlockSpec> blocks;
};

/// What the first or last round of a repeat changes.
struct LayerOverride {
  std::optional<double> thickness;
  std::optional<MaterialId> material;
  std::optional<std::vector<BlockSpec>> blocks;
};
using LayerOverrides = std::unordered_map<std::string, LayerOverride>;

struct RepeatSpec;
/// A layer or a repeat of several.
using LayerItem = std::variant<LayerSpec, RepeatSpec>;

struct RepeatSpec {
  int count = 1;
  std::vector<LayerItem> items;
  LayerOverrides first;
  LayerOverrides last;
};

/// Reads layers and checks what can be said without knowing how often they repeat: names, materials, blocks.
class LayerReader {
 public:
  /// \param host  width and depth of the part or assembly; blocks are not checked against it where it is
  /// empty
  LayerReader(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans,
              std::string host_word, std::optional<std::array<double, 2>> host);

  /// One item of `layers` or `stack` (not a tier); empty where nothing of it can be used.
  std::optional<LayerItem> read(const Value& item);

  /// Takes a name; reports reserved words and names that are taken.
  bool claim_name(const std::string& name, const Position& position);

 private:
  LayerSpec read_layer(const Value& value, const std::string& name);
  RepeatSpec read_repeat(const Value& value);
  void read_area(const Value& value, LayerSpec& layer);
  std::vector<BlockSpec> read_blocks(const Value& value, const std::optional<Rectangle>& area,
                                     const std::string& layer);
  std::vector<BlockSpec> read_floorplan(const Value& keys, const std::optional<Rectangle>& host,
                                        const std::string& layer);
  LayerOverrides read_overrides(const Value& repeat, std::string_view key, const RepeatSpec& spec);
  std::optional<MaterialId> read_material(const Value& table, std::string_view key);

  BuildContext& context_;
  MaterialBook& materials_;
  FloorplanReader& floorplans_;
  std::string host_word_;
  std::optional<std::array<double, 2>> host_;
  std::unordered_map<std::string, int> lines_;  ///< line where a name was taken
};

/// One written-out layer of a repeat: "dram[3]".
struct LayerInstance {
  std::string name;
  double thickness = 0.0;
  MaterialId material = kVoid;
  const LayerSpec* spec = nullptr;
  const std::vector<BlockSpec>* blocks = nullptr;
};

/// Names that mean faces and surroundings, which layers, parts and blocks cannot have.
bool is_reserved_name(const std::string& name);

/// Number of bodies (layers, surroundings and blocks) that an item becomes; saturates far above any limit.
double count_bodies(const LayerItem& item);

/// Writes repeats out, bottom up.
void expand(const LayerItem& item, std::vector<LayerInstance>& layers);

}  // namespace strata
