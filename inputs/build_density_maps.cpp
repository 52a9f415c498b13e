#include "inputs/build_density_maps.hpp"

#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/metal_map.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxTiles = 10000000;  // as for power maps

class DensityMapBuilder {
 public:
  DensityMapBuilder(BuildContext& context, const MaterialBook& materials, RasterReader& rasters)
      : context_(context), materials_(materials), rasters_(rasters), geometry_(context.model.geometry) {}

  void build() {
    for (Body& body : geometry_.bodies) {
      const MetalMap* map = materials_.metal_map(body.material);
      if (map == nullptr || broken_.count(body.material) > 0) continue;
      body.density_map = index_for(body, *map);
      if (body.density_map < 0) broken_.insert(body.material);
    }
  }

 private:
  /// Material, place in the plane and how it is turned.
  using Key = std::tuple<MaterialId, std::array<double, 2>, std::array<double, 2>, int, bool>;

  std::int32_t index_for(const Body& body, const MetalMap& map) {
    if (body.parent != kNoBody && geometry_.bodies[body.parent].material == body.material)
      return geometry_.bodies[body.parent].density_map;
    const Rectangle plan = plan_of(body.box);
    const Placement unturned;
    const Placement& turned = body.placement >= 0 ? geometry_.placements[body.placement] : unturned;
    const Key key{body.material, plan.lower, plan.upper, turned.rotate, turned.flip};
    const auto known = indices_.find(key);
    if (known != indices_.end()) return known->second;
    auto raster = raster_over(body, *map.keys);
    if (!raster) return -1;
    const auto index = static_cast<std::int32_t>(geometry_.density_maps.size());
    geometry_.density_maps.push_back({body.material, map.first_class, map.n_classes, map.densities.lowest,
                                      map.densities.highest, std::move(*raster)});
    indices_.emplace(key, index);
    return index;
  }

  /// Densities over a body in the assembly's frame, as fractions.
  std::optional<Raster> raster_over(const Body& body, const Value& keys) {
    const Frame frame = frame_of(geometry_, body);
    const Rectangle plan = plan_of(body.box);
    auto raster = rasters_.read(keys, frame.unplace(plan), "'" + body.name + "'");
    if (!raster) return std::nullopt;
    const double scale = density_scale(find_text(keys, "units").value_or(""));
    for (Tile& tile : *raster) {
      tile.value *= scale;
      tile.area = snapped(plan, frame.place(tile.area));
    }
    return is_whole(*raster, body, keys["file"].position()) ? raster : std::nullopt;
  }

  bool is_whole(const Raster& raster, const Body& body, const Position& position) {
    n_tiles_ += raster.size();
    if (n_tiles_ > kMaxTiles) {
      context_.diagnostics.error(position,
                                 fmt::format("the metal maps have more than {} tiles in all", kMaxTiles));
      return false;
    }
    if (find_overlap(raster)) {
      context_.diagnostics.error(position,
                                 "tiles of the metal map overlap, so that the density there is not defined");
      return false;
    }
    const double share = tiled_area(raster) / area_of(plan_of(body.box));
    if (context_.exact_geometry && share < 1.0 - 1e-6) {
      context_.diagnostics.error(
          position,
          fmt::format("the tiles cover {:.4g} % of '{}'; a metal map says what all of it is made of",
                      100.0 * share, body.name));
      return false;
    }
    return true;
  }

  BuildContext& context_;
  const MaterialBook& materials_;
  RasterReader& rasters_;
  Geometry& geometry_;
  std::map<Key, std::int32_t> indices_;
  std::set<MaterialId> broken_;  ///< materials whose map does not fit a body: reported once
  std::size_t n_tiles_ = 0;
};

}  // namespace

void build_density_maps(BuildContext& context, const MaterialBook& materials, RasterReader& rasters) {
  DensityMapBuilder(context, materials, rasters).build();
}

}  // namespace strata
