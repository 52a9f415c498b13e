// The exceptions of Strata. Every failure a user can meet is one of these; main prints it once and ends
// with its exit code. docs/versioning.md lists the codes as API.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

/// Exit codes of the program (128 + n for signal n is the shell's).
enum class ExitCode : int {
  ok = 0,
  deck = 2,            ///< deck or usage error
  not_converged = 3,   ///< solver did not converge, NaN, singular system
  refused = 4,         ///< refused before start (memory, disk)
  limit_exceeded = 5,  ///< a limit set in the deck was exceeded
  internal = 70,
  io = 74,            ///< failed while reading or writing
  stopped_early = 75  ///< stopped with a good checkpoint
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode exit_code() const { return code_; }

 private:
  ExitCode code_;
};

/// All mistakes found in a deck, rendered with file:line:column and caret in what().
class DeckError : public Error {
 public:
  DeckError(std::vector<Diagnostic> diagnostics, const std::string& rendered)
      : Error(ExitCode::deck, rendered), diagnostics_(std::move(diagnostics)) {}
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

class SolveError : public Error {
 public:
  explicit SolveError(const std::string& message) : Error(ExitCode::not_converged, message) {}
};

class RefusedError : public Error {
 public:
  explicit RefusedError(const std::string& message) : Error(ExitCode::refused, message) {}
};

class IoError : public Error {
 public:
  explicit IoError(const std::string& message) : Error(ExitCode::io, message) {}
};

}  // namespace strata
