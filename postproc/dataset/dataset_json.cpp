#include "postproc/dataset/dataset_json.hpp"

#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "postproc/versions.hpp"

namespace strata {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

Json scalars_json(const std::vector<DatasetScalar>& scalars) {
  Json list = Json::array();
  for (const DatasetScalar& scalar : scalars) {
    Json one{{"name", scalar.name}, {"units", scalar.units}};
    if (!scalar.choices.empty()) one["choices"] = scalar.choices;
    list.push_back(std::move(one));
  }
  return list;
}

Json fields_json(const std::vector<DatasetField>& fields) {
  Json list = Json::array();
  for (const DatasetField& field : fields) {
    list.push_back({{"name", field.name},
                    {"units", field.units},
                    {"long_name", field.long_name},
                    {"order", field.order},
                    {"varies_in_time", field.varies_in_time}});
  }
  return list;
}

Json names_of(const DatasetLayout& layout) {
  Json names = Json::array();
  for (const auto* scalars : {&layout.parameters, &layout.conditions}) {
    for (const DatasetScalar& scalar : *scalars) names.push_back(scalar.name);
  }
  return names;
}

}  // namespace

std::string dataset_json(const DatasetLayout& layout, const std::map<std::string, std::uint64_t>& splits) {
  Json json{{"format", "strata dataset"},
            {"format_version", kFormatVersion},
            {"name", layout.name},
            {"title", layout.title},
            {"samples", splits},
            {"axes", {"sample", "time", "x", "y", "z", "component", "component"}},
            {"cells", layout.cells},
            {"one_grid", !layout.lines[0].empty()},
            {"grid_lines_m", layout.lines},
            {"precision", layout.double_precision ? "float64" : "float32"},
            {"compression", layout.compression},
            {"fields", fields_json(layout.fields)},
            {"parameters", scalars_json(layout.parameters)},
            {"conditions", scalars_json(layout.conditions)},
            {"global_params", names_of(layout)},
            {"results", scalars_json(layout.results)},
            {"boundaries", layout.boundaries},
            {"versions", {{"strata", strata_version()}, {"git_commit", strata_git_commit()}}},
            {"sweep_sha256", layout.sweep_sha256},
            {"sweep", layout.sweep_text}};
  return json.dump(2) + '\n';
}

void write_dataset_json(const DatasetLayout& layout, const std::map<std::string, std::uint64_t>& splits,
                        const std::filesystem::path& directory) {
  make_directory(directory);
  write_file_atomically(directory / "dataset.json", dataset_json(layout, splits));
}

}  // namespace strata
