// What an entry of `power` heats: the bodies that its target names, and how they divide a total.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// A body that one entry heats, before its power is known.
struct HeatedBody {
  std::string name;  ///< "hbm0.dram[3].active"
  BodyIndex body = kNoBody;
  std::size_t match = 0;  ///< which match it belongs to
  std::int32_t placement = -1;
  bool is_sheet = false;
  Box region;
  double extent = 0.0;  ///< area of a sheet [m^2], volume else [m^3]
  double power = 0.0;   ///< [W]
};

class HeatedBodies {
 public:
  HeatedBodies(BuildContext& context, Selector& selector, const Value& entry)
      : context_(context), selector_(selector), entry_(entry), model_(context.model) {}

  /// Bodies that the pattern names, cut to the entry's rectangle where it has one. None, with a message,
  /// where there is nothing to heat.
  std::vector<HeatedBody> find(const std::string& pattern, const Position& position);

 private:
  void add_targets(const Match& match, std::size_t index, bool is_active);
  bool add_target(BodyIndex body, std::size_t match, bool is_active);
  bool restrict_to_rectangle(HeatedBody& target);

  BuildContext& context_;
  Selector& selector_;
  const Value& entry_;
  Model& model_;
  std::vector<HeatedBody> targets_;
  bool outside_ = false;  ///< a rectangle that left its target has been reported
};

/// Gives every body its power; bodies of one group divide the group's total by their extent.
/// \param share  "per_match", "per_part" or "all"
void share_out(std::vector<HeatedBody>& bodies, double total, const std::string& share);

}  // namespace strata
