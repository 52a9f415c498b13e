#include "inputs/trace_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/deck/source_text.hpp"
#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

/// Lines of a text that count, cut at commas.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::int32_t file) : text_(text), source_(text, file) {}

  /// The fields of the next line, without blanks and quotes around them; false at the end.
  bool next_line(std::vector<Word>& fields) {
    fields.clear();
    while (next_ < text_.size()) {
      const std::size_t begin = next_;
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      next_ = end + 1;
      const std::string_view content = trimmed(text_.substr(begin, end - begin));
      if (content.empty() || content.front() == '#') continue;
      for (std::size_t at = begin; at <= end;) {
        const std::size_t stop = std::min(text_.find(',', at), end);
        fields.push_back(field(at, stop));
        at = stop + 1;
      }
      return true;
    }
    return false;
  }

  Position at(const Word& word) const {
    return source_.position(word.begin, word.begin + std::max<std::size_t>(word.text.size(), 1));
  }
  Position at(const std::vector<Word>& words) const {
    return source_.position(words.front().begin, words.back().begin + words.back().text.size());
  }

 private:
  static std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\f\v";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  }

  Word field(std::size_t begin, std::size_t end) const {
    std::string_view text = trimmed(text_.substr(begin, end - begin));
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return {text, text.empty() ? begin : static_cast<std::size_t>(text.data() - text_.data())};
  }

  std::string_view text_;
  SourceText source_;
  std::size_t next_ = 0;
};

void read_names(const CsvReader& reader, const std::vector<Word>& fields, PowerTrace& trace,
                Diagnostics& diagnostics) {
  std::set<std::string_view> taken;
  const std::size_t before = diagnostics.n_errors();
  for (const Word& field : fields) {
    trace.names.emplace_back(field.text);
    trace.positions.push_back(reader.at(field));
    if (diagnostics.n_errors() >= before + kMaxForeignMistakes) return;
    if (field.text.empty()) {
      diagnostics.error(trace.positions.back(), "a column has no name",
                        "the first line of the file names the columns");
    } else if (number_of(field.text)) {
      diagnostics.error(trace.positions.back(),
                        fmt::format("expected the name of a column; found the number "
                                    "'{}'",
                                    shown(field.text)),
                        "the first line of the file names the columns");
    } else if (!taken.insert(field.text).second) {
      diagnostics.error(trace.positions.back(), fmt::format("two columns are named '{}'", shown(field.text)));
    }
  }
}

bool is_csv(const std::string& text) {
  std::vector<Word> fields;
  CsvReader reader(text, 0);
  return reader.next_line(fields) && fields.size() > 1;
}

}  // namespace

std::optional<PowerTrace> parse_csv_trace(const std::string& text, std::int32_t file,
                                          Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const bool is_marked = std::string_view(text).substr(0, kByteOrderMark.size()) == kByteOrderMark;
  const std::size_t before = diagnostics.n_errors();
  CsvReader reader(std::string_view(text).substr(is_marked ? kByteOrderMark.size() : 0), file);
  PowerTrace trace;
  std::vector<Word> fields;
  if (!reader.next_line(fields)) {
    diagnostics.error({file, 1, 1, 1}, "the file is empty: expected a line of names, then lines of values");
    return std::nullopt;
  }
  read_names(reader, fields, trace, diagnostics);
  while (diagnostics.n_errors() < before + kMaxForeignMistakes && reader.next_line(fields)) {
    if (fields.size() != trace.names.size()) {
      diagnostics.error(reader.at(fields), fmt::format("this row has {} values, the first line {} names",
                                                       fields.size(), trace.names.size()));
      continue;
    }
    std::vector<double> row;
    row.reserve(fields.size());
    for (const Word& word : fields)
      row.push_back(number_of(word.text).value_or(std::numeric_limits<double>::quiet_NaN()));
    trace.rows.push_back(std::move(row));
    trace.row_positions.push_back(reader.at(fields));
  }
  if (diagnostics.n_errors() == before && trace.rows.empty())
    diagnostics.error(trace.positions.front(), "the file names columns but has no row of values");
  if (diagnostics.n_errors() > before) return std::nullopt;
  return trace;
}

std::optional<std::vector<double>> trace_column(const PowerTrace& trace, std::size_t column,
                                                Diagnostics& diagnostics) {
  std::vector<double> values;
  values.reserve(trace.rows.size());
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    const double value = trace.rows[i][column];
    if (!(value >= 0.0)) {
      const std::string name = shown(trace.names[column]);
      diagnostics.error(
          trace.row_positions[i],
          std::isnan(value)
              ? fmt::format("column '{}' holds no number in this row", name)
              : fmt::format("column '{}' holds {:.6g} in this row; values must be >= 0", name, value));
      return std::nullopt;
    }
    values.push_back(value);
  }
  return values;
}

const PowerTrace* TraceFiles::find(const std::string& path, const Position& position) {
  const auto known = traces_.find(path);
  if (known != traces_.end()) {
    const auto& read_before = known->second;
    return read_before ? &*read_before : nullptr;
  }
  std::optional<PowerTrace>& slot = traces_[path];
  std::string problem;
  const auto text = read_text_file(path, kMaxForeignBytes, problem);
  if (text && !is_plain_text(*text)) problem = "the file is binary, not text";
  if (!problem.empty() || !text) {
    context_.diagnostics.error(position, "'" + path + "': " + problem);
    return nullptr;
  }
  const auto file = static_cast<std::int32_t>(context_.sources.files.size());
  context_.sources.files.push_back({path, split_lines(*text)});
  slot = is_csv(*text) ? parse_csv_trace(*text, file, context_.diagnostics)
                       : parse_power_trace(*text, file, context_.diagnostics);
  return slot ? &*slot : nullptr;
}

}  // namespace strata
