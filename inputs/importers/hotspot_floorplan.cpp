// HotSpot's floorplans: a line per block, "name width height x y [heat capacity, resistivity]", metres. Lines
// of three words, "name name wires", are the wiring that HotSpot's floorplanner knows; heat does not.
#include <cmath>

#include <fmt/format.h>

#include "inputs/importers/floorplan.hpp"
#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

constexpr double kMaxLength = 10.0;  // [m]

class HotSpotFloorplanParser {
 public:
  HotSpotFloorplanParser(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : reader_(text, file), check_(reader_, diagnostics), diagnostics_(diagnostics), file_(file) {}

  std::optional<Floorplan> parse() {
    const std::size_t before = diagnostics_.n_errors();
    std::vector<Word> words;
    while (reader_.next_line(words) && diagnostics_.n_errors() < before + kMaxForeignMistakes)
      take_line(words);
    if (diagnostics_.n_errors() > before) return std::nullopt;
    if (floorplan_.blocks.empty()) {
      diagnostics_.error({file_, 1, 1, 1}, "the floorplan has no blocks");
      return std::nullopt;
    }
    check_blocks(floorplan_, diagnostics_);
    if (diagnostics_.n_errors() > before) return std::nullopt;
    return std::move(floorplan_);
  }

 private:
  void take_line(const std::vector<Word>& words) {
    if (words.size() == 3 && number_of(words[2].text) && !number_of(words[1].text)) return;  // wiring
    if (words.size() != 5 && words.size() != 7) {
      diagnostics_.error(reader_.at(words),
                         fmt::format("expected 'name width height x y', and heat capacity and resistivity or "
                                     "neither; found {} words",
                                     words.size()));
      return;
    }
    FloorplanBlock block;
    block.name = std::string(words[0].text);
    block.position = reader_.at(words[0]);
    const auto width = length(words[1], "the width"), height = length(words[2], "the height");
    const auto x = place(words[3], "x"), y = place(words[4], "y");
    if (width && height && x && y) block.areas.push_back({{*x, *y}, {*x + *width, *y + *height}});
    if (words.size() == 7) {
      block.volumetric_heat_capacity = check_.positive(words[5], "the heat capacity");
      block.resistivity = check_.positive(words[6], "the resistivity");
    }
    if (!block.areas.empty()) floorplan_.blocks.push_back(std::move(block));
  }

  std::optional<double> length(const Word& word, const char* what) {
    const auto value = check_.positive(word, what);
    if (!value || (*value >= 1e-9 && *value <= kMaxLength)) return value;
    diagnostics_.error(reader_.at(word), fmt::format("{} of {} m cannot be meant: lengths are in metres",
                                                     what, shown(word.text)));
    return std::nullopt;
  }

  std::optional<double> place(const Word& word, const char* what) {
    const auto value = check_.any(word, what);
    if (!value || std::abs(*value) <= kMaxLength) return value;
    diagnostics_.error(reader_.at(word), fmt::format("{} = {} m cannot be meant: lengths are in metres", what,
                                                     shown(word.text)));
    return std::nullopt;
  }

  WordReader reader_;
  NumberCheck check_;
  Diagnostics& diagnostics_;
  std::int32_t file_;
  Floorplan floorplan_;
};

}  // namespace

std::optional<Floorplan> parse_hotspot_floorplan(const std::string& text, std::int32_t file,
                                                 Diagnostics& diagnostics) {
  return HotSpotFloorplanParser(text, file, diagnostics).parse();
}

std::optional<PowerTrace> parse_power_trace(const std::string& text, std::int32_t file,
                                            Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.n_errors();
  WordReader reader(text, file);
  const NumberCheck check(reader, diagnostics);
  PowerTrace trace;
  std::vector<Word> words;
  if (!reader.next_line(words)) {
    diagnostics.error({file, 1, 1, 1}, "the trace is empty: expected a line of names, then lines of powers");
    return std::nullopt;
  }
  for (const Word& word : words) {
    trace.names.emplace_back(word.text);
    trace.positions.push_back(reader.at(word));
    if (number_of(word.text))
      diagnostics.error(trace.positions.back(),
                        fmt::format("expected the name of a block; found the number '{}'", shown(word.text)),
                        "the first line of a trace names the blocks");
    if (diagnostics.n_errors() >= before + kMaxForeignMistakes) return std::nullopt;
  }
  while (reader.next_line(words) && diagnostics.n_errors() < before + kMaxForeignMistakes) {
    if (words.size() != trace.names.size()) {
      diagnostics.error(reader.at(words), fmt::format("this row has {} powers, the first line {} names",
                                                      words.size(), trace.names.size()));
      continue;
    }
    std::vector<double> row;
    row.reserve(words.size());
    for (const Word& word : words) row.push_back(check.not_negative(word, "a power").value_or(0.0));
    trace.rows.push_back(std::move(row));
    trace.row_positions.push_back(reader.at(words));
  }
  if (diagnostics.n_errors() == before && trace.rows.empty())
    diagnostics.error(trace.positions.front(), "the trace has names but no row of powers");
  if (diagnostics.n_errors() > before) return std::nullopt;
  return trace;
}

}  // namespace strata
