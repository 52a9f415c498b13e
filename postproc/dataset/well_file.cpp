#include "postproc/dataset/well_file.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "postproc/dataset/whole_hdf5.hpp"
#include "postproc/model_groups.hpp"

namespace strata {

namespace {

constexpr std::array<const char*, 3> kAxes{"x", "y", "z"};
constexpr std::int64_t kFormatVersion = 1;
constexpr hsize_t kFrames = 2;

using Samples = std::vector<const PackedSample*>;

class WellFile {
 public:
  WellFile(const DatasetLayout& layout, const Samples& samples, Hdf5File& file)
      : layout_(layout), samples_(samples), file_(file), has_one_grid_(!layout.lines[0].empty()) {}

  void write() {
    write_root();
    write_dimensions();
    write_boundary_conditions();
    write_scalars();
    for (int order = 0; order < 3; ++order) write_fields(order);
    write_results();
    write_provenance();
  }

 private:
  void write_root();
  void write_dimensions();
  void write_axis(std::size_t axis);
  void write_boundary_conditions();
  void write_boundary(std::size_t axis, bool is_open);
  void write_scalars();
  void write_scalar(const std::string& path, const DatasetScalar& scalar, const std::vector<double>& values);
  void write_global_params();
  void write_fields(int order);
  void write_field(const std::string& path, std::size_t f);
  void write_results();
  void write_provenance();
  void write_parents();

  /// Single or double, as the layout says.
  void write_numbers(const std::string& path, const std::vector<double>& values, std::vector<hsize_t> shape) {
    if (layout_.double_precision) {
      file_.write(path, values, std::move(shape));
    } else {
      file_.write(path, std::vector<float>(values.begin(), values.end()), std::move(shape));
    }
  }
  void set_varying(const std::string& path, bool by_sample, bool in_time) {
    file_.set_flag(path, "sample_varying", by_sample);
    file_.set_flag(path, "time_varying", in_time);
  }
  /// A number of every sample.
  template <class NumberOf>
  auto by_sample(NumberOf&& number_of) const {
    std::vector<std::decay_t<decltype(number_of(*samples_.front()))>> values;
    values.reserve(samples_.size());
    for (const PackedSample* sample : samples_) values.push_back(number_of(*sample));
    return values;
  }
  hsize_t n_samples() const { return samples_.size(); }

  const DatasetLayout& layout_;
  const Samples& samples_;
  Hdf5File& file_;
  bool has_one_grid_;
};

/// The Well wants every parameter as an attribute of the root; here they differ between samples, so the
/// attribute is the range that they have in the file.
void WellFile::write_root() {
  file_.set_attribute("/", "dataset_name", layout_.name);
  file_.set_attribute("/", "grid_type", "cartesian");
  file_.set_attribute("/", "n_spatial_dims", std::int64_t{3});
  file_.set_attribute("/", "n_trajectories", static_cast<std::int64_t>(samples_.size()));
  std::vector<std::string> names;
  for (std::size_t n = 0; n < layout_.parameters.size(); ++n) {
    const auto values = by_sample([&](const PackedSample& sample) { return sample.head.parameters[n]; });
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    names.push_back(layout_.parameters[n].name);
    file_.set_list("/", names.back(), std::vector<double>{*lowest, *highest});
  }
  file_.set_list("/", "simulation_parameters", names);
}

void WellFile::write_dimensions() {
  file_.make_group("/dimensions");
  file_.set_list("/dimensions", "spatial_dims", std::vector<std::string>(kAxes.begin(), kAxes.end()));
  write_numbers("/dimensions/time", {0.0, 1.0}, {kFrames});
  set_varying("/dimensions/time", false, true);
  describe(file_, "/dimensions/time", "1", "0: the uniform reference state; 1: the solution");
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) write_axis(axis);
}

/// Centres of cells, and their boundaries.
void WellFile::write_axis(std::size_t axis) {
  std::vector<double> centres, lines;
  const std::size_t n_grids = has_one_grid_ ? 1 : samples_.size();
  for (std::size_t g = 0; g < n_grids; ++g) {
    const std::vector<double>& own = samples_[g]->head.lines[axis];
    lines.insert(lines.end(), own.begin(), own.end());
    for (std::size_t n = 0; n + 1 < own.size(); ++n) centres.push_back(0.5 * (own[n] + own[n + 1]));
  }
  const std::size_t n_lines = samples_.front()->head.lines[axis].size();
  std::vector<hsize_t> centres_shape{n_lines - 1}, lines_shape{n_lines};
  if (!has_one_grid_) {
    centres_shape.insert(centres_shape.begin(), n_samples());
    lines_shape.insert(lines_shape.begin(), n_samples());
  }
  const std::string dimension = std::string("/dimensions/") + kAxes[axis];
  write_numbers(dimension, centres, centres_shape);
  set_varying(dimension, !has_one_grid_, false);
  describe(file_, dimension, "m", "centres of cells");
  const std::string boundaries = std::string("/cell_boundaries/") + kAxes[axis];
  file_.write(boundaries, lines, lines_shape);
  describe(file_, boundaries, "m", "boundaries of cells, one more than cells");
}

void WellFile::write_boundary_conditions() {
  file_.make_group("/boundary_conditions");
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) {
    for (const bool is_open : {false, true}) write_boundary(axis, is_open);
  }
}

/// One kind of boundary at the ends of an axis; nothing where neither end is of that kind.
void WellFile::write_boundary(std::size_t axis, bool is_open) {
  const bool lower = layout_.is_open[2 * axis] == is_open, upper = layout_.is_open[2 * axis + 1] == is_open;
  if (!lower && !upper) return;
  const std::string path = std::string("/boundary_conditions/") + kAxes[axis] + (is_open ? "_open" : "_wall");
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(layout_.cells[axis]), 0);
  if (lower) mask.front() = 1;
  if (upper) mask.back() = 1;
  file_.write_flags(path + "/mask", mask);
  file_.set_attribute(path, "bc_type", is_open ? "OPEN" : "WALL");
  file_.set_list(path, "associated_dims", std::vector<std::string>{kAxes[axis]});
  file_.set_list(path, "associated_fields", std::vector<std::string>{});
  set_varying(path, false, false);
}

void WellFile::write_scalar(const std::string& path, const DatasetScalar& scalar,
                            const std::vector<double>& values) {
  write_numbers(path, values, {n_samples()});
  set_varying(path, true, false);
  file_.set_attribute(path, "units", scalar.units);
  if (!scalar.choices.empty()) file_.set_list(path, "choices", scalar.choices);
}

void WellFile::write_scalars() {
  file_.make_group("/scalars");
  std::vector<std::string> names;
  const auto write_all = [&](const std::vector<DatasetScalar>& scalars,
                             std::vector<double> DatasetSample::*of) {
    for (std::size_t n = 0; n < scalars.size(); ++n) {
      names.push_back(scalars[n].name);
      write_scalar("/scalars/" + scalars[n].name, scalars[n],
                   by_sample([&](const PackedSample& sample) { return (sample.head.*of)[n]; }));
    }
  };
  write_all(layout_.parameters, &DatasetSample::parameters);
  write_all(layout_.conditions, &DatasetSample::conditions);
  file_.set_list("/scalars", "field_names", names);
  write_global_params();
}

void WellFile::write_global_params() {
  std::vector<std::string> names, units;
  for (const auto* scalars : {&layout_.parameters, &layout_.conditions}) {
    for (const DatasetScalar& scalar : *scalars) {
      names.push_back(scalar.name);
      units.push_back(scalar.units);
    }
  }
  if (names.empty()) return;
  std::vector<double> values;
  values.reserve(names.size() * samples_.size());
  for (const PackedSample* sample : samples_) {
    for (const auto* of : {&sample->head.parameters, &sample->head.conditions})
      values.insert(values.end(), of->begin(), of->end());
  }
  write_numbers("/global_params", values, {n_samples(), names.size()});
  file_.set_list("/global_params", "names", names);
  file_.set_list("/global_params", "units", units);
}

void WellFile::write_fields(int order) {
  const std::string group = "/t" + std::to_string(order) + "_fields";
  file_.make_group(group);
  std::vector<std::string> names;
  for (std::size_t f = 0; f < layout_.fields.size(); ++f) {
    if (layout_.fields[f].order != order) continue;
    names.push_back(layout_.fields[f].name);
    write_field(group + '/' + names.back(), f);
    file_.link(group + '/' + names.back(), '/' + names.back());
  }
  file_.set_list(group, "field_names", names);
}

void WellFile::write_field(const std::string& path, std::size_t f) {
  const DatasetField& field = layout_.fields[f];
  Hdf5Chunks::Shape shape;
  shape.dataset = {n_samples()};
  shape.chunk = {1};
  if (field.varies_in_time) {
    shape.dataset.push_back(kFrames);
    shape.chunk.push_back(1);
  }
  for (std::size_t n = 0; n < 3 + static_cast<std::size_t>(field.order); ++n) {
    const hsize_t extent = n < 3 ? static_cast<hsize_t>(layout_.cells[n]) : 3;
    shape.dataset.push_back(extent);
    shape.chunk.push_back(extent);
  }
  shape.type = layout_.double_precision ? Hdf5Chunks::Type::float64 : Hdf5Chunks::Type::float32;
  shape.level = layout_.compression;
  Hdf5Chunks chunks = file_.make_chunks(path, shape);
  std::vector<hsize_t> offset(shape.dataset.size(), 0);
  for (std::size_t s = 0; s < samples_.size(); ++s) {
    offset[0] = s;
    const auto& frames = samples_[s]->chunks[f];
    for (std::size_t t = 0; t < frames.size(); ++t) {
      if (field.varies_in_time) offset[1] = t;
      chunks.write(offset, *frames[t]);
    }
  }
  set_varying(path, true, field.varies_in_time);
  file_.set_flags(path, "dim_varying", {1, 1, 1});
  if (field.order == 2) {
    file_.set_flag(path, "symmetric", true);
    file_.set_flag(path, "antisymmetric", false);
  }
  describe(file_, path, field.units.c_str(), field.long_name.c_str());
  file_.set_attribute(path, "location", "cell");
}

void WellFile::write_results() {
  file_.make_group("/results");
  for (std::size_t n = 0; n < layout_.results.size(); ++n) {
    write_scalar("/results/" + layout_.results[n].name, layout_.results[n],
                 by_sample([&](const PackedSample& sample) { return sample.head.results[n]; }));
  }
}

void WellFile::write_provenance() {
  const std::string group = "/provenance";
  file_.make_group(group);
  file_.set_attribute(group, "format_version", kFormatVersion);
  file_.write(group + "/sweep", layout_.sweep_text);
  file_.set_attribute(group + "/sweep", "sha256", layout_.sweep_sha256);
  const auto write = [&](const char* name, const auto& number_of) {
    file_.write(group + '/' + name,
                by_sample([&](const PackedSample& sample) { return number_of(sample.head.provenance); }));
  };
  using P = const SampleProvenance&;
  write("id", [](P p) { return p.id; });
  write("group", [](P p) { return p.group; });
  write("input_sha256", [](P p) { return p.input_sha256; });
  write("relative_residual", [](P p) { return p.relative_residual; });
  write("energy_imbalance", [](P p) { return p.energy_imbalance; });
  write("resampling_error", [](P p) { return p.resampling_error; });
  write("iterations", [](P p) { return std::int32_t{p.iterations}; });
  file_.write_flags(group + "/is_superposed", by_sample([](const PackedSample& sample) {
                      return static_cast<std::uint8_t>(sample.head.provenance.is_superposed ? 1 : 0);
                    }));
  file_.write(group + "/reference_temperature",
              by_sample([](const PackedSample& sample) { return sample.head.reference_temperature; }));
  file_.write(group + "/temperature_sha256",
              by_sample([](const PackedSample& sample) { return sample.sha256; }));
  std::vector<double> heat;
  heat.reserve(samples_.size() * layout_.boundaries.size());
  for (const PackedSample* sample : samples_) {
    const std::vector<double>& own = sample->head.provenance.boundary_heat;
    heat.insert(heat.end(), own.begin(), own.end());
  }
  file_.write(group + "/boundary_heat", heat, {n_samples(), layout_.boundaries.size()});
  describe(file_, group + "/boundary_heat", "W", "heat leaving through each boundary");
  file_.set_list(group + "/boundary_heat", "names", layout_.boundaries);
  write_parents();
}

/// Parents of all samples one after the other; those of sample n begin at offset n and end at offset n + 1.
void WellFile::write_parents() {
  std::vector<std::uint64_t> parents, offsets{0};
  std::vector<double> weights;
  for (const PackedSample* sample : samples_) {
    const SampleProvenance& own = sample->head.provenance;
    parents.insert(parents.end(), own.parents.begin(), own.parents.end());
    weights.insert(weights.end(), own.weights.begin(), own.weights.end());
    offsets.push_back(parents.size());
  }
  file_.write("/provenance/parents", parents);
  file_.write("/provenance/parent_weights", weights);
  file_.write("/provenance/parent_offsets", offsets);
}

}  // namespace

void write_well_file(const DatasetLayout& layout, const std::vector<const PackedSample*>& samples,
                     const std::filesystem::path& path) {
  write_whole_hdf5(path, [&](Hdf5File& file) { WellFile(layout, samples, file).write(); });
}

}  // namespace strata
