// Sweep text -> Sweep: the order in which the pieces are built.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/build_context.hpp"
#include "inputs/build_model.hpp"
#include "inputs/error.hpp"
#include "inputs/key_tables.hpp"
#include "inputs/mistakes.hpp"
#include "inputs/sweep/sweep_context.hpp"
#include "inputs/sweep/sweep_keys.hpp"

namespace strata {

namespace {

void check_first_key(const Node& root, Diagnostics& diagnostics) {
  const auto is_version = [](const Node::Entry& entry) { return entry.key == "sweep"; };
  const auto version = std::find_if(root.entries.begin(), root.entries.end(), is_version);
  if (version != root.entries.end() && version != root.entries.begin())
    diagnostics.error(root.entries.front().key_position,
                      "a sweep starts with 'sweep: 1', the version of its language");
}

void check_version(const Value& values, Diagnostics& diagnostics) {
  constexpr std::int64_t kSweepVersion = 1;
  const Value* version = values.find("sweep");
  if (version != nullptr && version->integer() != kSweepVersion)
    diagnostics.error(version->position(),
                      fmt::format("this sweep is of version {}; this program reads version {}",
                                  version->integer(), kSweepVersion));
}

/// {mesh.lateral: 1 mm} -> ["mesh.lateral=1 mm"]: deck paths are no names, so they cannot be keys of a table.
void list_overrides(Node& node) {
  if (node.kind != Node::Kind::map) return;
  Node list;
  list.kind = Node::Kind::sequence;
  list.position = node.position;
  for (Node::Entry& entry : node.entries) {
    if (entry.value.kind == Node::Kind::scalar) entry.value.text = entry.key + '=' + entry.value.text;
    entry.value.position = entry.key_position;
    list.items.push_back(std::move(entry.value));
  }
  node = std::move(list);
}

void list_all_overrides(Node& root) {
  for (Node::Entry& entry : root.entries) {
    if (entry.key == "set") list_overrides(entry.value);
    if (entry.key != "fidelities") continue;
    for (Node::Entry& fidelity : entry.value.entries) list_overrides(fidelity.value);
  }
}

/// Paths of all parameters, right or wrong.
std::vector<std::string> parameter_paths(const Value& values) {
  std::vector<std::string> paths;
  for (const Value::Field& field : find_table(values, "parameters")) {
    if (!field.value.is_table()) continue;
    for (const std::string_view key : {"path", "factor"}) {
      const Value* value = field.value.find(key);
      if (value == nullptr) continue;
      if (value->is_text()) paths.push_back(value->text());
      if (!value->is_list()) continue;
      for (const Value& item : value->list()) paths.push_back(item.text());
    }
  }
  return paths;
}

/// Reads the base deck once, with the library materials that parameters name. Throws DeckError where it is
/// wrong.
Model read_base(const std::vector<std::string>& paths, const Sweep& sweep, SweepBase& base) {
  Diagnostics diagnostics;
  base.tree = read_deck(sweep.deck_path, sweep.overrides, diagnostics);
  if (diagnostics.has_errors() || base.tree.root.kind != Node::Kind::map)
    return build_model(base.tree, std::move(diagnostics));
  for (const std::string& path : paths) provide_material(base.tree, path);
  Model model = build_model(base.tree, diagnostics);
  base.values = check_values(base.tree.root, deck_table(), base.tree.directory, diagnostics);
  return model;
}

void check_base(const Model& model, const Value& values, Diagnostics& diagnostics) {
  const Position& position = values["deck"].position();
  if (!model.solves_heat) diagnostics.error(position, "the base deck solves no heat");
  if (model.transient)
    diagnostics.error(position, "the base deck is transient, and samples are steady",
                      "set: {analysis.heat: steady}, or --set analysis.heat=steady");
}

/// The fidelities must be decks too.
void check_fidelities(const SweepContext& context) {
  for (const Value::Field& field : find_table(context.values, "fidelities")) {
    if (!field.value.is_list()) continue;
    std::vector<std::string> overrides = context.sweep.overrides;
    for (const Value& argument : field.value.list()) overrides.push_back(argument.text());
    try {
      load_model(context.sweep.deck_path, overrides);
    } catch (const DeckError& error) {
      const Diagnostic& first = error.diagnostics().front();
      context.diagnostics.error(field.value.position(),
                                fmt::format("fidelities.{}: {}", field.key, first.message), first.hint);
    }
  }
}

/// Where no sample is a deck, the sweep is wrong; single ones that are none are rejected when their turn
/// comes.
void check_samples(const Sweep& sweep, const Position& position, Diagnostics& diagnostics) {
  constexpr std::uint64_t kTries = 8;
  std::string first;
  const std::uint64_t n = std::min(kTries, sweep.n_samples);
  for (std::uint64_t i = 0; i < n; ++i) {
    const SweepSample sample = make_sample(sweep, sweep.first_id + i);
    if (sample.is_superposed) continue;
    try {
      sample_model(sweep, sample);
      return;
    } catch (const DeckError& error) {
      if (first.empty()) first = error.diagnostics().front().message;
    }
  }
  diagnostics.error(position, fmt::format("none of the first {} samples is a valid deck: {}", n, first));
}

/// The checked text without what does not identify the sweep, and with paths as seen from its folder.
std::string resolved_sweep(const Value& values, const Sweep& sweep, const std::string& base_deck) {
  const bool is_prefix = sweep.sampler == Sampler::random || sweep.sampler == Sampler::sobol;
  std::string text;
  std::string all = resolved_text(values);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at) + 1;
    const std::string line = all.substr(at, end - at);
    const bool is_left_out =
        (is_prefix && line.compare(0, 8, "samples:") == 0) || line.compare(0, 9, "requests:") == 0;
    if (!is_left_out) text += line;
    at = end;
  }
  for (const auto& row : sweep.table) text += fmt::format("# {}\n", fmt::join(row, ", "));
  text += "---\n" + base_deck;
  const std::string folder =
      std::filesystem::absolute(sweep.path).lexically_normal().parent_path().string() + '/';
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at))
    text.erase(at, folder.size());
  return text;
}

class SweepLoader {
 public:
  SweepLoader(const std::string& path, const std::vector<std::string>& overrides) {
    sweep_.path = path;
    tree_ = read_deck(path, {}, diagnostics_);
    check_first_key(tree_.root, diagnostics_);
    list_all_overrides(tree_.root);
    values_ = check_values(tree_.root, sweep_table(), tree_.directory, diagnostics_);
    if (tree_.root.kind != Node::Kind::map) fail();
    check_version(values_, diagnostics_);
    sweep_.title = find_text(values_, "title").value_or("");
    sweep_.deck_path = find_text(values_, "deck").value_or("");
    if (const Value* seed = values_.find("seed")) sweep_.seed = static_cast<std::uint64_t>(seed->integer());
    for (const Value& argument : find_list(values_, "set")) sweep_.overrides.push_back(argument.text());
    sweep_.overrides.insert(sweep_.overrides.end(), overrides.begin(), overrides.end());
  }

  Sweep load(const std::string& requests) {
    auto base = std::make_shared<SweepBase>();
    const std::optional<Model> model = read_model(*base);
    SweepContext context{values_, tree_.sources, diagnostics_, sweep_, *base, model ? &*model : nullptr};
    if (model) {
      check_base(*model, values_, diagnostics_);
      build_parameters(context);
    }
    build_power_map_specs(context);
    build_splits(context);
    build_dataset_settings(context);
    if (model) check_fidelities(context);
    build_sampling(context, tree_.root);
    if (diagnostics_.has_errors() || !model) fail();
    sweep_.resolved = resolved_sweep(values_, sweep_, model->resolved_deck);
    if (!requests.empty()) read_requests(context, requests, {});
    if (diagnostics_.has_errors()) fail();
    sweep_.base = std::move(base);
    check_samples(sweep_, values_.position(), diagnostics_);
    if (diagnostics_.has_errors()) fail();
    return std::move(sweep_);
  }

 private:
  /// The base deck's model; empty, with its mistakes kept, where it is wrong or not named.
  std::optional<Model> read_model(SweepBase& base) {
    if (sweep_.deck_path.empty()) return std::nullopt;
    try {
      return read_base(parameter_paths(values_), sweep_, base);
    } catch (const DeckError& error) {
      deck_mistakes_ = error.diagnostics();
      deck_text_ = error.what();
      return std::nullopt;
    }
  }

  /// Mistakes of the sweep, then those of its base deck, whose sources are others.
  [[noreturn]] void fail() {
    if (deck_mistakes_.empty()) throw_mistakes(diagnostics_, tree_.sources);
    std::vector<Diagnostic> list = sorted_once(diagnostics_.list());
    const std::string text = render(list, tree_.sources) + deck_text_;
    list.insert(list.end(), deck_mistakes_.begin(), deck_mistakes_.end());
    throw DeckError(std::move(list), text);
  }

  Sweep sweep_;
  DeckTree tree_;
  Diagnostics diagnostics_;
  Value values_;
  std::vector<Diagnostic> deck_mistakes_;
  std::string deck_text_;
};

}  // namespace

Sweep load_sweep(const std::string& path, const std::vector<std::string>& overrides,
                 const std::string& requests) {
  return SweepLoader(path, overrides).load(requests);
}

}  // namespace strata
