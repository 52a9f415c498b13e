#include "inputs/selections.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace strata {

namespace {

constexpr std::size_t kMaxSelected = 10000000;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  std::size_t start = 0;
  while (true) {
    const std::size_t dot = text.find('.', start);
    words.emplace_back(text.substr(start, dot == std::string_view::npos ? dot : dot - start));
    if (dot == std::string_view::npos) return words;
    start = dot + 1;
  }
}

/// Whether the dot-separated words of `name` match `words[first..]` one by one.
bool matches_words(const std::vector<std::string>& words, std::size_t first, std::string_view name) {
  for (std::size_t i = first; i < words.size(); ++i) {
    const std::size_t dot = name.find('.');
    if (!matches_glob(words[i], name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return i + 1 == words.size();
    name.remove_prefix(dot + 1);
  }
  return false;
}

/// Takes a face name off the end of a pattern.
FaceWord take_face(std::vector<std::string>& words) {
  static const std::map<std::string, Face> faces{{"x_min", Face::x_min},   {"x_max", Face::x_max},
                                                 {"y_min", Face::y_min},   {"y_max", Face::y_max},
                                                 {"bottom", Face::bottom}, {"top", Face::top}};
  FaceWord word;
  if (words.size() < 2) return word;
  if (words.back() == "active") {
    word.active = true;
  } else if (const auto face = faces.find(words.back()); face != faces.end()) {
    word.face = face->second;
  } else {
    return word;
  }
  words.pop_back();
  return word;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ".") + word;
  return text;
}

/// "hbm0.dram[3]" -> "hbm0.dram[*]"
std::string without_indices(const std::string& name) {
  std::string generic;
  for (std::size_t i = 0; i < name.size(); ++i) {
    generic += name[i];
    if (name[i] != '[') continue;
    generic += '*';
    while (i + 1 < name.size() && name[i + 1] != ']') ++i;
  }
  return generic;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<Face> active_face(const Geometry& geometry, BodyIndex body) {
  const Body& b = geometry.bodies[body];
  return b.parent == kNoBody ? b.active : geometry.bodies[b.parent].active;
}

Selector::Selector(BuildContext& context, BrokenNames broken)
    : context_(context), geometry_(context.model.geometry), broken_(std::move(broken)) {
  ranges_.resize(geometry_.placements.size());
  for (std::size_t p = 0; p < geometry_.placements.size(); ++p)
    placement_of_.emplace(geometry_.placements[p].name, static_cast<std::int32_t>(p));
  for (BodyIndex b = 0; b < static_cast<BodyIndex>(geometry_.bodies.size()); ++b) {
    const Body& body = geometry_.bodies[b];
    body_of_.emplace(body.name, b);
    if (body.placement < 0) {
      assembly_.push_back(b);
      continue;
    }
    Range& range = ranges_[body.placement];
    if (range.last == 0) range.first = b;
    range.last = b + 1;
  }
}

bool Selector::match_exactly(const std::string& name, std::vector<Match>& list) const {
  if (const auto p = placement_of_.find(name); p != placement_of_.end()) {
    list.push_back({name, p->second, kNoBody});
  } else if (const auto b = body_of_.find(name); b != body_of_.end()) {
    list.push_back({name, -1, b->second});
  }
  return !list.empty();
}

void Selector::match_parts(const std::vector<std::string>& words, bool by_part,
                           std::vector<Match>& list) const {
  for (std::size_t p = 0; p < geometry_.placements.size(); ++p) {
    const Placement& placement = geometry_.placements[p];
    if (!matches_glob(words[0], by_part ? placement.part : placement.name)) continue;
    if (words.size() == 1) {
      list.push_back({placement.name, static_cast<std::int32_t>(p), kNoBody});
      continue;
    }
    for (BodyIndex b = ranges_[p].first; b < ranges_[p].last; ++b) {
      const std::string_view name =
          std::string_view(geometry_.bodies[b].name).substr(placement.name.size() + 1);
      if (matches_words(words, 1, name)) list.push_back({geometry_.bodies[b].name, -1, b});
    }
  }
}

void Selector::match_assembly(const std::vector<std::string>& words, std::vector<Match>& list) const {
  for (const BodyIndex b : assembly_)
    if (matches_words(words, 0, geometry_.bodies[b].name)) list.push_back({geometry_.bodies[b].name, -1, b});
}

bool Selector::is_broken(const std::vector<std::string>& words) const {
  return std::any_of(broken_.begin(), broken_.end(),
                     [&](const std::string& name) { return name == "*" || matches_glob(words[0], name); });
}

const std::vector<std::string>& Selector::generic_names() {
  if (generic_names_.empty()) {
    std::set<std::string> names;
    for (const Placement& placement : geometry_.placements) names.insert(placement.name);
    for (const Body& body : geometry_.bodies) names.insert(without_indices(body.name));
    generic_names_.assign(names.begin(), names.end());
  }
  return generic_names_;
}

std::string Selector::suggest(const std::string& pattern, const std::vector<std::string>& words) {
  if (context_.suggester.exhausted()) return "";
  std::vector<std::string> indexed = words;
  for (std::size_t i = words.size(); i-- > 0;) {
    indexed[i] += "[*]";
    std::vector<Match> list;
    match_parts(indexed, false, list);
    match_parts(indexed, true, list);
    match_assembly(indexed, list);
    if (!list.empty()) return "repeated layers have an index: write '" + join(indexed) + "'";
    indexed[i] = words[i];
  }
  std::string hint = context_.suggester.hint(join(words), generic_names());
  if (!hint.empty() || words.size() == 1) return hint;
  return context_.suggester.hint(pattern, generic_names());
}

Matches Selector::find(const std::string& pattern, const Position& position) {
  Matches matches;
  std::vector<std::string> words = split(pattern);
  matches.face = take_face(words);
  if (pattern.find('*') == std::string::npos && match_exactly(join(words), matches.list)) return matches;
  match_parts(words, false, matches.list);
  match_assembly(words, matches.list);
  const auto placed = std::any_of(geometry_.placements.begin(), geometry_.placements.end(),
                                  [&](const Placement& p) { return matches_glob(words[0], p.name); });
  if (matches.list.empty() && !placed) match_parts(words, true, matches.list);
  if (matches.list.empty() && !is_broken(words))
    context_.diagnostics.error(position, fmt::format("nothing is named '{}'", shown(pattern)),
                               suggest(pattern, words));
  return matches;
}

std::vector<BodyIndex> Selector::bodies_of(const Match& match) const {
  std::vector<BodyIndex> bodies;
  if (match.placement >= 0) {
    const Range& range = ranges_[match.placement];
    for (BodyIndex b = range.first; b < range.last; ++b) bodies.push_back(b);
    return bodies;
  }
  bodies.push_back(match.body);
  const auto end = static_cast<BodyIndex>(geometry_.bodies.size());
  for (BodyIndex b = match.body + 1; b < end && geometry_.bodies[b].parent == match.body; ++b)
    bodies.push_back(b);
  return bodies;
}

std::vector<Selection> Selector::select(const std::string& pattern, const Position& position) {
  const Matches matches = find(pattern, position);
  if (matches.list.empty()) return {};
  std::vector<BodyIndex> bodies;
  for (const Match& match : matches.list)
    for (const BodyIndex body : bodies_of(match))
      if (geometry_.bodies[body].material != kVoid) bodies.push_back(body);
  n_selected_ += bodies.size();
  if (n_selected_ > kMaxSelected) {
    context_.diagnostics.error(
        position, fmt::format("the patterns of this deck name more than {} bodies in all", kMaxSelected));
    return {};
  }
  std::sort(bodies.begin(), bodies.end());
  bodies.erase(std::unique(bodies.begin(), bodies.end()), bodies.end());
  if (bodies.empty()) {
    // A material that was wrong leaves void behind; only a deck that is right so far can mean it.
    if (!context_.diagnostics.has_errors())
      context_.diagnostics.error(
          position, fmt::format("'{}' is void: it has no temperature and touches nothing", shown(pattern)));
    return {};
  }
  if (!matches.face.active) return {Selection{pattern, position, std::move(bodies), matches.face.face}};
  std::map<Face, std::vector<BodyIndex>> by_face;
  for (const BodyIndex body : bodies)
    if (const auto face = active_face(geometry_, body)) by_face[*face].push_back(body);
  if (by_face.empty())
    context_.diagnostics.error(position,
                               fmt::format("'{}' names nothing with an active face", shown(pattern)),
                               "give its layer 'active: bottom' or 'active: top'");
  std::vector<Selection> selections;
  selections.reserve(by_face.size());
  for (auto& [face, members] : by_face) selections.push_back({pattern, position, std::move(members), face});
  return selections;
}

}  // namespace strata
