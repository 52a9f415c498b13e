#include "inputs/variants.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/error.hpp"

namespace strata {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Text cut at its commas outside brackets and quotes; `balanced` says whether those match.
std::vector<std::string> split_values(const std::string& text, bool& balanced) {
  std::vector<std::string> values(1);
  std::string open;  // brackets that wait for their twin
  char quote = '\0';
  balanced = true;
  for (const char c : text) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if ((c == '"' || c == '\'') && trimmed(values.back()).empty()) {
      quote = c;
    } else if (c == '[' || c == '{' || c == '(') {
      open += c == '[' ? ']' : c == '{' ? '}' : ')';
    } else if (c == ']' || c == '}' || c == ')') {
      if (open.empty() || open.back() != c) {
        balanced = false;
        return values;
      }
      open.pop_back();
    } else if (c == ',' && open.empty()) {
      values.emplace_back();
      continue;
    }
    values.back() += c;
  }
  balanced = open.empty() && quote == '\0';
  for (std::string& value : values) value = trimmed(value);
  return values;
}

/// Path of a `--set` or `--vary` argument: what stands before '='.
std::string path_of(const std::string& argument) {
  return trimmed(argument.substr(0, argument.find('=')));
}

class VaryReader {
 public:
  void read(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    VariedKey key{path_of(argument), {}};
    if (equals == std::string::npos || key.path.empty()) {
      complain(argument, "expected path=value,value");
      return;
    }
    bool balanced = true;
    key.values = split_values(argument.substr(equals + 1), balanced);
    if (!balanced) complain(argument, "brackets or quotes do not match");
    check_values(argument, key.values);
    const auto is_same = [&](const VariedKey& other) { return other.path == key.path; };
    if (std::any_of(keys.begin(), keys.end(), is_same)) complain(argument, "this key is varied already");
    keys.push_back(std::move(key));
  }

  void check_against(const std::vector<std::string>& overrides) {
    for (const std::string& argument : overrides) {
      for (const VariedKey& key : keys) {
        if (path_of(argument) == key.path)
          mistakes.push_back(fmt::format("{} is given by --set and by --vary", key.path));
      }
    }
  }

  void check_count() {
    double count = 1.0;
    for (const VariedKey& key : keys) count *= static_cast<double>(key.values.size());
    if (count > static_cast<double>(kMaxVariants)) {
      mistakes.push_back(
          fmt::format("these are {:.0f} variants; a study has at most {}", count, kMaxVariants));
    }
  }

  std::vector<VariedKey> keys;
  std::vector<std::string> mistakes;

 private:
  void complain(const std::string& argument, const std::string& what) {
    mistakes.push_back(fmt::format("--vary \"{}\": {}", shown(argument), what));
  }

  void check_values(const std::string& argument, std::vector<std::string> values) {
    std::sort(values.begin(), values.end());
    if (values.front().empty()) complain(argument, "a value is missing");
    const auto twice = std::adjacent_find(values.begin(), values.end());
    if (twice != values.end() && !twice->empty())
      complain(argument, fmt::format("{} is there twice", *twice));
  }
};

}  // namespace

std::vector<VariedKey> parse_varied_keys(const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& overrides) {
  VaryReader reader;
  for (const std::string& argument : arguments) reader.read(argument);
  reader.check_against(overrides);
  reader.check_count();
  if (!reader.mistakes.empty()) {
    throw Error(ExitCode::deck, fmt::format("{}", fmt::join(reader.mistakes, "\nerror: ")));
  }
  return reader.keys;
}

std::vector<Variant> all_variants(const std::vector<VariedKey>& keys) {
  std::vector<Variant> variants(1);
  for (const VariedKey& key : keys) {
    std::vector<Variant> longer;
    for (const Variant& variant : variants) {
      for (const std::string& value : key.values) {
        Variant next = variant;
        next.values.push_back(value);
        next.label += fmt::format("{}{}={}", next.label.empty() ? "" : ", ", key.path, value);
        longer.push_back(std::move(next));
      }
    }
    variants = std::move(longer);
  }
  return variants;
}

std::vector<std::string> overrides_of(const Variant& variant, const std::vector<VariedKey>& keys,
                                      const std::vector<std::string>& shared) {
  std::vector<std::string> overrides = shared;
  for (std::size_t k = 0; k < keys.size(); ++k) overrides.push_back(keys[k].path + '=' + variant.values[k]);
  return overrides;
}

}  // namespace strata
