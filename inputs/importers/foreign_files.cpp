#include "inputs/importers/foreign_files.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "inputs/deck/source_text.hpp"
#include "inputs/error.hpp"

namespace strata {

std::optional<std::int32_t> ForeignFiles::read(const std::string& path, const Position& asked_at) {
  const auto known = std::find_if(sources_.files.begin(), sources_.files.end(),
                                  [&](const SourceFiles::File& file) { return file.name == path; });
  if (known != sources_.files.end()) return static_cast<std::int32_t>(known - sources_.files.begin());
  std::string problem;
  auto text = read_text_file(path, kMaxForeignBytes, problem);
  if (text && !is_plain_text(*text)) {
    problem = "the file is binary, not text";
    text.reset();
  }
  if (text) return add(path, std::move(*text));
  if (asked_at.file >= 0) {
    diagnostics_.error(asked_at, fmt::format("'{}': {}", shown(path, 200), problem));
  } else {
    diagnostics_.error({add(path, ""), 0, 0, 1}, problem);
  }
  return std::nullopt;
}

std::int32_t ForeignFiles::add(const std::string& name, std::string text) {
  sources_.files.push_back({name, split_lines(text)});
  texts_.push_back(std::move(text));
  return static_cast<std::int32_t>(texts_.size()) - 1;
}

std::vector<std::string> ForeignFiles::names() const {
  std::vector<std::string> names;
  names.reserve(sources_.files.size());
  for (const SourceFiles::File& file : sources_.files) names.push_back(file.name);
  return names;
}

std::string ForeignFiles::hint(const std::string& word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kMaxCandidates = 20000, kLongestWord = 200;
  if (hints_left_ == 0 || candidates.size() > kMaxCandidates || word.size() > kLongestWord) return "";
  --hints_left_;
  const std::string near = nearest_word(word, candidates);
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

std::string ForeignFiles::place(const Position& position) const {
  if (position.file < 0) return "default";
  return fmt::format("{}:{}", std::filesystem::path(name(position.file)).filename().string(), position.line);
}

void ForeignFiles::stop_if_wrong() const {
  if (diagnostics_.has_errors()) throw DeckError(diagnostics_.list(), render(diagnostics_.list(), sources_));
}

bool is_plain_text(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v';
  });
}

std::string ForeignFiles::locate(const std::string& mentioning_file, const std::string& path) const {
  namespace fs = std::filesystem;
  const fs::path mentioned(path);
  if (mentioned.is_absolute()) return path;
  const std::string beside =
      (fs::path(mentioning_file).parent_path() / mentioned).lexically_normal().string();
  const auto is_there = [&](const std::string& name) {
    std::error_code failure;
    const auto named = [&](const SourceFiles::File& file) { return file.name == name; };
    return std::any_of(sources_.files.begin(), sources_.files.end(), named) || fs::exists(name, failure);
  };
  return !is_there(beside) && is_there(path) ? path : beside;
}

}  // namespace strata
