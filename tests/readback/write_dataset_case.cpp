// Writes two blocks of samples of the synthetic case into a folder, for readers that are not ours. Sample n
// has temperatures n kelvin higher than the case.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>

#include "dataset_case.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/dataset/block_writer.hpp"
#include "postproc/dataset/dataset_json.hpp"
#include "postproc/dataset/layout.hpp"
#include "postproc/dataset/sample_fields.hpp"
#include "solver/runtime.hpp"

namespace {

using namespace strata;

constexpr std::uint64_t kSamplesPerBlock = 4;

const char* split_of(std::uint64_t id) {
  return id % 4 == 2 ? "valid" : id % 4 == 3 ? "test" : "train";
}

void add_sample(SampleExtractor& extractor, test::SyntheticCase& c, std::uint64_t id, BlockWriter* writer) {
  for (double& T : c.heat.temperature) T += id == 0 ? 0.0 : 1.0;
  std::optional<DatasetSample> sample = extractor.extract(c.view());
  extractor.add_temperature(c.view(), "temperature_coarse", sample ? &*sample : nullptr);
  if (!sample) return;
  sample->provenance.id = id;
  sample->provenance.group = id / 2;
  sample->provenance.input_sha256 = std::string(64, 'b');
  sample->parameters = {30.0 + static_cast<double>(id), static_cast<double>(id % 2)};
  writer->add(split_of(id), std::move(*sample));
  writer->add_native(id, extractor.native());
}

void write_dataset(const std::filesystem::path& directory) {
  test::SyntheticCase c(MPI_COMM_WORLD);
  test::make_conducting(c);
  test::add_stress(c);
  Sweep sweep = test::synthetic_sweep({"von_mises", "power_density", "conductivity", "rho_cp", "htc_top",
                                       "material_id", "solid_fraction", "displacement", "stress"});
  sweep.fidelities = {{"coarse", {}}};
  const DatasetLayout layout = make_layout(sweep, c.model, {5, 4, 6}, c.plan.grid.lines);
  SampleExtractor extractor(layout);
  const bool is_root = c.partition.rank() == 0;
  DatasetStatistics statistics = empty_statistics(layout);
  for (std::uint64_t block = 0; block < 2; ++block) {
    std::optional<BlockWriter> writer;
    if (is_root) writer.emplace(layout, directory, block, 2);
    for (std::uint64_t n = 0; n < kSamplesPerBlock; ++n)
      add_sample(extractor, c, block * kSamplesPerBlock + n, writer ? &*writer : nullptr);
    if (writer) merge(statistics, writer->commit().statistics);
  }
  if (!is_root) return;
  write_file_atomically(directory / "stats.yaml", stats_yaml(statistics));
  write_dataset_json(layout, {{"train", 4}, {"valid", 2}, {"test", 2}}, directory);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const strata::Runtime runtime(argc, argv);
  try {
    write_dataset(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
