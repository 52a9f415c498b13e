#include <algorithm>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/deck/scalar_values.hpp"
#include "inputs/deck/values.hpp"

namespace strata {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// Names stand as they are; all other text goes into quotes, where no YAML reader makes anything else of it.
std::string written_text(const std::string& text) {
  std::string message;
  return is_valid_name(text, message) ? text : quoted(text);
}

std::string written_scalar(const Value& value) {
  if (value.is_flag()) return value.flag() ? "true" : "false";
  if (value.is_integer()) return fmt::format("{}", value.integer());
  if (value.is_text()) return written_text(value.text());
  return value.dimension() != nullptr ? exact_quantity(value.number(), *value.dimension())
                                      : shortest(value.number());
}

bool is_scalar_value(const Value& value) {
  return !value.is_list() && !value.is_table();
}

void write(const Value& value, int indent, std::string& text);

/// What stands behind "key:": the same line for scalars and lists of scalars, lines below for all else.
void write_behind_colon(const Value& value, int indent, std::string& text) {
  const bool is_empty =
      (value.is_list() && value.list().empty()) || (value.is_table() && value.table().empty());
  const bool is_flat =
      value.is_list() && std::all_of(value.list().begin(), value.list().end(), is_scalar_value);
  const bool is_inline = is_scalar_value(value) || is_empty || is_flat;
  text += is_inline ? ' ' : '\n';
  write(value, indent, text);
}

void write_table(const Value& value, int indent, bool continues_line, std::string& text) {
  for (const Value::Field& field : value.table()) {
    if (!continues_line) text.append(static_cast<std::size_t>(indent), ' ');
    continues_line = false;
    text += field.key + ':';
    write_behind_colon(field.value, indent + 2, text);
  }
}

void write_list(const Value& value, int indent, std::string& text) {
  const Value::List& items = value.list();
  if (std::all_of(items.begin(), items.end(), is_scalar_value)) {
    text += '[';
    for (std::size_t i = 0; i < items.size(); ++i) text += (i > 0 ? ", " : "") + written_scalar(items[i]);
    text += "]\n";
    return;
  }
  for (const Value& item : items) {
    text.append(static_cast<std::size_t>(indent), ' ');
    text += '-';
    if (item.is_table() && !item.table().empty()) {
      text += ' ';
      write_table(item, indent + 2, true, text);
    } else {
      write_behind_colon(item, indent + 2, text);
    }
  }
}

void write(const Value& value, int indent, std::string& text) {
  if (value.is_list()) {
    write_list(value, indent, text);
  } else if (value.is_table() && value.table().empty()) {
    text += "{}\n";
  } else if (value.is_table()) {
    write_table(value, indent, false, text);
  } else {
    text += written_scalar(value) + '\n';
  }
}

}  // namespace

std::string resolved_text(const Value& root) {
  std::string text;
  write(root, 0, text);
  return text;
}

}  // namespace strata
