// dataset.json: what a dataset is, for people and programs that have not opened its files.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "postproc/dataset/dataset.hpp"

namespace strata {

/// The text: name, title, grid, fields with units and shapes, scalars with units and choices, samples by
/// split, versions, the resolved sweep and its hash. No dates: equal datasets have equal files.
std::string dataset_json(const DatasetLayout& layout, const std::map<std::string, std::uint64_t>& splits);

/// Writes it to `directory`/dataset.json. Throws IoError.
void write_dataset_json(const DatasetLayout& layout, const std::map<std::string, std::uint64_t>& splits,
                        const std::filesystem::path& directory);

}  // namespace strata
