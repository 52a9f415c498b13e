#include "inputs/deck/scalar_values.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

ScalarReading wrong(std::string message, std::string hint = {}) {
  ScalarReading reading;
  reading.message = std::move(message);
  reading.hint = std::move(hint);
  return reading;
}

ScalarReading right(decltype(ScalarReading::data) data) {
  ScalarReading reading;
  reading.data = std::move(data);
  return reading;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_above(double value, const Bounds& b) {
  return b.open_lower ? value > b.lower : value >= b.lower;
}
bool is_below(double value, const Bounds& b) {
  return b.open_upper ? value < b.upper : value <= b.upper;
}
bool is_inside(double value, const Bounds& b) {
  return is_above(value, b) && is_below(value, b);
}

/// The one bound that `value` breaks: "must be > 0".
std::string broken_bound(double value, KeyType type) {
  if (is_above(value, type.bounds)) {
    type.bounds.lower = -std::numeric_limits<double>::infinity();
  } else {
    type.bounds.upper = std::numeric_limits<double>::infinity();
  }
  return "must be " + bounds_text(type);
}

ScalarReading bounded(double value, const KeyType& type, decltype(ScalarReading::data) data) {
  if (is_inside(value, type.bounds)) return right(std::move(data));
  ScalarReading reading = wrong(broken_bound(value, type));
  reading.is_out_of_bounds = true;
  return reading;
}

ScalarReading read_flag(const Node& node) {
  if (!node.quoted && node.text == "true") return right(true);
  if (!node.quoted && node.text == "false") return right(false);
  const std::string word = lower(node.text);
  std::string hint;
  if (word == "true" || word == "false") {
    hint = node.quoted ? "remove the quotes" : fmt::format("write {} in lower case", word);
  } else if (word == "yes" || word == "on" || word == "y") {
    hint = "write true";
  } else if (word == "no" || word == "off" || word == "n") {
    hint = "write false";
  }
  return wrong("expected true or false", hint);
}

ScalarReading read_integer(const Node& node, const KeyType& type) {
  std::string_view text = node.text;
  if (text.size() > 1 && text[0] == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = end == text.data() + text.size() && !text.empty();
  if (is_whole && failure == std::errc::result_out_of_range) return wrong("the number is too large");
  if (!is_whole || failure != std::errc{}) return wrong("expected a whole number", number_hint(text));
  if (node.quoted) return wrong("expected a whole number, found text in quotes", "remove the quotes");
  const std::size_t first_digit = text[0] == '-' ? 1 : 0;
  if (text.size() > first_digit + 1 && text[first_digit] == '0') {
    return wrong("expected a whole number without leading zeros",
                 "some YAML readers take it for an octal number");
  }
  return bounded(static_cast<double>(value), type, value);
}

ScalarReading read_number(const Node& node, const KeyType& type) {
  const std::string_view text = trimmed(node.text);
  const ScannedNumber number = scan_number(text);
  if (number.length == 0 || number.length != text.size()) {
    std::string hint = number_hint(text);
    const bool has_more = number.length > 0 && hint.empty();
    return wrong(has_more ? fmt::format("expected a number alone, without '{}'",
                                        shown(trimmed(text.substr(number.length)), 20))
                          : "expected a number",
                 std::move(hint));
  }
  if (node.quoted) return wrong("expected a number, found text in quotes", "remove the quotes");
  double value = 0.0;
  if (!evaluate(number, 0, value)) {
    return wrong(number.exponent < 0 ? "the number is too small to be stored" : "the number is too large");
  }
  return bounded(value, type, value);
}

ScalarReading read_quantity(const Node& node, const KeyType& type) {
  ParsedQuantity parsed = parse_quantity(node.text, type.dimension);
  if (!parsed.ok) return wrong(std::move(parsed.message), std::move(parsed.hint));
  return bounded(parsed.value, type, parsed.value);
}

ScalarReading read_choice(const Node& node, const KeyType& type) {
  if (std::find(type.choices.begin(), type.choices.end(), node.text) != type.choices.end())
    return right(node.text);
  const std::string nearest = nearest_word(node.text, type.choices);
  return wrong("expected " + expected_value(type),
               nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
}

std::string nearest_file(const fs::path& path) {
  constexpr std::size_t kMostEntries = 1000;
  std::vector<std::string> names;
  std::error_code failure;
  const fs::path folder = path.parent_path();
  for (fs::directory_iterator entry(folder, failure), end;
       !failure && entry != end && names.size() < kMostEntries; entry.increment(failure)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string nearest = nearest_word(path.filename().string(), names);
  return nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest);
}

ScalarReading read_file_path(const Node& node, const std::string& directory) {
  if (node.text.empty()) return wrong("expected the path of a file");
  if (node.text.find('\0') != std::string::npos) return wrong("a path cannot contain a null character");
  const fs::path path = (fs::path(directory) / node.text).lexically_normal();
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure).lexically_normal();
  const fs::file_status status = fs::status(absolute, failure);
  if (status.type() == fs::file_type::not_found) {
    return wrong(fmt::format("there is no file '{}'", shown(absolute.string(), 200)), nearest_file(absolute));
  }
  if (failure) return wrong(fmt::format("cannot be read: {}", failure.message()));
  if (!fs::is_regular_file(status)) {
    return wrong(fs::is_directory(status) ? "this is a directory, not a file"
                                          : "this is not an ordinary file");
  }
  errno = 0;
  if (!std::ifstream(absolute)) return wrong(fmt::format("cannot be read: {}", std::strerror(errno)));
  return right(absolute.string());
}

}  // namespace

bool is_reserved_word(const std::string& text) {
  static constexpr std::string_view kWords[] = {"y",   "n",    "yes",   "no",   "on",
                                                "off", "true", "false", "null", "~"};
  return std::find(std::begin(kWords), std::end(kWords), lower(text)) != std::end(kWords);
}

bool is_valid_name(const std::string& text, std::string& message) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (text.empty() || !is_letter(text[0]) || !std::all_of(text.begin(), text.end(), is_inner)) {
    message = "a name is a letter or '_', then letters, digits, '_' and '-'";
    return false;
  }
  if (is_reserved_word(text)) {
    message = fmt::format("'{}' cannot be a name: many YAML readers do not take it for text", text);
    return false;
  }
  return true;
}

ScalarReading read_scalar(const Node& node, const KeyType& type, const std::string& directory) {
  using Kind = KeyType::Kind;
  switch (type.kind) {
    case Kind::flag:
      return read_flag(node);
    case Kind::integer:
      return read_integer(node, type);
    case Kind::number:
      return read_number(node, type);
    case Kind::quantity:
      return read_quantity(node, type);
    case Kind::choice:
      return read_choice(node, type);
    case Kind::file:
      return read_file_path(node, directory);
    case Kind::name: {
      std::string message;
      return is_valid_name(node.text, message) ? right(node.text) : wrong(std::move(message));
    }
    default:
      return right(node.text);
  }
}

}  // namespace strata
