#include "postproc/in_situ/case_facts.hpp"

#include <nlohmann/json.hpp>

#include "postproc/labels.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

Json body_json(const Model& model, const Body& body) {
  Json json{{"name", body.name},
            {"kind", body_kind_name(body.kind)},
            {"material", model.materials[static_cast<std::size_t>(body.material)].name},
            {"material_id", static_cast<int>(body.material)},
            {"lower_m", body.box.lower},
            {"upper_m", body.box.upper}};
  if (body.placement >= 0)
    json["placement"] = model.geometry.placements[static_cast<std::size_t>(body.placement)].name;
  if (body.active) json["active"] = *body.active == Face::bottom ? "bottom" : "top";
  return json;
}

}  // namespace

std::string case_facts_json(const Model& model) {
  Json json{{"title", model.title},
            {"is_transient", model.transient.has_value()},
            {"lower_m", model.geometry.domain.lower},
            {"upper_m", model.geometry.domain.upper},
            {"bodies", Json::array()}};
  for (const Body& body : model.geometry.bodies) json["bodies"].push_back(body_json(model, body));
  return json.dump(1);
}

}  // namespace strata
