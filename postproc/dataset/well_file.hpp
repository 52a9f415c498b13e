// One file of a dataset in the layout of The Well (PolymathicAI, docs/data_format.md and
// scripts/check_thewell_formatting.py there): groups dimensions, boundary_conditions, scalars, t0_fields,
// t1_fields, t2_fields. Beside them, for readers that know only datasets of the root: links to all fields and
// global_params (sample, scalar); and cell_boundaries, results and provenance, which The Well ignores.
#pragma once

#include <filesystem>
#include <vector>

#include "postproc/dataset/packed_sample.hpp"

namespace strata {

/// Writes the file whole or not at all. Its bytes depend on the samples and their order alone. Throws
/// IoError.
void write_well_file(const DatasetLayout& layout, const std::vector<const PackedSample*>& samples,
                     const std::filesystem::path& path);

}  // namespace strata
