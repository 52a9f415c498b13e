// Materials of a deck: property laws, `like` chains, effective media, and the list of those that are used.
// What a material does not say of heat is zero: only decks that solve no heat may leave it out.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/build_mechanics.hpp"
#include "inputs/material_library.hpp"
#include "inputs/metal_map.hpp"

namespace strata {

/// Bulk properties of a library card; empty for arrays. `cards` resolves `like`.
std::optional<BulkMaterial> build_library_bulk(const LibraryMaterial& card,
                                               const std::vector<LibraryMaterial>& cards,
                                               Diagnostics& diagnostics);

/// A material whose metal density is mapped.
struct MetalMap {
  const Value* keys = nullptr;
  DensityRange densities;
  MaterialId first_class{};
  int n_classes = 0;
};

/// Finds materials by name, first in the deck, then in the library, and numbers those that are used.
class MaterialBook {
 public:
  /// Checks every material of the deck, used or not. Model::materials becomes void alone.
  MaterialBook(BuildContext& context, RasterReader& rasters);

  /// Number of a material, added to Model::materials on first use (constituents of effective media first, the
  /// classes of a metal map behind it). Reports a name that nobody knows at `position` and returns kVoid
  /// then.
  MaterialId use(const std::string& name, const Position& position);

  /// The map of a material in use; null where its density is not mapped.
  const MetalMap* metal_map(MaterialId id) const;

  /// Reports materials in use, constituents of effective media among them, that lack elastic constants or
  /// expansion. For decks that compute stress.
  void check_mechanics();

 private:
  struct Definition {
    const Value* value = nullptr;
    bool in_library = false;
  };
  /// Where a material was used first, and as what: "as matrix of 'ubump'", empty for a layer or block.
  struct Use {
    Position position;
    std::string role;
  };
  /// What a name means; `self` is the deck material that asks, which may name its library namesake by `like`.
  Definition find(const std::string& name, const std::string& self = {}) const;
  bool is_declared(const std::string& name) const;
  void report_unknown(const std::string& name, const Position& position);
  void check_override(const Value::Field& field);
  void check_like(const std::string& name, const Value& definition);
  void check_array(const Value& array);
  void check_metal_map(const std::string& name, const Value& map);
  void check_constituent(const Value& table, std::string_view key, std::string_view role);
  std::optional<BulkMaterial> deck_bulk(const std::string& name);
  bool check_thermal(const std::string& name, const Value& definition);
  bool has_wrong_mechanics(const Lineage& lineage);
  void check_mechanics_of(const std::string& name, const Use& use);
  Lineage lineage(const std::string& name) const;
  MaterialId use_as(const std::string& name, const Position& position, std::string role);
  std::optional<ArrayMedium> array_medium(const std::string& name, const Value& array);
  std::optional<MetalMedium> metal_medium(const std::string& name, const Value& map);
  bool admit(std::size_t n_materials, const std::string& name, const Position& position);
  void add_classes(const std::string& name, MaterialId id);
  Material material(const std::string& name, const Definition& definition);

  BuildContext& context_;
  RasterReader& rasters_;
  std::unordered_map<std::string, const Value*> deck_;
  std::set<std::string> declared_;  ///< names in the deck whose definition may have been wrong
  std::unordered_map<std::string, std::optional<BulkMaterial>> bulk_;
  std::unordered_map<std::string, MetalMap> mapped_;    ///< by name; good ones only
  std::map<MaterialId, const MetalMap*> mapped_by_id_;  ///< those in use
  std::unordered_map<std::string, MaterialId> ids_;
  std::map<MaterialId, Use> uses_;
  std::vector<std::string> library_names_;
  std::vector<std::string> names_;  ///< all known names, for suggestions
};

}  // namespace strata
