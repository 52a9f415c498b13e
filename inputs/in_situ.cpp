#include "inputs/in_situ.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/key_tables.hpp"

namespace strata {

namespace {

/// A whole number that is all of the text; empty where it is not.
std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// N of "N steps"; empty where the text is not that.
std::optional<std::int64_t> number_of_steps(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = text.substr(space + 1);
  if (word != "steps" && word != "step") return std::nullopt;
  const auto number = whole_number(text.substr(0, space));
  return number && *number >= 1 ? number : std::nullopt;
}

/// "host:port" with a port that there is.
bool is_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  if (text.find_first_of(" /\t") != std::string_view::npos) return false;
  const auto port = whole_number(text.substr(colon + 1));
  return port && *port >= 1 && *port <= 65535;
}

void check_interval(BuildContext& context, const Value& keys) {
  const Value* every = keys.find("every");
  if (every == nullptr || !every->is_text() || number_of_steps(every->text())) return;
  context.diagnostics.error(
      every->position(),
      fmt::format("in_situ.every = \"{}\": expected a number of steps or a time with its unit",
                  every->text()),
      "every: 10 steps, or every: 1 ms");
}

InSitu read_in_situ(const Value& keys) {
  InSitu in_situ;
  in_situ.script = find_text(keys, "script").value_or("");
  in_situ.preset = find_text(keys, "preset").value_or("");
  in_situ.live = find_text(keys, "live").value_or("");
  if (const auto time = find_number(keys, "every")) {
    in_situ.every_time = *time;
    in_situ.every_steps = 0;
  } else if (const auto text = find_text(keys, "every")) {
    in_situ.every_steps = number_of_steps(*text).value_or(in_situ.every_steps);
  }
  return in_situ;
}

}  // namespace

void check_in_situ(BuildContext& context) {
  const Value* keys = context.deck.find("in_situ");
  if (keys == nullptr || !keys->is_table()) return;
  check_interval(context, *keys);
  const InSitu in_situ = read_in_situ(*keys);
  const bool shows_temperature =
      !in_situ.preset.empty() && in_situ.preset != "warped_shape" && in_situ.preset != "extracts";
  if (shows_temperature && !context.model.solves_heat)
    context.diagnostics.error(
        (*keys)["preset"].position(),
        fmt::format("the preset '{}' shows temperatures, and the deck solves no heat", in_situ.preset),
        "take the preset warped_shape or extracts");
  if (in_situ.preset == "warped_shape" && !context.model.stress)
    context.diagnostics.error((*keys)["preset"].position(),
                              "the preset 'warped_shape' shows displacements, and the deck solves no stress",
                              "add analysis: {stress: ...}, or take the preset cross_section");
  if (!in_situ.live.empty() && !is_address(in_situ.live))
    context.diagnostics.error((*keys)["live"].position(),
                              fmt::format("in_situ.live = \"{}\": expected host:port", in_situ.live),
                              "live: localhost:22222");
}

std::optional<InSitu> find_in_situ(const Model& model) {
  Diagnostics diagnostics;
  const DeckTree tree = read_deck_text(model.resolved_deck, "resolved deck", ".", {}, diagnostics);
  const auto& entries = tree.root.entries;
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [](const Node::Entry& e) { return e.key == "in_situ"; });
  if (entry == entries.end()) return std::nullopt;
  const Value keys = check_values(entry->value, in_situ_table(), tree.directory, diagnostics);
  if (diagnostics.has_errors()) throw Error(ExitCode::deck, render(diagnostics.list(), tree.sources));
  return read_in_situ(keys);
}

}  // namespace strata
