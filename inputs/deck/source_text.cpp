#include "inputs/deck/source_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "inputs/deck/tree.hpp"

namespace strata {
namespace {

constexpr std::size_t kBlock = 64;

/// Length of the UTF-8 sequence that starts `text`, 0 where there is none (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
  return length;
}

/// Offset of the first byte that no text file contains; npos where all is well.
std::size_t first_binary_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x7F) {
      ++i;
      continue;
    }
    const bool is_control = (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
    const std::size_t length = is_control ? 0 : utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

/// Offset of the first tab that indents something, and how many lines have one.
std::pair<std::size_t, std::size_t> tabs_in_indentation(std::string_view text) {
  std::size_t first = std::string_view::npos, n_lines = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t content = text.find_first_not_of(" \t\r", begin);
    const std::size_t tab = text.find_first_not_of(' ', begin);
    if (content < end && text[content] != '#' && tab < content && text[tab] == '\t') {
      first = std::min(first, tab);
      ++n_lines;
    }
    begin = end + 1;
  }
  return {first, n_lines};
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path, std::size_t max_bytes,
                                          std::string& message) {
  namespace fs = std::filesystem;
  const auto too_large = [&] {
    return fmt::format("the file is larger than {} MiB, the most a deck may have", max_bytes >> 20);
  };
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (failure || status.type() == fs::file_type::not_found) {
    message = status.type() == fs::file_type::not_found ? "no such file" : failure.message();
    return std::nullopt;
  }
  if (fs::is_directory(status)) {
    message = "this is a directory, not a file";
    return std::nullopt;
  }
  if (fs::is_regular_file(status) && fs::file_size(path, failure) > max_bytes && !failure) {
    message = too_large();
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    message = errno != 0 ? std::strerror(errno) : "cannot be opened";
    return std::nullopt;
  }
  std::string text;
  std::string chunk(1u << 16, '\0');
  while (stream && text.size() <= max_bytes) {
    stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) {
    message = "reading failed";
    return std::nullopt;
  }
  if (text.size() > max_bytes) {
    message = too_large();
    return std::nullopt;
  }
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const bool has_return = end > begin && text[end - 1] == '\r';
    lines.emplace_back(text.substr(begin, end - begin - (has_return ? 1 : 0)));
    begin = end + 1;
  }
  return lines;
}

bool check_text(std::string_view text, std::int32_t file_index, const TreeLimits& limits,
                Diagnostics& diagnostics) {
  const Position whole_file{file_index, 0, 0, 1};
  if (text.size() > limits.max_bytes) {
    diagnostics.error(whole_file, fmt::format("the text has more than {} bytes, the most a deck may have",
                                              limits.max_bytes));
    return false;
  }
  if (const std::size_t byte = first_binary_byte(text); byte != std::string_view::npos) {
    diagnostics.error(whole_file,
                      fmt::format("this is not a text file: byte {} is 0x{:02x}", byte,
                                  static_cast<unsigned char>(text[byte])),
                      "decks are UTF-8 text");
    return false;
  }
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) > limits.max_nodes) {
    diagnostics.error(whole_file, fmt::format("the text has more than {} lines, the most a deck may have",
                                              limits.max_nodes));
    return false;
  }
  if (const auto [tab, n_lines] = tabs_in_indentation(text); n_lines > 0) {
    const std::string others = n_lines > 1 ? fmt::format(" (and on {} more lines)", n_lines - 1) : "";
    diagnostics.error(SourceText(text, file_index).position(tab, tab + 1), "tab in the indentation" + others,
                      "indent with spaces");
    return false;
  }
  return true;
}

SourceText::SourceText(std::string_view text, std::int32_t file_index)
    : text_(text), file_index_(file_index) {
  line_begins_.push_back(0);
  characters_at_block_.reserve(text.size() / kBlock + 1);
  std::uint32_t n_characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % kBlock == 0) characters_at_block_.push_back(n_characters);
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++n_characters;
    if (text[i] == '\n') line_begins_.push_back(i + 1);
  }
  characters_at_block_.push_back(n_characters);
}

std::size_t SourceText::characters_before(std::size_t byte) const {
  const std::size_t block = std::min(byte / kBlock, characters_at_block_.size() - 1);
  std::size_t n = characters_at_block_[block];
  for (std::size_t i = block * kBlock; i < byte; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++n;
  }
  return n;
}

Position SourceText::position(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), begin);
  const std::size_t line_begin = *(next - 1);
  const std::size_t line_end = next == line_begins_.end() ? text_.size() : *next - 1;
  end = std::clamp(end, begin, std::max(begin, line_end));
  const std::size_t first = characters_before(begin);
  Position position;
  position.file = file_index_;
  position.line = static_cast<std::int32_t>(next - line_begins_.begin());
  position.column = static_cast<std::int32_t>(first - characters_before(line_begin)) + 1;
  position.length = std::max<std::int32_t>(static_cast<std::int32_t>(characters_before(end) - first), 1);
  return position;
}

}  // namespace strata
