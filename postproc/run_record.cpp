#include "postproc/run_record.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/collective.hpp"
#include "postproc/labels.hpp"
#include "postproc/versions.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFileName = "run.json";

struct RankFacts {
  std::vector<std::string> hosts;         ///< by rank
  std::vector<std::int64_t> peak_memory;  ///< by rank [bytes]
};

/// Collective; filled on rank 0.
RankFacts gather_rank_facts(MPI_Comm comm) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &n_ranks);
  const auto n = static_cast<std::size_t>(rank == 0 ? n_ranks : 0);
  using HostText = std::array<char, MPI_MAX_PROCESSOR_NAME + 1>;
  HostText mine{};
  const std::string host = host_name();
  std::copy_n(host.begin(), std::min(host.size(), mine.size() - 1), mine.begin());
  std::vector<HostText> hosts(n);
  MPI_Gather(mine.data(), static_cast<int>(mine.size()), MPI_CHAR, hosts.data(),
             static_cast<int>(mine.size()), MPI_CHAR, 0, comm);
  const std::int64_t peak = peak_memory_bytes();
  RankFacts facts;
  facts.peak_memory.resize(n);
  MPI_Gather(&peak, 1, MPI_INT64_T, facts.peak_memory.data(), 1, MPI_INT64_T, 0, comm);
  for (const HostText& text : hosts) facts.hosts.emplace_back(text.data());
  return facts;
}

Json files_json(const std::vector<std::string>& files, const std::filesystem::path& directory) {
  Json list = Json::array();
  for (const std::string& name : files) {
    const auto path = directory / name;
    list.push_back(
        {{"name", name}, {"bytes", std::filesystem::file_size(path)}, {"sha256", sha256_of_file(path)}});
  }
  return list;
}

Json ranks_json(const RankFacts& facts) {
  const auto& memory = facts.peak_memory;
  std::vector<std::string> hosts = facts.hosts;
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return {{"count", facts.hosts.size()},
          {"hosts", hosts},
          {"host_of_rank", facts.hosts},
          {"peak_memory_bytes", memory},
          {"peak_memory_max_bytes", *std::max_element(memory.begin(), memory.end())},
          {"peak_memory_sum_bytes", std::accumulate(memory.begin(), memory.end(), std::int64_t{0})}};
}

std::string record_text(const RunRecord& record, const RankFacts& facts,
                        const std::filesystem::path& directory) {
  Json json;
  json["format_version"] = kRunRecordFormatVersion;
  json["strata_version"] = strata_version();
  json["git_commit"] = strata_git_commit();
  json["command_line"] = record.command_line;
  json["deck"] = {{"file", record.deck_file}, {"resolved_sha256", record.deck_sha256}};
  json["started"] = record.started;
  json["finished"] = utc_now();
  json["exit_code"] = static_cast<int>(record.exit_code);
  json["reason"] = record.reason;
  json["timings"] = {{"mesh_s", record.timings.mesh_s},
                     {"setup_s", record.timings.setup_s},
                     {"solve_s", record.timings.solve_s},
                     {"output_s", record.output_s}};
  if (record.stress_timings) {
    json["timings"]["stress_setup_s"] = (*record.stress_timings).setup_s;
    json["timings"]["stress_solve_s"] = (*record.stress_timings).solve_s;
  }
  if (record.checkpoints_s > 0.0) json["timings"]["checkpoints_s"] = record.checkpoints_s;
  if (record.in_situ) {
    json["in_situ"] = {{"looks", record.in_situ->looks},
                       {"failed_looks", record.in_situ->failed_looks},
                       {"first_look_s", record.in_situ->first_look_s},
                       {"seconds", record.in_situ->seconds}};
  }
  json["ranks"] = ranks_json(facts);
  for (const LibraryVersion& library : library_versions()) json["libraries"][library.name] = library.version;
  json["files"] = files_json(record.files, directory);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

bool files_are_there(const Json& files, const std::filesystem::path& directory) {
  return std::all_of(files.begin(), files.end(), [&](const Json& file) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(directory / file.at("name").get<std::string>(), error);
    return !error && bytes == file.at("bytes").get<std::uintmax_t>();
  });
}

}  // namespace

void write_run_record(MPI_Comm comm, const RunRecord& record, const std::filesystem::path& directory) {
  const RankFacts facts = gather_rank_facts(comm);
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    make_directory(directory);
    write_file_atomically(directory / kFileName, record_text(record, facts, directory));
  });
  guard.finish();
}

std::optional<FinishedRun> find_finished_run(const std::filesystem::path& directory) {
  std::ifstream file(directory / kFileName);
  if (!file) return std::nullopt;
  try {
    const Json json = Json::parse(file);
    if (json.at("format_version").get<int>() != kRunRecordFormatVersion) return std::nullopt;
    if (!files_are_there(json.at("files"), directory)) return std::nullopt;
    FinishedRun run;
    run.deck_sha256 = json.at("deck").at("resolved_sha256").get<std::string>();
    run.strata_version = json.at("strata_version").get<std::string>();
    run.git_commit = json.at("git_commit").get<std::string>();
    run.exit_code = static_cast<ExitCode>(json.at("exit_code").get<int>());
    run.reason = json.at("reason").get<std::string>();
    run.finished = json.at("finished").get<std::string>();
    return run;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

void remove_run_record(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::remove(directory / kFileName, error);
  if (error) throw IoError("cannot remove '" + (directory / kFileName).string() + "': " + error.message());
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;  // Linux counts in KiB
}

}  // namespace strata
