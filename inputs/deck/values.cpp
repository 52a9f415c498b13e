#include "inputs/deck/values.hpp"

#include <algorithm>
#include <stdexcept>

namespace strata {
namespace {

template <typename T, typename Data>
const T& get(const Data& data, const char* kind) {
  const T* value = std::get_if<T>(&data);
  if (value == nullptr) throw std::logic_error(std::string("this deck value is not ") + kind);
  return *value;
}

}  // namespace

double Value::number() const {
  return get<double>(data_, "a number");
}
std::int64_t Value::integer() const {
  return get<std::int64_t>(data_, "an integer");
}
bool Value::flag() const {
  return get<bool>(data_, "a flag");
}
const std::string& Value::text() const {
  return get<std::string>(data_, "text");
}
const Value::List& Value::list() const {
  return get<List>(data_, "a list");
}
const Value::Table& Value::table() const {
  return get<Table>(data_, "a table");
}

bool Value::is_number() const {
  return std::holds_alternative<double>(data_);
}
bool Value::is_integer() const {
  return std::holds_alternative<std::int64_t>(data_);
}
bool Value::is_flag() const {
  return std::holds_alternative<bool>(data_);
}
bool Value::is_text() const {
  return std::holds_alternative<std::string>(data_);
}
bool Value::is_list() const {
  return std::holds_alternative<List>(data_);
}
bool Value::is_table() const {
  return std::holds_alternative<Table>(data_);
}

const Value* Value::find(std::string_view key) const {
  const Table& fields = table();
  if (sorted_.empty()) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &found->value;
  }
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), key,
                                      [&](std::uint32_t i, std::string_view k) { return fields[i].key < k; });
  return found != sorted_.end() && fields[*found].key == key ? &fields[*found].value : nullptr;
}

const Value& Value::operator[](std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) throw std::logic_error("this deck table has no field '" + std::string(key) + "'");
  return *value;
}

Position Value::key_position(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return position_;
  for (const Field& field : table()) {
    if (&field.value == value) return field.key_position;
  }
  return position_;
}

}  // namespace strata
