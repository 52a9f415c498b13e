// Patterns such as "hbm*.dram[*].active" -> the bodies, placements and faces they name.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/build_geometry.hpp"

namespace strata {

/// One thing that a pattern names: a whole placement, or one body.
struct Match {
  std::string name;             ///< "hbm0", "hbm0.dram[3]"
  std::int32_t placement = -1;  ///< index of the placement, when it is named as a whole
  BodyIndex body = kNoBody;     ///< else the body
};

/// The face at the end of a pattern.
struct FaceWord {
  bool active = false;       ///< ".active": whichever face carries the devices
  std::optional<Face> face;  ///< ".top", ".x_min" ...
};

struct Matches {
  std::vector<Match> list;
  FaceWord face;
};

/// `*` stands for any text, everything else for itself.
bool matches_glob(std::string_view pattern, std::string_view text);

/// The face that carries the devices of a body; that of its layer for a block.
std::optional<Face> active_face(const Geometry& geometry, BodyIndex body);

class Selector {
 public:
  Selector(BuildContext& context, BrokenNames broken);

  /// Everything a pattern names, in paint order. Reports a pattern that names nothing at `position`.
  Matches find(const std::string& pattern, const Position& position);

  /// The bodies of a match; blocks of a named layer follow it.
  std::vector<BodyIndex> bodies_of(const Match& match) const;

  /// A pattern as selections of bodies, one per face where `.active` means different ones; none, with a
  /// message, where nothing matches, all of it is void, or no match has an active face.
  std::vector<Selection> select(const std::string& pattern, const Position& position);

 private:
  struct Range {
    BodyIndex first = 0;
    BodyIndex last = 0;  ///< one past
  };
  void match_parts(const std::vector<std::string>& words, bool by_part, std::vector<Match>& list) const;
  void match_assembly(const std::vector<std::string>& words, std::vector<Match>& list) const;
  bool match_exactly(const std::string& name, std::vector<Match>& list) const;
  bool is_broken(const std::vector<std::string>& words) const;
  std::string suggest(const std::string& pattern, const std::vector<std::string>& words);
  const std::vector<std::string>& generic_names();

  BuildContext& context_;
  const Geometry& geometry_;
  BrokenNames broken_;
  std::vector<Range> ranges_;        ///< bodies of each placement
  std::vector<BodyIndex> assembly_;  ///< bodies of no placement
  std::unordered_map<std::string, BodyIndex> body_of_;
  std::unordered_map<std::string, std::int32_t> placement_of_;
  std::size_t n_selected_ = 0;              ///< bodies in all selections so far
  std::vector<std::string> generic_names_;  ///< with [*] for every index, once each
};

}  // namespace strata
