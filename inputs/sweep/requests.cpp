// Requests: a CSV file with the values of parameters, one row per sample. The first line names the
// parameters, in any order, and may have a column `group`. Fields are cut at commas outside quotes (RFC
// 4180); empty lines and lines that start with '#' are skipped.
#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/deck/number.hpp"
#include "inputs/deck/scalar_values.hpp"
#include "inputs/deck/source_text.hpp"
#include "inputs/sweep/sweep_context.hpp"

namespace strata {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr std::size_t kMostMistakes = 100;

/// A field without the blanks and quotes around it, and where it stands.
struct Field {
  std::string text;
  Position position;
};

class CsvLines {
 public:
  CsvLines(const std::string& text, std::int32_t file) : lines_(split_lines(text)), file_(file) {}

  /// The fields of the next line that has any; false at the end.
  bool next(std::vector<Field>& fields) {
    fields.clear();
    for (; next_ < lines_.size(); ++next_) {
      const std::string_view content = trimmed(lines_[next_]);
      if (content.empty() || content.front() == '#') continue;
      cut(lines_[next_], fields);
      ++next_;
      return true;
    }
    return false;
  }

 private:
  void cut(const std::string& line, std::vector<Field>& fields) const {
    std::size_t begin = 0;
    bool is_quoted = false;
    for (std::size_t at = 0; at <= line.size(); ++at) {
      if (at < line.size() && line[at] == '"') is_quoted = !is_quoted;
      if (at < line.size() && (is_quoted || line[at] != ',')) continue;
      fields.push_back(field(line, begin, at));
      begin = at + 1;
    }
  }

  Field field(const std::string& line, std::size_t begin, std::size_t end) const {
    std::string_view text = trimmed(std::string_view(line).substr(begin, end - begin));
    const std::size_t column = text.empty() ? begin : static_cast<std::size_t>(text.data() - line.data());
    const auto length = static_cast<std::int32_t>(std::max<std::size_t>(text.size(), 1));
    Field result{
        {}, {file_, static_cast<std::int32_t>(next_) + 1, static_cast<std::int32_t>(column) + 1, length}};
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    if (is_quoted) text = text.substr(1, text.size() - 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
      result.text += text[i];
      if (is_quoted && text[i] == '"') ++i;  // a quote inside is written twice
    }
    return result;
  }

  std::vector<std::string> lines_;
  std::int32_t file_;
  std::size_t next_ = 0;
};

class RequestReader {
 public:
  explicit RequestReader(SweepContext& context) : context_(context), sweep_(context.sweep) {}

  void read(const std::string& path, const Position& asked_at) {
    std::string message;
    const auto text = read_text_file(path, kMostBytes, message);
    if (!text) {
      const Position position = asked_at.file < 0 ? Position{add_source(path, ""), 0, 0, 1} : asked_at;
      context_.diagnostics.error(position, message);
      return;
    }
    const std::int32_t file = add_source(path, *text);
    CsvLines lines(*text, file);
    std::vector<Field> fields;
    if (!lines.next(fields)) {
      context_.diagnostics.error({file, 1, 1, 1}, "the file is empty: expected a line of names, then rows");
      return;
    }
    if (!read_header(fields)) return;
    const std::size_t before = context_.diagnostics.n_errors();
    while (lines.next(fields) && context_.diagnostics.n_errors() < before + kMostMistakes) read_row(fields);
    if (sweep_.table.empty() && !context_.diagnostics.has_errors())
      context_.diagnostics.error({file, 1, 1, 1}, "the file has no rows");
    sweep_.n_samples = sweep_.table.size();
    sweep_.solved_per_group = 1;
    sweep_.superposed_per_group = 0;
    sweep_.sampler = Sampler::table;
  }

 private:
  static constexpr std::size_t kGroup = std::numeric_limits<std::size_t>::max();

  std::int32_t add_source(const std::string& path, const std::string& text) {
    context_.sources.files.push_back({path, split_lines(text)});
    return static_cast<std::int32_t>(context_.sources.files.size()) - 1;
  }

  bool read_header(const std::vector<Field>& fields) {
    const std::size_t before = context_.diagnostics.n_errors();
    std::vector<std::string> names{"group"};
    for (const SweepParameter& parameter : sweep_.parameters) names.push_back(parameter.name);
    for (const Field& field : fields) {
      const auto found = std::find(names.begin(), names.end(), field.text);
      const std::size_t column = static_cast<std::size_t>(found - names.begin()) - 1;  // kGroup for the first
      if (found == names.end()) {
        const std::string nearest = nearest_word(field.text, names);
        context_.diagnostics.error(field.position,
                                   fmt::format("there is no parameter '{}'", shown(field.text)),
                                   nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
      } else if (std::find(columns_.begin(), columns_.end(), column) != columns_.end()) {
        context_.diagnostics.error(field.position, fmt::format("two columns are named '{}'", field.text));
      }
      columns_.push_back(column);
    }
    for (std::size_t p = 0; p < sweep_.parameters.size(); ++p)
      if (std::find(columns_.begin(), columns_.end(), p) == columns_.end())
        context_.diagnostics.error(fields.front().position, fmt::format("the parameter '{}' has no column",
                                                                        sweep_.parameters[p].name));
    return context_.diagnostics.n_errors() == before;
  }

  void read_row(const std::vector<Field>& fields) {
    if (fields.size() != columns_.size()) {
      context_.diagnostics.error(
          fields.front().position,
          fmt::format("this row has {} values, the first line {} names", fields.size(), columns_.size()));
      return;
    }
    std::vector<std::string> row(sweep_.parameters.size());
    std::uint64_t group = sweep_.table.size();
    const Field* label = nullptr;
    bool good = true;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c] == kGroup) {
        label = &fields[c];
      } else {
        good = read_value(fields[c], columns_[c], row[columns_[c]]) && good;
      }
    }
    if (label != nullptr) group = group_of_.emplace(label->text, group).first->second;
    if (good && group < sweep_.table.size()) check_group(row, group, *label);
    if (!good) row.assign(row.size(), "");
    sweep_.table.push_back(std::move(row));
    sweep_.table_groups.push_back(group);
  }

  bool read_value(const Field& field, std::size_t p, std::string& text) {
    const SweepParameter& parameter = sweep_.parameters[p];
    const auto wrong = [&](const std::string& message, const std::string& hint) {
      context_.diagnostics.error(
          field.position, fmt::format("{} = \"{}\": {}", parameter.name, shown(field.text), message), hint);
      return false;
    };
    if (const auto* choices = std::get_if<ChoiceDistribution>(&parameter.distribution)) {
      text = field.text;
      if (find_choice(*choices, text)) return true;
      const std::string nearest = nearest_word(text, choices->texts);
      return wrong(fmt::format("expected one of {}", fmt::join(choices->texts, ", ")),
                   nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
    }
    const std::optional<ParameterUnit>& unit = context_.units[p];
    if (!unit) return false;  // the parameter has an error of its own
    const ReadNumber reading = read_bare_or_in_unit(field.text, *unit);
    if (!reading.value) return wrong(reading.message, reading.hint);
    const double value = rounded_value(*reading.value);
    text = value_text(value, parameter.unit);
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = text;
    const ScalarReading scalar = read_scalar(node, *unit->type, "");
    return scalar.ok() || wrong(scalar.message, scalar.hint);
  }

  /// Rows of a group share everything but what varies inside it.
  void check_group(const std::vector<std::string>& row, std::uint64_t first, const Field& label) {
    for (std::size_t p = 0; p < row.size(); ++p) {
      if (sweep_.parameters[p].varies_inside_group || row[p] == sweep_.table[first][p]) continue;
      context_.diagnostics.error(
          label.position,
          fmt::format("group {} has another {} in an earlier row, {}: it does not vary inside "
                      "groups",
                      shown(label.text), sweep_.parameters[p].name, sweep_.table[first][p]));
      return;
    }
  }

  SweepContext& context_;
  Sweep& sweep_;
  std::vector<std::size_t> columns_;  ///< parameter of each column, or kGroup
  std::map<std::string, std::uint64_t> group_of_;
};

}  // namespace

void read_requests(SweepContext& context, const std::string& path, const Position& asked_at) {
  context.sweep.table.clear();
  context.sweep.table_groups.clear();
  RequestReader(context).read(path, asked_at);
}

}  // namespace strata
