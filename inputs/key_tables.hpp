// Every key of a Strata deck, declared once with the vocabulary of inputs/deck/keys.hpp. Validation,
// defaults, bounds, units, `strata describe`, the JSON Schema and docs/deck.md are all derived from these
// tables.
#pragma once

#include "inputs/deck/keys.hpp"

namespace strata {

/// The whole deck.
const KeyTable& deck_table();

// One function per topic; each table is in the file named after it.
const KeyTable& material_table();  ///< key_tables_materials.cpp: bulk
const KeyTable& like_material_table();
const KeyTable& array_material_table();
const KeyTable& metal_map_material_table();
const KeyTable& material_library_table();  ///< a file of inputs/materials: `materials` alone
std::vector<Key> mechanics_keys();         ///< key_tables_mechanics.cpp: of bulk materials
const KeyTable& part_table();              ///< key_tables_geometry.cpp
const KeyTable& assembly_table();
const KeyTable& power_table();      ///< key_tables_loads.cpp: one entry of `power`
KeyType trace_type();               ///< key_tables_time.cpp: one entry of `traces`
const KeyTable& transient_table();  ///< `transient` of the analysis
const KeyTable& power_instant_table();
const KeyTable& probe_table();  ///< one entry of `probes`
const KeyTable& checkpoint_table();
const KeyTable& contact_table();     ///< key_tables_loads.cpp: one entry of `contacts`
const KeyTable& limit_table();       ///< one entry of `limits`
const KeyTable& boundaries_table();  ///< key_tables_boundaries.cpp
const KeyTable& stress_table();      ///< key_tables_stress.cpp: `stress` of the analysis
const KeyTable& supports_table();
const KeyTable& pressures_table();
const KeyTable& mesh_table();  ///< key_tables_settings.cpp
const KeyTable& analysis_table();
const KeyTable& solver_table();
const KeyTable& output_table();
const KeyTable& in_situ_table();

/// What a material named in `materials` may be.
KeyType material_type();

/// Extents of things: from a nanometre, below which places can no longer be told apart, to ten metres [m].
inline constexpr Bounds kExtent{1e-9, 10.0, false, false};
/// Places, on either side of the origin [m].
inline constexpr Bounds kPlace{-10.0, 10.0, false, false};

/// Key types shared by the topics.
KeyType point_type();  ///< [x, y]
KeyType size_type();   ///< [width, depth], both positive

/// Of a material, layer or part.
Key stress_free_temperature_key(std::string help);

/// `format` of a floorplan file.
Key floorplan_format_key();

/// How the rows of a file lie in time: sampling, or a column of times, and what is between and after them.
std::vector<Key> row_time_keys();

/// Keys that every raster has: file, format, first_row, length_units; `units` offers the given words.
std::vector<Key> raster_keys(std::vector<std::string> unit_words, std::string units_help);

}  // namespace strata
