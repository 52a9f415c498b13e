#include "postproc/dataset/layout.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "inputs/error.hpp"
#include "postproc/checksum.hpp"
#include "postproc/dataset/conditions.hpp"

namespace strata {

namespace {

constexpr const char* kConductivity = "conductivity";

bool needs_stress(const DatasetField& field) {
  static const std::set<std::string> names{"von_mises", "displacement", "stress"};
  return names.count(field.name) > 0;
}

bool has_active_face(const Model& model) {
  const auto& bodies = model.geometry.bodies;
  return std::any_of(bodies.begin(), bodies.end(), [](const Body& body) { return body.active.has_value(); });
}

/// Collects what is wrong, one line each.
class Complaints {
 public:
  void add(const std::string& line) { text_ += (text_.empty() ? "" : "\n") + line; }
  void finish() const {
    if (!text_.empty()) throw Error(ExitCode::deck, text_);
  }

 private:
  std::string text_;
};

std::string suggestion(const std::string& name) {
  std::vector<std::string> names{kConductivity};
  for (const DatasetField& field : known_dataset_fields()) names.push_back(field.name);
  const std::string near = nearest_word(name, names);
  if (!near.empty()) return "did you mean '" + near + "'?";
  std::string all = "there are";
  for (const std::string& known : names) all += ' ' + known;
  return all;
}

/// The names that are asked for, `conductivity` spelled out.
std::set<std::string> requested_names(const std::vector<std::string>& fields, Complaints& complaints) {
  std::set<std::string> names{"temperature"};
  for (const std::string& field : fields) {
    if (field == kConductivity) {
      names.insert({"k_xx", "k_yy", "k_zz"});
      continue;
    }
    const auto& known = known_dataset_fields();
    const bool is_known =
        std::any_of(known.begin(), known.end(), [&](const DatasetField& one) { return one.name == field; });
    if (is_known) {
      names.insert(field);
    } else {
      complaints.add("dataset.fields: there is no field '" + field + "'; " + suggestion(field));
    }
  }
  return names;
}

std::vector<DatasetField> fields_of(const Sweep& sweep, const Model& base, Complaints& complaints) {
  const std::set<std::string> names = requested_names(sweep.dataset.fields, complaints);
  std::vector<DatasetField> fields;
  for (const DatasetField& field : known_dataset_fields()) {
    if (names.count(field.name) == 0) continue;
    if (needs_stress(field) && !base.stress) {
      complaints.add("dataset.fields: '" + field.name + "' needs a deck with analysis.stress");
      continue;
    }
    fields.push_back(field);
    if (field.name != "temperature") continue;
    for (const Fidelity& fidelity : sweep.fidelities) {
      DatasetField more = field;
      more.name += '_' + fidelity.name;
      more.long_name += " under the settings '" + fidelity.name + "'";
      fields.push_back(std::move(more));
    }
  }
  return fields;
}

DatasetScalar scalar_of(const SweepParameter& parameter) {
  const auto* choice = std::get_if<ChoiceDistribution>(&parameter.distribution);
  return {parameter.name, parameter.unit.empty() ? "1" : parameter.unit,
          choice != nullptr ? choice->texts : std::vector<std::string>{}};
}

void check_names(const DatasetLayout& layout, Complaints& complaints) {
  std::set<std::string> seen;
  for (const auto* scalars : {&layout.parameters, &layout.conditions, &layout.results}) {
    for (const DatasetScalar& scalar : *scalars) {
      if (!seen.insert(scalar.name).second)
        complaints.add("the dataset would hold two numbers named '" + scalar.name +
                       "'; give the parameter another name");
    }
  }
}

}  // namespace

std::array<std::vector<double>, 3> regular_lines(const std::array<int, 3>& cells,
                                                 const std::array<double, 3>& box) {
  std::array<std::vector<double>, 3> lines;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (int n = 0; n < cells[axis]; ++n) lines[axis].push_back(box[axis] * n / cells[axis]);
    lines[axis].push_back(box[axis]);
  }
  return lines;
}

DatasetLayout make_layout(const Sweep& sweep, const Model& base, const std::array<int, 3>& cells,
                          std::array<std::vector<double>, 3> lines) {
  Complaints complaints;
  if (!base.solves_heat) complaints.add("a dataset is about temperatures, but the deck solves no heat");
  DatasetLayout layout;
  layout.name = sweep.dataset.name;
  layout.title = sweep.title;
  layout.cells = cells;
  layout.lines = std::move(lines);
  layout.fields = fields_of(sweep, base, complaints);
  for (const SweepParameter& parameter : sweep.parameters) layout.parameters.push_back(scalar_of(parameter));
  layout.conditions.push_back({"total_power", "W", {}});
  for (const SurroundingsValue& value : surroundings_values(base))
    layout.conditions.push_back({value.name, value.units, {}});
  if (has_active_face(base)) layout.results.push_back({"junction_temperature_max", "K", {}});
  for (const Boundary& boundary : base.boundaries) layout.boundaries.push_back(boundary.name);
  layout.is_open = open_faces(base);
  layout.compression = sweep.dataset.compression;
  layout.double_precision = sweep.dataset.double_precision;
  layout.sweep_text = sweep.resolved;
  layout.sweep_sha256 = sha256(sweep.resolved);
  check_names(layout, complaints);
  complaints.finish();
  return layout;
}

}  // namespace strata
