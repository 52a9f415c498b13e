#include "postproc/dataset/native_file.hpp"

#include <string>

#include <fmt/format.h>

#include "postproc/dataset/whole_hdf5.hpp"
#include "postproc/model_groups.hpp"

namespace strata {

namespace {

struct FieldToWrite {
  const char* name;
  const char* units;
  const char* long_name;
  Hdf5Chunks::Type type;
  const ChunkBytes& stored;
};

void write_sample(Hdf5File& file, int level, const PackedNative& sample) {
  const std::string group = '/' + native_group(sample.id) + '/';
  const auto& [x, y, z] = sample.lines;
  file.write(group + "x_lines", x);
  file.write(group + "y_lines", y);
  file.write(group + "z_lines", z);
  for (const char* name : {"x_lines", "y_lines", "z_lines"}) describe(file, group + name, "m", "grid lines");
  using Type = Hdf5Chunks::Type;
  for (const FieldToWrite& field :
       {FieldToWrite{"material", "1", "number of the material, 0 is void", Type::uint16, sample.material},
        FieldToWrite{"temperature", "K", "temperature at the cell centre; NaN in void", Type::float64,
                     sample.temperature},
        FieldToWrite{"power_density", "W/m^3", "heat released per volume", Type::float64,
                     sample.power_density}}) {
    const std::vector<hsize_t> shape{z.size() - 1, y.size() - 1, x.size() - 1};
    file.make_chunks(group + field.name, {shape, shape, field.type, level}).write({0, 0, 0}, field.stored);
    describe(file, group + field.name, field.units, field.long_name);
    file.set_attribute(group + field.name, "axes", "z, y, x");
  }
}

}  // namespace

std::string native_group(std::uint64_t id) {
  return fmt::format("{:09}", id);
}

void write_native_file(int level, const std::vector<const PackedNative*>& samples,
                       const std::filesystem::path& path) {
  write_whole_hdf5(path, [&](Hdf5File& file) {
    file.set_attribute("/", "format", "strata native samples");
    file.set_attribute("/", "format_version", std::int64_t{1});
    for (const PackedNative* sample : samples) write_sample(file, level, *sample);
  });
}

}  // namespace strata
