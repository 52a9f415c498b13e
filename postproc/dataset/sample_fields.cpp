#include "postproc/dataset/sample_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <mpi.h>

#include "inputs/error.hpp"
#include "postproc/dataset/conditions.hpp"
#include "postproc/dataset/field_builder.hpp"
#include "solver/shared_setup.hpp"

namespace strata {

namespace {

constexpr std::array<const char*, 3> kAxes{"x", "y", "z"};

void check_fits(const GridLines& from, const GridLines& to) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double lower = from[axis].front(), upper = from[axis].back();
    if (lower >= to[axis].front() - coordinate_rounding(lower) &&
        upper <= to[axis].back() + coordinate_rounding(upper))
      continue;
    throw Error(
        ExitCode::deck,
        fmt::format("the assembly reaches from {:.6g} to {:.6g} mm along {}, the grid of the dataset "
                    "only from {:.6g} to {:.6g} mm; dataset.box makes it larger",
                    1e3 * lower, 1e3 * upper, kAxes[axis], 1e3 * to[axis].front(), 1e3 * to[axis].back()));
  }
}

void check_cells(const std::array<int, 3>& cells, const Grid& grid) {
  const std::array<int, 3> own{grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  if (own == cells) return;
  throw Error(ExitCode::deck,
              fmt::format("native grids of a dataset must have the same numbers of cells: {} x {} x {} here, "
                          "{} x {} x {} before; dataset.grid takes three numbers for a regular one",
                          own[0], own[1], own[2], cells[0], cells[1], cells[2]));
}

/// Hottest place of all active faces [K]; NaN without any. Collective.
double hottest_junction(const SolutionView& view) {
  double hottest = -std::numeric_limits<double>::infinity();
  for (const ActiveFace& face : view.heat.active_faces) {
    for (const double T : face.temperature) {
      if (T > hottest) hottest = T;
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, &hottest, 1, MPI_DOUBLE, MPI_MAX, view.partition.comm());
  return std::isinf(hottest) ? std::nan("") : hottest;
}

double total_power(const NativeFields& native) {
  const auto& [x, y, z] = native.lines;
  double total = 0.0;
  std::size_t cell = 0;
  for (std::size_t k = 0; k + 1 < z.size(); ++k) {
    for (std::size_t j = 0; j + 1 < y.size(); ++j) {
      double row = 0.0;
      for (std::size_t i = 0; i + 1 < x.size(); ++i, ++cell)
        row += native.power_density[cell] * (x[i + 1] - x[i]);
      total += row * (y[j + 1] - y[j]) * (z[k + 1] - z[k]);
    }
  }
  return total;
}

/// By DatasetLayout::conditions, total_power still missing.
std::vector<double> conditions_of(const DatasetLayout& layout, const Model& model) {
  std::map<std::string, double> known{{"total_power", 0.0}};
  for (const SurroundingsValue& value : surroundings_values(model)) known[value.name] = value.value;
  std::vector<double> values;
  for (const DatasetScalar& condition : layout.conditions) {
    const auto found = known.find(condition.name);
    if (found == known.end())
      throw Error(ExitCode::deck,
                  "the deck of this sample has no " + condition.name +
                      ", which the base deck has: boundaries must be of one kind in all samples");
    values.push_back(found->second);
  }
  return values;
}

std::vector<double> boundary_heat(const DatasetLayout& layout, const HeatSolution& heat) {
  std::vector<double> values;
  for (const std::string& name : layout.boundaries) {
    const auto found = std::find_if(heat.boundaries.begin(), heat.boundaries.end(),
                                    [&](const BoundaryHeat& boundary) { return boundary.name == name; });
    values.push_back(found == heat.boundaries.end() ? 0.0 : found->heat_out);
  }
  return values;
}

/// Largest difference between a native cell's temperature and that of the new cell which holds its centre,
/// over the largest rise.
double resampling_error(const NativeFields& native, const MatterOnGrid& matter,
                        const std::vector<double>& temperature, double reference, std::size_t to_ny,
                        std::size_t to_nz) {
  const std::vector<int> x = matter.resampler.holders(0), y = matter.resampler.holders(1),
                         z = matter.resampler.holders(2);
  double error = 0.0, rise = 0.0;
  std::size_t cell = 0;
  for (const int k : z) {
    for (const int j : y) {
      for (const int i : x) {
        const double own = native.temperature[cell];
        const bool counts = matter.solid[cell] > 0.0 && std::min({i, j, k}) >= 0;
        ++cell;
        if (!counts) continue;
        const std::size_t place =
            (static_cast<std::size_t>(i) * to_ny + static_cast<std::size_t>(j)) * to_nz +
            static_cast<std::size_t>(k);
        error = std::max(error, std::abs(temperature[place] - own));
        rise = std::max(rise, std::abs(own - reference));
      }
    }
  }
  return rise > 0.0 ? error / rise : 0.0;
}

bool holds_stress(const DatasetLayout& layout) {
  return std::any_of(layout.fields.begin(), layout.fields.end(), [](const DatasetField& field) {
    return field.name == "von_mises" || field.name == "displacement" || field.name == "stress";
  });
}

/// "temperature_coarse": what add_temperature() fills in.
bool is_further_fidelity(const DatasetField& field) {
  return is_temperature(field) && field.name != "temperature";
}

}  // namespace

struct SampleExtractor::State {
  explicit State(const DatasetLayout& of) : layout(of) {}

  /// The grid and matter of a solution, those of the last one under this name where they are the same.
  MatterOnGrid& matter_on(const std::string& name, const NativeFields& native) {
    auto found = grids.find(name);
    if (found == grids.end() || !found->second.resampler.is_between(native.lines, lines))
      found = grids.insert_or_assign(name, MatterOnGrid(native.lines, lines)).first;
    found->second.set_material(native.material);
    return found->second;
  }

  /// What is kept of models like this one.
  SetupFields& setup_of(const Model& model, const NativeFields& native) {
    const bool is_kept =
        last && can_share_setup(*last, model) && lines == setup_to && native.lines == setup_from;
    if (!is_kept) setup = SetupFields{};
    last = model;
    setup_from = native.lines;
    setup_to = lines;
    return setup;
  }

  const DatasetLayout& layout;
  std::optional<Model> last;
  GridLines setup_from, setup_to;
  SetupFields setup;
  GridLines lines;  ///< of the sample made last, on every rank
  std::map<std::string, MatterOnGrid> grids;
  std::optional<NativeFields> gathered;  ///< by the last extract()
};

SampleExtractor::SampleExtractor(const DatasetLayout& layout) : state_(std::make_unique<State>(layout)) {}
SampleExtractor::~SampleExtractor() = default;

const NativeFields& SampleExtractor::native() const {
  const std::optional<NativeFields>& gathered = state_->gathered;
  if (!gathered) throw Error(ExitCode::internal, "no solution has been gathered");
  return *gathered;
}

std::optional<DatasetSample> SampleExtractor::extract(const SolutionView& view) {
  const DatasetLayout& layout = state_->layout;
  const bool is_native = layout.lines[0].empty();
  if (is_native) check_cells(layout.cells, view.plan.grid);
  state_->lines = is_native ? view.plan.grid.lines : layout.lines;
  check_fits(view.plan.grid.lines, state_->lines);
  DatasetSample sample;
  sample.conditions = conditions_of(layout, view.model);
  const double junction = hottest_junction(view);
  std::optional<NativeStress> stress;
  if (holds_stress(layout)) {
    if (view.stress == nullptr || view.stress->steps.empty())
      throw Error(ExitCode::deck, "the dataset holds stress, but the deck of this sample has no load case");
    stress = gather_stress(view, view.stress->steps.front());
  }
  std::optional<NativeFields>& gathered = state_->gathered;
  gathered = gather_native(view, gathered ? std::move(*gathered) : NativeFields{});
  if (!gathered) return std::nullopt;

  const NativeFields& native = *gathered;
  MatterOnGrid& matter = state_->matter_on("temperature", native);
  FieldBuilder builder(view, native, stress ? &*stress : nullptr, matter,
                       state_->setup_of(view.model, native));
  for (const DatasetField& field : layout.fields) {
    if (is_further_fidelity(field)) {
      sample.fields.emplace_back();
    } else {
      sample.fields.push_back(builder.build(field.name));
    }
  }
  sample.lines = state_->lines;
  sample.reference_temperature = view.heat.reference_temperature;
  for (std::size_t n = 0; n < layout.conditions.size(); ++n) {
    if (layout.conditions[n].name == "total_power") sample.conditions[n] = total_power(native);
  }
  sample.results.assign(layout.results.size(), junction);
  SampleProvenance& provenance = sample.provenance;
  provenance.relative_residual = view.heat.convergence.relative_residual;
  provenance.energy_imbalance = view.heat.balance.relative;
  provenance.iterations = view.heat.convergence.iterations;
  provenance.boundary_heat = boundary_heat(layout, view.heat);
  provenance.resampling_error =
      resampling_error(native, matter, sample.fields.front(), sample.reference_temperature,
                       sample.lines[1].size() - 1, sample.lines[2].size() - 1);
  return sample;
}

void SampleExtractor::add_temperature(const SolutionView& view, const std::string& name,
                                      DatasetSample* sample) {
  check_fits(view.plan.grid.lines, state_->lines);
  const std::optional<NativeFields> native = gather_native(view);
  if (!native || sample == nullptr) return;
  const auto& fields = state_->layout.fields;
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const DatasetField& field) { return field.name == name; });
  if (found == fields.end()) throw Error(ExitCode::internal, "the dataset has no field '" + name + "'");
  MatterOnGrid& matter = state_->matter_on(name, *native);
  sample->fields[static_cast<std::size_t>(found - fields.begin())] = matter.resampler.matter_mean(
      native->temperature, matter.solid, matter.fraction, sample->reference_temperature);
}

}  // namespace strata
