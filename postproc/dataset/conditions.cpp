#include "postproc/dataset/conditions.hpp"

#include "meshes/rasterize.hpp"
#include "physics/boundaries.hpp"
#include "solver/boundary_lookup.hpp"

namespace strata {

namespace {

/// The mean of a map over the face or rectangle of a boundary; `outside` where there is no map.
double mean_of(const Raster* raster, double outside, const Boundary& boundary, const Box& domain) {
  if (raster == nullptr || !boundary.face) return outside;
  const std::array<Axis, 2> axes = face_axes(static_cast<int>(*boundary.face) / 2);
  std::array<std::vector<double>, 2> ends;
  for (std::size_t a = 0; a < 2; ++a) {
    const auto axis = static_cast<std::size_t>(axes[a]);
    ends[a] = boundary.patch ? std::vector<double>{boundary.patch->lower[a], boundary.patch->upper[a]}
                             : std::vector<double>{domain.lower[axis], domain.upper[axis]};
  }
  return raster_mean(*raster, outside, ends[0], ends[1], 0, 1, 0, 1).front();
}

double film_of(const Boundary& boundary, double ambient, const Box& domain) {
  const auto* convection = std::get_if<Convection>(&boundary.condition);
  if (convection != nullptr && !convection->film_coefficient_law.temperature.empty())
    return film_near_ambient(convection->film_coefficient_law, ambient);
  return mean_of(maps_of(boundary.condition).film_coefficient,
                 surroundings_of(boundary.condition).film_coefficient, boundary, domain);
}

/// A number that stands for a map or a law is called a mean, so that nobody computes with it as if it were
/// exact.
std::string film_name(const Boundary& boundary) {
  const auto* convection = std::get_if<Convection>(&boundary.condition);
  const bool has_law = convection != nullptr && !convection->film_coefficient_law.temperature.empty();
  const bool is_mean = has_law || maps_of(boundary.condition).film_coefficient != nullptr;
  return (is_mean ? "mean_film_coefficient_" : "film_coefficient_") + boundary.name;
}

std::string ambient_name(const Boundary& boundary) {
  if (std::holds_alternative<ColdPlate>(boundary.condition)) return "inlet_temperature_" + boundary.name;
  return (maps_of(boundary.condition).ambient != nullptr ? "mean_ambient_" : "ambient_") + boundary.name;
}

}  // namespace

std::vector<SurroundingsValue> surroundings_values(const Model& model) {
  std::vector<SurroundingsValue> values;
  for (const Boundary& boundary : model.boundaries) {
    const ThermalCondition& condition = boundary.condition;
    const bool has_film =
        std::holds_alternative<Convection>(condition) || std::holds_alternative<ColdPlate>(condition);
    if (has_film) {
      const double ambient = mean_of(maps_of(condition).ambient, surroundings_of(condition).ambient, boundary,
                                     model.geometry.domain);
      values.push_back({film_name(boundary), "W/(m^2.K)", film_of(boundary, ambient, model.geometry.domain)});
      values.push_back({ambient_name(boundary), "K", ambient});
    } else if (const auto* radiation = std::get_if<Radiation>(&condition)) {
      values.push_back({"ambient_" + boundary.name, "K", radiation->ambient});
    } else if (const auto* flux = std::get_if<HeatFlux>(&condition)) {
      values.push_back({"heat_flux_" + boundary.name, "W/m^2", flux->flux});
    } else if (const auto* fixed = std::get_if<FixedTemperature>(&condition)) {
      values.push_back({"temperature_" + boundary.name, "K", fixed->temperature});
    }
  }
  return values;
}

std::array<bool, 6> open_faces(const Model& model) {
  std::array<bool, 6> open{};
  for (const Boundary& boundary : model.boundaries) {
    if (boundary.face && !std::holds_alternative<Adiabatic>(boundary.condition))
      open[static_cast<std::size_t>(*boundary.face)] = true;
  }
  return open;
}

}  // namespace strata
