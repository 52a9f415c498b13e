#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/build_context.hpp"
#include "inputs/deck/override_deck.hpp"
#include "inputs/key_tables.hpp"
#include "inputs/material_library.hpp"
#include "inputs/sweep/distributions.hpp"
#include "inputs/sweep/sweep_context.hpp"

namespace strata {

std::string deck_text(const Value& value) {
  if (!value.is_list()) return value.text();
  std::vector<std::string> items;
  std::transform(value.list().begin(), value.list().end(), std::back_inserter(items), deck_text);
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::optional<std::size_t> find_choice(const ChoiceDistribution& choices, const std::string& text) {
  const auto found = std::find(choices.texts.begin(), choices.texts.end(), text);
  if (found == choices.texts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - choices.texts.begin());
}

namespace {

const KeyType& factor_type() {
  static const KeyType type = key_type::number();
  return type;
}

/// One entry of `parameters`.
class ParameterReader {
 public:
  ParameterReader(SweepContext& context, const Value::Field& field)
      : context_(context), keys_(field.value), name_(field.key) {
    parameter_.name = field.key;
    parameter_.position = field.key_position;
  }

  void read() {
    const Value* inside = keys_.find("inside_group");
    parameter_.varies_inside_group = inside != nullptr && inside->is_flag() && inside->flag();
    if (const Value* levels = keys_.find("levels"); levels != nullptr && levels->is_integer())
      parameter_.levels = static_cast<std::uint64_t>(levels->integer());
    const bool has_places = read_places();
    const bool has_values = has_places && read_distribution();
    if (!has_values) return;
    context_.sweep.parameters.push_back(parameter_);
    context_.base.types.push_back(types_);
    context_.base.factors.push_back(factors_);
    context_.units.push_back(unit_);
    try_values();
  }

 private:
  void error(const Position& position, const std::string& message, std::string hint = {}) {
    context_.diagnostics.error(position, fmt::format("parameters.{}: {}", name_, message), std::move(hint));
  }

  /// The unit, once a number has been read.
  const ParameterUnit& unit() const {
    if (!unit_) throw std::logic_error("no number of this parameter has been read");
    return *unit_;
  }

  bool read_places();
  bool read_place(const Value& path);
  bool add_factor(const Value& path, const DeckPlace& place);
  bool read_distribution();
  bool read_choices(const Value& list);
  void read_weights(const Value* weights, ChoiceDistribution& choices);
  std::optional<double> number(const Value& value);
  std::optional<std::vector<double>> numbers(const Value& list);
  bool read_range(const Value& list, double& lower, double& upper);
  bool read_normal(const Value& keys);
  bool read_table(const Value& keys);
  void try_values();
  bool try_value(const std::string& text, const Position& position);

  SweepContext& context_;
  const Value& keys_;
  const std::string& name_;
  SweepParameter parameter_;
  std::vector<const KeyType*> types_;
  std::vector<DeckNumber> factors_;
  std::optional<ParameterUnit> unit_;
  std::vector<Position> value_positions_;  ///< of the choices, or of the lowest and highest value
};

bool ParameterReader::read_places() {
  const Value* paths = keys_.find("path");
  parameter_.is_factor = paths == nullptr;
  if (paths == nullptr) paths = keys_.find("factor");
  if (paths == nullptr) return false;
  bool good = true;
  if (paths->is_list()) {
    for (const Value& path : paths->list()) good = read_place(path) && good;
  } else {
    good = read_place(*paths);
  }
  return good;
}

bool ParameterReader::read_place(const Value& path) {
  const std::string& text = path.text();
  const DeckPlace place = find_place(context_.base.values, deck_table(), text);
  if (!place.problem.empty()) {
    std::string hint = place.hint;
    const std::string prefix = "materials.";
    if (hint.empty() && text.compare(0, prefix.size(), prefix) == 0) {
      std::vector<std::string> names;
      for (const LibraryMaterial& card : material_library()) names.push_back(card.name);
      const std::string word =
          text.substr(prefix.size(), text.find_first_of(".[", prefix.size()) - prefix.size());
      const std::string nearest = nearest_word(word, names);
      if (!nearest.empty()) hint = fmt::format("did you mean 'materials.{}'?", nearest);
    }
    error(path.position(), fmt::format("'{}': {}", shown(text), place.problem), std::move(hint));
    return false;
  }
  for (const SweepParameter& other : context_.sweep.parameters) {
    for (const std::string& taken : other.paths) {
      if (!paths_overlap(taken, text)) continue;
      error(path.position(), fmt::format("'{}' is varied by '{}' already", shown(text), other.name));
      return false;
    }
  }
  for (const std::string& taken : parameter_.paths) {
    if (!paths_overlap(taken, text)) continue;
    error(path.position(), fmt::format("'{}' is there twice", shown(text)));
    return false;
  }
  parameter_.paths.push_back(text);
  if (parameter_.is_factor) return add_factor(path, place);
  if (types_.empty()) types_ = place.types;
  // A value that is there tells which of several dimensions is meant.
  const Dimension* dimension = place.value == nullptr ? nullptr : place.value->dimension();
  if (dimension != nullptr)
    std::stable_partition(types_.begin(), types_.end(), [&](const KeyType* type) {
      return type->kind == KeyType::Kind::quantity && same_dimension(type->dimension, *dimension);
    });
  return true;
}

bool ParameterReader::add_factor(const Value& path, const DeckPlace& place) {
  types_ = {&factor_type()};
  if (place.value == nullptr) {
    error(path.position(), fmt::format("the base deck has no value at '{}' to multiply", shown(path.text())),
          "give the value itself with 'path'");
    return false;
  }
  const auto numbers = numbers_at(*place.value, path.text());
  factors_.insert(factors_.end(), numbers.begin(), numbers.end());
  if (!numbers.empty()) return true;
  const bool is_temperature = place.value->dimension() != nullptr;
  error(path.position(),
        fmt::format("'{}' is {}: a factor has nothing to multiply", shown(path.text()),
                    is_temperature              ? "a temperature on a scale"
                    : place.value->is_integer() ? "a whole number"
                                                : "no number"),
        "give values themselves with 'path'");
  return false;
}

/// A number of the parameter; the first one says its unit.
std::optional<double> ParameterReader::number(const Value& value) {
  if (!value.is_text()) return std::nullopt;
  std::string message, hint;
  if (!unit_) unit_ = unit_of(value.text(), types_, message, hint);
  if (unit_) {
    ReadNumber reading = read_in_unit(value.text(), unit());
    if (reading.value) return reading.value;
    message = reading.message;
    hint = reading.hint;
  }
  if (message.empty()) {
    message = fmt::format("'{}' takes no numbers", shown(parameter_.paths.front()));
    hint = "give its values with 'choices'";
  } else {
    message = fmt::format("\"{}\": {}", shown(value.text()), message);
  }
  error(value.position(), message, std::move(hint));
  return std::nullopt;
}

std::optional<std::vector<double>> ParameterReader::numbers(const Value& list) {
  std::vector<double> result;
  bool good = true;
  for (const Value& item : list.list()) {
    const auto value = number(item);
    good = good && value.has_value();
    result.push_back(value.value_or(0.0));
    if (!good && !unit_) return std::nullopt;  // the others are wrong for the same reason
  }
  if (!good) return std::nullopt;
  return result;
}

bool ParameterReader::read_range(const Value& list, double& lower, double& upper) {
  const auto ends = numbers(list);
  if (!ends || ends->size() != 2) return false;
  lower = (*ends)[0];
  upper = (*ends)[1];
  value_positions_ = {list.list()[0].position(), list.list()[1].position()};
  if (lower < upper) return true;
  error(list.position(), fmt::format("the lowest value, {}, is not below the highest, {}",
                                     value_text(lower, unit().text), value_text(upper, unit().text)));
  return false;
}

bool ParameterReader::read_normal(const Value& keys) {
  NormalDistribution normal;
  const Value* mean = keys.find("mean");
  const Value* deviation = keys.find("deviation");
  const Value* between = keys.find("between");
  if (mean == nullptr || deviation == nullptr || between == nullptr) return false;
  const auto centre = number(*mean);
  if (!centre || !read_range(*between, normal.lower, normal.upper)) return false;
  normal.mean = *centre;
  ParameterUnit difference = unit();
  KeyType kelvin;
  if (unit().type->kind == KeyType::Kind::quantity && unit().type->dimension.absolute_temperature) {
    // The deviation of a temperature is a difference: 5 K, whatever the scale of the mean.
    kelvin = key_type::quantity(dimension::kTemperatureDifference);
    difference = {&kelvin, "K", 1.0, 0.0};
  }
  const ReadNumber width = read_in_unit(deviation->text(), difference);
  if (!width.value) {
    error(deviation->position(), fmt::format("\"{}\": {}", shown(deviation->text()), width.message),
          width.hint);
    return false;
  }
  normal.deviation = *width.value;
  if (!(normal.deviation > 0.0)) {
    error(deviation->position(), "a standard deviation is above 0");
    return false;
  }
  constexpr double kLeastShare = 1e-250;
  if (!(share_inside(normal) > kLeastShare)) {
    error(between->position(), "this range is so far from the mean that no value ever lies in it");
    return false;
  }
  parameter_.distribution = normal;
  return true;
}

bool ParameterReader::read_table(const Value& keys) {
  const Value* probability = keys.find("probability");
  const Value* value = keys.find("value");
  if (probability == nullptr || value == nullptr) return false;
  TableDistribution table;
  for (const Value& item : probability->list()) table.probability.push_back(item.number());
  const auto values = numbers(*value);
  if (!values) return false;
  table.value = *values;
  if (table.probability.size() != table.value.size()) {
    error(value->position(),
          fmt::format("{} values for {} probabilities", table.value.size(), table.probability.size()));
    return false;
  }
  const auto is_ascending = [](const std::vector<double>& list) {
    return std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) == list.end();
  };
  if (table.probability.front() != 0.0 || table.probability.back() != 1.0 ||
      !is_ascending(table.probability)) {
    error(probability->position(), "probabilities ascend from 0 to 1");
    return false;
  }
  if (!is_ascending(table.value)) {
    error(value->position(), "the values of a distribution ascend with its probabilities");
    return false;
  }
  value_positions_ = {value->list().front().position(), value->list().back().position()};
  parameter_.distribution = std::move(table);
  return true;
}

void ParameterReader::read_weights(const Value* weights, ChoiceDistribution& choices) {
  choices.weights.assign(choices.texts.size(), 1.0 / static_cast<double>(choices.texts.size()));
  if (weights == nullptr || !weights->is_list()) return;
  const Value::List& list = weights->list();
  const double sum = std::accumulate(list.begin(), list.end(), 0.0,
                                     [](double s, const Value& weight) { return s + weight.number(); });
  if (list.size() != choices.texts.size()) {
    error(weights->position(), fmt::format("{} weights for {} choices", list.size(), choices.texts.size()));
  } else if (!(sum > 0.0)) {
    error(weights->position(), "all weights are 0");
  } else {
    for (std::size_t i = 0; i < list.size(); ++i) choices.weights[i] = list[i].number() / sum;
  }
}

bool ParameterReader::read_choices(const Value& list) {
  ChoiceDistribution choices;
  for (const Value& item : list.list()) {
    const std::string text = deck_text(item);
    if (find_choice(choices, text)) {
      error(item.position(), fmt::format("the choice '{}' is there twice", shown(text)));
      return false;
    }
    choices.texts.push_back(text);
    value_positions_.push_back(item.position());
    if (parameter_.is_factor && !number(item)) return false;
  }
  if (choices.texts.empty()) return false;
  read_weights(keys_.find("weights"), choices);
  unit_.reset();
  parameter_.distribution = std::move(choices);
  return true;
}

bool ParameterReader::read_distribution() {
  if (const Value* choices = keys_.find("choices"); choices != nullptr && choices->is_list()) {
    if (parameter_.levels) error(keys_["levels"].position(), "choices are the levels of a grid themselves");
    return read_choices(*choices);
  }
  if (const Value* weights = keys_.find("weights")) error(weights->position(), "weights belong to 'choices'");
  bool good = false;
  if (const Value* uniform = keys_.find("uniform")) {
    UniformDistribution d;
    good = read_range(*uniform, d.lower, d.upper);
    parameter_.distribution = d;
  } else if (const Value* log_uniform = keys_.find("log_uniform")) {
    LogUniformDistribution d;
    good = read_range(*log_uniform, d.lower, d.upper);
    const bool is_scale = good && unit().offset != 0.0;
    if (good && (!(d.lower > 0.0) || is_scale)) {
      error(log_uniform->position(), is_scale ? "a temperature on a scale has no logarithm; write it in K"
                                              : "a log-uniform distribution needs values above 0");
      good = false;
    }
    parameter_.distribution = d;
  } else if (const Value* normal = keys_.find("normal")) {
    good = read_normal(*normal);
  } else if (const Value* table = keys_.find("table")) {
    good = read_table(*table);
  }
  if (!good) return false;
  parameter_.unit = unit().text;
  parameter_.is_integer = unit().type->kind == KeyType::Kind::integer;
  const auto [lower, upper] = range_of(parameter_.distribution);
  if (!parameter_.is_integer || std::ceil(lower) <= std::floor(upper)) return true;
  error(parameter_.position, fmt::format("there is no whole number between {} and {}", lower, upper));
  return false;
}

/// The ends of the distribution, or all choices, in the base deck one at a time.
void ParameterReader::try_values() {
  constexpr std::size_t kMostTries = 200;
  if (const auto* choices = std::get_if<ChoiceDistribution>(&parameter_.distribution)) {
    for (std::size_t i = 0; i < std::min(choices->texts.size(), kMostTries); ++i)
      try_value(choices->texts[i], value_positions_[i]);
    return;
  }
  for (int end = 0; end < 2; ++end) {
    const double value = parameter_.is_integer ? integer_quantile(parameter_.distribution, end)
                                               : quantile(parameter_.distribution, end);
    if (!try_value(value_text(value, parameter_.unit), value_positions_[end])) return;
  }
}

/// False, with the first message, where the deck does not take the value.
bool ParameterReader::try_value(const std::string& text, const Position& position) {
  const std::size_t index = context_.sweep.parameters.size() - 1;
  DeckTree tree = context_.base.tree;
  Diagnostics diagnostics;
  override_deck(tree, overrides_of(context_.sweep, context_.base, index, text), diagnostics);
  if (!diagnostics.has_errors()) check_values(tree.root, deck_table(), tree.directory, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.list()) {
    if (diagnostic.severity != Severity::error) continue;
    error(position, diagnostic.message, diagnostic.hint);
    return false;
  }
  return true;
}

}  // namespace

void build_parameters(SweepContext& context) {
  for (const Value::Field& field : find_table(context.values, "parameters"))
    if (field.value.is_table()) ParameterReader(context, field).read();
}

}  // namespace strata
