#include "postproc/checkpoint/manifest.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "postproc/checksum.hpp"
#include "postproc/versions.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "strata checkpoint";

Json file_json(const CheckpointFile& file) {
  return {
      {"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}, {"dataset_sha256", file.datasets}};
}

CheckpointFile parse_file(const Json& json) {
  CheckpointFile file;
  file.name = json.at("name").get<std::string>();
  file.bytes = json.at("bytes").get<std::uint64_t>();
  file.sha256 = json.at("sha256").get<std::string>();
  file.datasets = json.at("dataset_sha256").get<std::map<std::string, std::string>>();
  return file;
}

Json shard_json(const CheckpointShard& shard) {
  Json json = file_json(shard.file);
  json["window"] = {shard.window.i0, shard.window.i1, shard.window.j0, shard.window.j1};
  return json;
}

CheckpointShard shard_of(const Json& json) {
  const Json& window = json.at("window");
  return {
      parse_file(json),
      {window.at(0).get<int>(), window.at(1).get<int>(), window.at(2).get<int>(), window.at(3).get<int>()}};
}

Json state_json(const Manifest& manifest) {
  Json json;
  json["deck_sha256"] = manifest.identity.deck_sha256;
  json["grid_sha256"] = manifest.identity.grid_sha256;
  json["cells"] = manifest.identity.n_cells;
  json["strata_version"] = manifest.strata_version;
  json["git_commit"] = manifest.git_commit;
  for (const LibraryVersion& library : library_versions()) json["libraries"][library.name] = library.version;
  json["written"] = manifest.written;
  json["step"] = manifest.step;
  json["time_s"] = manifest.time;
  json["time_hex"] = fmt::format("{:a}", manifest.time);
  json["ranks"] = manifest.shards.size();
  json["numbers"] = file_json(manifest.numbers);
  json["shards"] = Json::array();
  for (const CheckpointShard& shard : manifest.shards) json["shards"].push_back(shard_json(shard));
  return json;
}

Manifest manifest_of(const Json& json) {
  Manifest manifest;
  manifest.identity.deck_sha256 = json.at("deck_sha256").get<std::string>();
  manifest.identity.grid_sha256 = json.at("grid_sha256").get<std::string>();
  manifest.identity.n_cells = json.at("cells").get<std::array<int, 3>>();
  manifest.strata_version = json.at("strata_version").get<std::string>();
  manifest.git_commit = json.at("git_commit").get<std::string>();
  manifest.written = json.at("written").get<std::string>();
  manifest.step = json.at("step").get<std::int64_t>();
  manifest.time = std::strtod(json.at("time_hex").get<std::string>().c_str(), nullptr);
  manifest.numbers = parse_file(json.at("numbers"));
  for (const Json& shard : json.at("shards")) manifest.shards.push_back(shard_of(shard));
  return manifest;
}

void append_lines(Sha256& hash, const std::vector<double>& lines) {
  const std::uint64_t count = lines.size();
  hash.add(&count, sizeof count);
  hash.add(lines.data(), lines.size() * sizeof(double));
}

}  // namespace

CheckpointIdentity checkpoint_identity(const std::string& deck_sha256, const Grid& grid) {
  Sha256 hash;
  for (const auto& lines : grid.lines) append_lines(hash, lines);
  return {deck_sha256, hash.finish(), {grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)}};
}

std::string manifest_text(const Manifest& manifest) {
  const Json state = state_json(manifest);
  Json json;
  json["format"] = kFormat;
  json["format_version"] = kCheckpointFormatVersion;
  json["state_sha256"] = sha256(state.dump());
  json["state"] = state;
  return json.dump(2) + '\n';
}

Manifest parse_manifest(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    const int version = json.at("format_version").get<int>();
    if (json.at("format").get<std::string>() != kFormat || version != kCheckpointFormatVersion) {
      throw IoError(fmt::format("checkpoints of format {} cannot be read, only those of {}", version,
                                kCheckpointFormatVersion));
    }
    const Json& state = json.at("state");
    if (sha256(state.dump()) != json.at("state_sha256").get<std::string>()) {
      throw IoError(std::string(kManifestName) + " was changed: its checksum does not fit");
    }
    return manifest_of(state);
  } catch (const Json::exception& error) {
    throw IoError(std::string(kManifestName) + " cannot be understood: " + error.what());
  }
}

std::string shard_text(const CheckpointShard& shard) {
  return shard_json(shard).dump();
}

CheckpointShard parse_shard(const std::string& text) {
  return shard_of(Json::parse(text));
}

}  // namespace strata
