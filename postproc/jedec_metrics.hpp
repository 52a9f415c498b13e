// JEDEC's thermal metrics of a package, from solves in the environments that define them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "postproc/summary.hpp"

namespace strata {

/// What `--jedec` may ask for.
const std::vector<std::string>& jedec_metric_names();

/// One metric: (T_J - T_reference) / P.
struct JedecMetric {
  std::string name;                    ///< "theta_jctop"
  double value = 0.0;                  ///< [K/W]
  std::string junction;                ///< the die with the hottest junction
  double junction_temperature = 0.0;   ///< [K]
  std::string reference;               ///< "case, centre of the top"
  double reference_temperature = 0.0;  ///< [K]
  double power = 0.0;                  ///< all heat released [W]
  std::string environment;
};

struct Characterisation {
  std::vector<JedecMetric> metrics;
  std::vector<std::string> remarks;  ///< how the environments were modelled
};

/// Solves one model and sums it up. Collective.
using SolveModel = std::function<Summary(const Model&)>;

/// The metrics asked for; each environment is solved once (still air until its film coefficients settle).
/// Names must be of jedec_metric_names(). Throws Error (deck) where the package cannot be characterised, and
/// what `solve` throws.
Characterisation characterise(const Model& package, const std::vector<std::string>& names, double emissivity,
                              const SolveModel& solve);

std::string characterisation_text(const Characterisation& characterisation);
std::string characterisation_json(const Characterisation& characterisation, const std::string& title);

}  // namespace strata
