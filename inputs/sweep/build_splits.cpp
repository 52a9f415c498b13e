#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/build_context.hpp"
#include "inputs/sweep/sweep_context.hpp"

namespace strata {

namespace {

void read_shares(const Value& keys, SweepContext& context) {
  const auto train = find_number(keys, "train"), valid = find_number(keys, "valid"),
             test = find_number(keys, "test");
  if (!train && !valid && !test) return;
  SplitSpec& splits = context.sweep.splits;
  splits.train = train.value_or(0.0);
  splits.valid = valid.value_or(0.0);
  splits.test = test.value_or(0.0);
  const double sum = splits.train + splits.valid + splits.test;
  constexpr double kRounding = 1e-9;
  if (std::abs(sum - 1.0) > kRounding)
    context.diagnostics.error(keys.position(),
                              fmt::format("train, valid and test sum to {:.6g}, not to 1", sum));
}

void read_choices(const Value::Field& field, const ChoiceDistribution& choices, SplitSpec::HoldOut& hold_out,
                  SweepContext& context) {
  for (const Value& item : field.value.list()) {
    const std::string text = deck_text(item);
    if (find_choice(choices, text)) {
      hold_out.texts.push_back(text);
      continue;
    }
    const std::string nearest = nearest_word(text, choices.texts);
    context.diagnostics.error(item.position(),
                              fmt::format("'{}' is no choice of '{}'", shown(text), field.key),
                              nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
  }
  if (hold_out.texts.size() == choices.texts.size())
    context.diagnostics.error(field.value.position(),
                              fmt::format("all choices of '{}' are held out", field.key));
}

void read_range(const Value::Field& field, const ParameterUnit& unit, SplitSpec::HoldOut& hold_out,
                SweepContext& context) {
  const Value::List& ends = field.value.list();
  if (ends.size() != 2) {
    context.diagnostics.error(field.value.position(),
                              fmt::format("'{}' is held out by a range: [lowest, highest]", field.key));
    return;
  }
  double* const targets[] = {&hold_out.lower, &hold_out.upper};
  for (std::size_t i = 0; i < 2; ++i) {
    const ReadNumber reading = read_in_unit(deck_text(ends[i]), unit);
    if (!reading.value) {
      context.diagnostics.error(ends[i].position(),
                                fmt::format("splits.hold_out.{}: \"{}\": {}", field.key,
                                            shown(deck_text(ends[i])), reading.message),
                                reading.hint);
      return;
    }
    *targets[i] = *reading.value;
  }
  if (!(hold_out.lower <= hold_out.upper))
    context.diagnostics.error(
        field.value.position(),
        fmt::format("the lowest value held out of '{}' is above the highest", field.key));
}

void read_hold_out(const Value::Field& field, SweepContext& context) {
  const auto& parameters = context.sweep.parameters;
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const SweepParameter& p) { return p.name == field.key; });
  if (found == parameters.end()) {
    std::vector<std::string> written;
    for (const Value::Field& parameter : find_table(context.values, "parameters"))
      written.push_back(parameter.key);
    // One that is wrong itself has been reported.
    if (std::find(written.begin(), written.end(), field.key) != written.end()) return;
    const std::string nearest = nearest_word(field.key, written);
    context.diagnostics.error(field.key_position,
                              fmt::format("there is no parameter '{}' to hold out", shown(field.key)),
                              nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
    return;
  }
  if (found->varies_inside_group) {
    context.diagnostics.error(field.key_position,
                              fmt::format("'{}' varies inside groups, and a group stays together", field.key),
                              "hold out by a parameter of groups");
    return;
  }
  SplitSpec::HoldOut hold_out;
  hold_out.parameter = static_cast<std::size_t>(found - parameters.begin());
  if (const auto* choices = std::get_if<ChoiceDistribution>(&found->distribution)) {
    read_choices(field, *choices, hold_out, context);
  } else if (const auto& unit = context.units[hold_out.parameter]) {
    read_range(field, *unit, hold_out, context);
  }
  context.sweep.splits.hold_out.push_back(std::move(hold_out));
}

}  // namespace

void build_splits(SweepContext& context) {
  const Value* keys = context.values.find("splits");
  if (keys == nullptr || !keys->is_table()) return;
  read_shares(*keys, context);
  if (context.model == nullptr) return;
  for (const Value::Field& field : find_table(*keys, "hold_out"))
    if (field.value.is_list()) read_hold_out(field, context);
}

void build_dataset_settings(SweepContext& context) {
  for (const Value::Field& field : find_table(context.values, "fidelities")) {
    Fidelity fidelity{field.key, {}};
    if (!field.value.is_list()) continue;
    for (const Value& argument : field.value.list()) fidelity.overrides.push_back(argument.text());
    context.sweep.fidelities.push_back(std::move(fidelity));
  }
  const Value* keys = context.values.find("dataset");
  if (keys == nullptr || !keys->is_table()) return;
  DatasetSettings& dataset = context.sweep.dataset;
  dataset.name = find_text(*keys, "name").value_or("");
  if (const Value::List& cells = find_list(*keys, "grid"); cells.size() == 3)
    dataset.cells = {static_cast<int>(cells[0].integer()), static_cast<int>(cells[1].integer()),
                     static_cast<int>(cells[2].integer())};
  if (const Value::List& box = find_list(*keys, "box"); box.size() == 3) {
    dataset.box = {box[0].number(), box[1].number(), box[2].number()};
    if (!dataset.cells)
      context.diagnostics.error(keys->key_position("box"), "the deck's own grid has no box",
                                "give the cells of a regular grid: grid: [64, 64, 48]");
  }
  for (const Value& field : find_list(*keys, "fields")) {
    const std::string& name = field.text();
    const std::vector<std::string> names =
        name == "conductivity" ? std::vector<std::string>{"k_xx", "k_yy", "k_zz"} : std::vector{name};
    for (const std::string& one : names) {
      if (std::find(dataset.fields.begin(), dataset.fields.end(), one) == dataset.fields.end())
        dataset.fields.push_back(one);
    }
  }
  if (const Value* compression = keys->find("compression"); compression != nullptr)
    dataset.compression = static_cast<int>(compression->integer());
  dataset.double_precision = find_text(*keys, "precision") == "double";
  if (const Value* native = keys->find("keep_native"); native != nullptr)
    dataset.keeps_native = native->flag();
}

}  // namespace strata
