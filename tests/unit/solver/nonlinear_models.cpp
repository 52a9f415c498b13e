#include "nonlinear_models.hpp"

namespace strata::testing {

Model nonlinear_package() {
  Model m = stepped_package(true);
  m.boundaries.clear();
  Leakage exponential;
  exponential.reference_temperature = 330.0;
  exponential.coefficient = 0.02;
  Leakage table;
  table.factor = {{290.0, 340.0, 420.0}, {0.5, 1.0, 3.0}};
  add_sheet_source(m, "die0", Face::bottom, 1.5);
  m.sources.back().leakage = exponential;
  add_sheet_source(m, "die1", Face::top, 0.8);
  m.sources.back().leakage = table;
  add_volume_source(m, "die1", 0.3);
  m.sources.back().leakage = exponential;
  add_sheet_source(m, "lid", Face::top, 0.4);
  m.sources.back().leakage = exponential;
  ColdPlate plate;
  plate.film_coefficient = 8000.0;
  plate.inlet_temperature = 305.0;
  plate.heat_capacity_rate = 0.6;
  plate.axis = Axis::x;
  add_boundary(m, "top", Face::top, plate);
  plate.heat_capacity_rate = 0.2;
  plate.axis = Axis::y;
  plate.is_reversed = true;
  plate.film_coefficient_map = {{{{6e-3, 0.0}, {8e-3, 8e-3}}, 2000.0},
                                {{{8e-3, 0.0}, {10e-3, 8e-3}}, 9000.0}};
  add_boundary(m, "top.second", Face::top, plate);
  m.boundaries.back().patch = Rectangle{{6e-3, 0.0}, {10e-3, 8e-3}};
  add_boundary(m, "bottom", Face::bottom, Radiation{0.9, 300.0});
  Convection film;
  film.ambient = 310.0;
  film.film_coefficient_law = {{300.0, 330.0, 400.0}, {5.0, 30.0, 45.0}};
  film.emissivity = 0.8;
  add_boundary(m, "exposed", std::nullopt, film);
  film.emissivity = 0.0;
  add_boundary(m, "x_min", Face::x_min, film);
  add_boundary(m, "x_max", Face::x_max, HeatFlux{1000.0});
  return m;
}

}  // namespace strata::testing
