#include "postproc/jedec_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "inputs/jedec/environments.hpp"
#include "physics/natural_convection.hpp"
#include "postproc/text_table.hpp"

namespace strata {
namespace {

constexpr double kPlateTemperature = 298.15;  // [K]

/// A junction hotter than this is no test that anybody would run [K].
constexpr double kHotJunction = 473.15;

/// The junction that a metric is about.
struct Junction {
  std::string name;
  double temperature = -1.0;
};

Junction hottest_junction(const Summary& summary) {
  Junction hottest;
  for (const DieSummary& die : summary.dies) {
    if (die.name == jedec::kBoardProbe || !(die.junction_max > hottest.temperature)) continue;
    hottest = {die.name, die.junction_max};
  }
  return hottest;
}

double board_temperature(const Summary& summary) {
  const auto probe = std::find_if(summary.dies.begin(), summary.dies.end(),
                                  [](const DieSummary& die) { return die.name == jedec::kBoardProbe; });
  return probe->junction_mean;
}

const BoundaryHeat& boundary_named(const Summary& summary, const char* name) {
  return *std::find_if(summary.boundaries.begin(), summary.boundaries.end(),
                       [&](const BoundaryHeat& b) { return b.name == name; });
}

JedecMetric metric(const std::string& name, const Summary& summary, const std::string& reference,
                   double temperature, const std::string& environment) {
  const Junction junction = hottest_junction(summary);
  return {name,          (junction.temperature - temperature) / summary.power,
          junction.name, junction.temperature,
          reference,     temperature,
          summary.power, environment};
}

/// Makes the environments one by one, each at most once, and collects what comes of them.
class Characteriser {
 public:
  Characteriser(const Model& package, const std::set<std::string>& names, double emissivity,
                const SolveModel& solve)
      : package_(package), names_(names), emissivity_(emissivity), solve_(solve) {}

  Characterisation run() {
    if (wanted({"theta_jctop", "two_resistor"})) cold_plate(Face::top, "theta_jctop", "top");
    if (wanted({"theta_jcbot"})) cold_plate(Face::bottom, "theta_jcbot", "bottom");
    if (wanted({"theta_jb", "two_resistor"})) ring_cold_plate();
    if (wanted({"theta_ja", "psi_jt", "psi_jb"})) still_air();
    remark_on_hot_junctions();
    if (wanted({"two_resistor"})) {
      result_.remarks.emplace_back(
          "two-resistor model (JESD15-3): the junction node joins the top by theta_jctop and the board by "
          "theta_jb; it serves environments near those two only");
    }
    return std::move(result_);
  }

 private:
  bool wanted(const std::vector<std::string>& any_of) const {
    return std::any_of(any_of.begin(), any_of.end(),
                       [&](const std::string& name) { return names_.count(name) > 0; });
  }

  void cold_plate(Face face, const std::string& name, const std::string& side) {
    const Summary summary = solve_(on_cold_plate(package_, face, kPlateTemperature));
    result_.metrics.push_back(metric(name, summary, "case, " + side, kPlateTemperature,
                                     "isothermal plate on the " + side + " (JESD51-12)"));
  }

  void remark_on_board() {
    const Box& domain = package_.geometry.domain;
    const std::string text = fmt::format(
        "the package's bottom face touches a 2s2p board of {} and 1.6 mm: copper 70 um at 20 % outside, 35 "
        "um "
        "planes inside; solder balls count only where the deck has them",
        test_board_for({domain.upper[0], domain.upper[1]}).standard);
    if (std::find(result_.remarks.begin(), result_.remarks.end(), text) == result_.remarks.end())
      result_.remarks.push_back(text);
  }

  void remark_on_hot_junctions() {
    double hottest = 0.0;
    for (const JedecMetric& m : result_.metrics) hottest = std::max(hottest, m.junction_temperature);
    if (hottest <= kHotJunction) return;
    result_.remarks.push_back(
        fmt::format("a junction reaches {:.0f} degC: no test would be run so, and properties are far outside "
                    "their range; ask for less with --power",
                    hottest - 273.15));
  }

  void ring_cold_plate() {
    const Summary summary = solve_(on_ring_cold_plate(package_, kPlateTemperature));
    remark_on_board();
    result_.metrics.push_back(metric("theta_jb", summary, "board, 1 mm beside the package",
                                     board_temperature(summary), "ring cold plate on the board (JESD51-8)"));
  }

  /// Film coefficients and surface temperatures depend on each other; they are iterated to agreement.
  void still_air() {
    constexpr int kMaxSolves = 30;
    constexpr double kAgreement = 1e-3;  // relative change of every film coefficient
    StillAir air;
    for (int n = 0; n < kMaxSolves; ++n) {
      const Summary summary = solve_(in_still_air(package_, air));
      const StillAir next = films_for(summary, air.ambient);
      const double change = std::max({std::abs(next.package_top / air.package_top - 1.0),
                                      std::abs(next.board_top / air.board_top - 1.0),
                                      std::abs(next.board_bottom / air.board_bottom - 1.0)});
      if (change <= kAgreement) return still_air_metrics(summary, air);
      air = next;
    }
    throw SolveError(
        fmt::format("the film coefficients of still air did not settle in {} solves", kMaxSolves));
  }

  StillAir films_for(const Summary& summary, double ambient) const {
    const Box& package = package_.geometry.domain;
    const TestBoard board = test_board_for({package.upper[0], package.upper[1]});
    const auto film = [&](const char* name, PlateFacing facing, double a, double b) {
      const double surface = boundary_named(summary, name).surface_temperature_mean;
      const double length = a * b / (2.0 * (a + b));
      return natural_convection_film(facing, length, surface, ambient) +
             radiation_film(emissivity_, surface, ambient);
    };
    StillAir air;
    air.ambient = ambient;
    air.package_top = film(jedec::kCase, PlateFacing::up, package.upper[0], package.upper[1]);
    air.board_top = film(jedec::kBoardTop, PlateFacing::up, board.size[0], board.size[1]);
    air.board_bottom = film(jedec::kBoardBottom, PlateFacing::down, board.size[0], board.size[1]);
    return air;
  }

  void still_air_metrics(const Summary& summary, const StillAir& air) {
    const std::string environment = "still air on the board (JESD51-2A)";
    remark_on_board();
    result_.remarks.push_back(fmt::format(
        "still air: natural convection of horizontal plates plus radiation at emissivity {:.2f}; {:.2f}, "
        "{:.2f} "
        "and {:.2f} W/(m^2.K) on the package, the board's top and its bottom. Correlations, not a flow "
        "computation: read theta_ja to some 10 %",
        emissivity_, air.package_top, air.board_top, air.board_bottom));
    const auto add = [&](const char* name, const char* reference, double temperature) {
      if (wanted({name}))
        result_.metrics.push_back(metric(name, summary, reference, temperature, environment));
    };
    add("theta_ja", "ambient", air.ambient);
    add("psi_jt", "case, centre of the top",
        boundary_named(summary, jedec::kCaseProbe).surface_temperature_mean);
    add("psi_jb", "board, 1 mm beside the package", board_temperature(summary));
  }

  const Model& package_;
  const std::set<std::string>& names_;
  double emissivity_;
  const SolveModel& solve_;
  Characterisation result_;
};

}  // namespace

const std::vector<std::string>& jedec_metric_names() {
  static const std::vector<std::string> kNames{"theta_jctop", "theta_jcbot", "theta_jb",    "theta_ja",
                                               "psi_jt",      "psi_jb",      "two_resistor"};
  return kNames;
}

Characterisation characterise(const Model& package, const std::vector<std::string>& names, double emissivity,
                              const SolveModel& solve) {
  require_whole_package(package);
  return Characteriser(package, {names.begin(), names.end()}, emissivity, solve).run();
}

std::string characterisation_text(const Characterisation& characterisation) {
  constexpr double kCelsius = 273.15;
  TextTable table(
      {"metric", "environment", "junction", "reference", "K/W", "T_J degC", "T_ref degC", "power W"}, 4);
  for (const JedecMetric& m : characterisation.metrics) {
    table.add({m.name, m.environment, m.junction, m.reference, fmt::format("{:.4g}", m.value),
               fmt::format("{:.2f}", m.junction_temperature - kCelsius),
               fmt::format("{:.2f}", m.reference_temperature - kCelsius), fmt::format("{:.4g}", m.power)});
  }
  std::string text = table.text();
  for (const std::string& remark : characterisation.remarks) text += "\n  " + remark + "\n";
  return text;
}

std::string characterisation_json(const Characterisation& characterisation, const std::string& title) {
  nlohmann::ordered_json json{
      {"format_version", 1}, {"title", title}, {"metrics", nlohmann::ordered_json::array()}};
  for (const JedecMetric& m : characterisation.metrics) {
    json["metrics"].push_back({{"name", m.name},
                               {"value_K_per_W", m.value},
                               {"junction", m.junction},
                               {"junction_temperature_K", m.junction_temperature},
                               {"reference", m.reference},
                               {"reference_temperature_K", m.reference_temperature},
                               {"power_W", m.power},
                               {"environment", m.environment}});
  }
  json["remarks"] = characterisation.remarks;
  return json.dump(2) + "\n";
}

}  // namespace strata
