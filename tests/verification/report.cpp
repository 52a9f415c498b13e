#include "tests/verification/report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace strata::verification {
namespace {

constexpr int kFormatVersion = 1;

/// Enough digits to see the error, no more.
std::string value_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value) : std::string("-");
}

std::string error_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.1e}", value) : std::string("-");
}

std::string quantity_text(const Record& record) {
  return record.unit == "1" ? record.quantity : fmt::format("{} [{}]", record.quantity, record.unit);
}

/// The first line of a message that may have many.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::size_t count_passed(const std::vector<Record>& records) {
  return static_cast<std::size_t>(
      std::count_if(records.begin(), records.end(), [](const Record& record) { return record.passed; }));
}

std::string summary(const std::vector<Record>& records) {
  const std::size_t passed = count_passed(records);
  return passed == records.size() ? fmt::format("all {} quantities within their bounds", passed)
                                  : fmt::format("{} of {} quantities OUTSIDE their bounds",
                                                records.size() - passed, records.size());
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

constexpr const char* kStyle = R"(
body { font: 15px/1.45 system-ui, sans-serif; color: #1d2430; background: #fff; margin: 2.5rem auto; max-width: 76rem;
       padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; }
p.verdict { font-size: 1.05rem; margin-top: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e3e7ee; vertical-align: top; }
th { border-bottom: 2px solid #9aa5b8; font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.case td { background: #f3f5f9; font-weight: 600; padding-top: .5rem; }
tr.case td span { font-weight: 400; color: #56627a; }
.passed { color: #17703a; } .failed { color: #b3261e; font-weight: 600; }
footer { color: #56627a; margin-top: 1.2rem; font-size: .9rem; })";

std::string html_row(const Record& record) {
  return fmt::format(
      "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td class=\"{}\">{}</td></tr>\n",
      escaped(quantity_text(record)), value_text(record.reference), value_text(record.computed),
      error_text(record.error), error_text(record.bound), record.passed ? "passed" : "failed",
      record.passed ? "passed" : "failed");
}

}  // namespace

std::string console_table(const std::vector<Record>& records, bool colour) {
  std::size_t width = 8;
  for (const Record& record : records) width = std::max(width, first_line(quantity_text(record)).size());
  width = std::min<std::size_t>(width, 64);
  std::string out = fmt::format("{:<4}  {:<{}}  {:>15}  {:>15}  {:>9}  {:>8}\n", "", "quantity", width,
                                "reference", "computed", "error", "bound");
  std::string current;
  for (const Record& record : records) {
    if (record.case_id != current) {
      current = record.case_id;
      out += fmt::format("\n{}  {}\n      source: {}\n", record.case_id, record.title, record.source);
    }
    std::string verdict = record.passed ? "ok  " : "FAIL";
    if (colour) verdict = fmt::format("\033[{}m{}\033[0m", record.passed ? 32 : 31, verdict);
    out += fmt::format("{}  {:<{}}  {:>15}  {:>15}  {:>9}  {:>8}\n", verdict,
                       first_line(quantity_text(record)), width, value_text(record.reference),
                       value_text(record.computed), error_text(record.error), error_text(record.bound));
  }
  return out + "\n" + summary(records) + "\n";
}

std::string json_report(const std::vector<Record>& records, const std::string& version,
                        const std::string& commit) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Record& record : records) {
    list.push_back({{"case", record.case_id},
                    {"title", record.title},
                    {"quantity", record.quantity},
                    {"unit", record.unit},
                    {"computed", record.computed},
                    {"reference", record.reference},
                    {"error", record.error},
                    {"bound", record.bound},
                    {"passed", record.passed},
                    {"source", record.source}});
  }
  const nlohmann::ordered_json report = {{"format_version", kFormatVersion},
                                         {"strata", version},
                                         {"commit", commit},
                                         {"passed", all_passed(records)},
                                         {"records", list}};
  return report.dump(2) + "\n";
}

std::string html_report(const std::vector<Record>& records, const std::string& version,
                        const std::string& commit) {
  std::string rows;
  std::string current;
  for (const Record& record : records) {
    if (record.case_id != current) {
      current = record.case_id;
      rows += fmt::format("<tr class=\"case\"><td colspan=\"6\">{}: {} <span>({})</span></td></tr>\n",
                          escaped(record.case_id), escaped(record.title), escaped(record.source));
    }
    rows += html_row(record);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Strata "
      "verification</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<h1>Strata verification</h1>\n<p class=\"verdict "
      "{}\">{}</p>\n<table>\n"
      "<tr><th>quantity</th><th>reference</th><th>computed</th><th>error</th><th>bound</th><th>verdict</th></"
      "tr>\n"
      "{}</table>\n<footer>strata {} ({})</footer>\n</body>\n</html>\n",
      kStyle, all_passed(records) ? "passed" : "failed", summary(records), rows, escaped(version),
      escaped(commit));
}

}  // namespace strata::verification
