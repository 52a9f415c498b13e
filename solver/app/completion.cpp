// `strata completion`: a script that makes a shell complete commands, options and files. It is made from the
// command line's own description, so it cannot fall behind it.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "solver/app/command.hpp"

namespace strata::app {
namespace {

/// A word that completes, and what it does.
struct Word {
  std::string text;
  std::string help;
};

struct CommandWords {
  std::string path;  ///< "convert hotspot"; empty: the program itself
  std::vector<Word> commands;
  std::vector<Word> options;
};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::vector<Word> options_of(const CLI::App& app) {
  std::vector<Word> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames())
      words.push_back({"--" + name, first_line(option->get_description())});
  }
  return words;
}

/// The program and its commands, commands of commands included.
void collect(const CLI::App& app, const std::string& path, const std::vector<Word>& inherited,
             std::vector<CommandWords>& all) {
  CommandWords words{path, {}, options_of(app)};
  words.options.insert(words.options.end(), inherited.begin(), inherited.end());
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : commands)
    words.commands.push_back({command->get_name(), first_line(command->get_description())});
  all.push_back(words);
  const std::vector<Word> passed_on = path.empty() ? options_of(app) : inherited;
  for (const CLI::App* command : commands)
    collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), passed_on, all);
}

std::string join_texts(const std::vector<Word>& words) {
  std::vector<std::string> texts(words.size());
  std::transform(words.begin(), words.end(), texts.begin(), [](const Word& word) { return word.text; });
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return fmt::format("{}", fmt::join(texts, " "));
}

/// Finds the command before the cursor, then offers its options, its commands, or files.
std::string bash_script(const std::vector<CommandWords>& all) {
  std::string cases;
  for (const CommandWords& words : all) {
    cases += fmt::format("    \"{}\") commands=\"{}\"; options=\"{}\" ;;\n", words.path,
                         join_texts(words.commands), join_texts(words.options));
  }
  return R"(# Completion of strata for bash: source <(strata completion bash)
_strata_words() {
  case "$1" in
)" + cases +
         R"(    *) commands=""; options="" ;;
  esac
}
_strata() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" commands options n
  _strata_words ""
  for ((n = 1; n < COMP_CWORD; ++n)); do
    if [[ " $commands " == *" ${COMP_WORDS[n]} "* ]]; then
      path="${path:+$path }${COMP_WORDS[n]}"
      _strata_words "$path"
    fi
  done
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n "$commands" ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -F _strata strata ./strata
)";
}

/// Text as zsh's _describe takes it, inside single quotes.
std::string zsh_entry(const Word& word) {
  std::string text;
  for (const char c : word.text + ":" + word.help) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return fmt::format("'{}'", text);
}

std::string zsh_entries(const std::vector<Word>& words) {
  std::vector<std::string> entries(words.size());
  std::transform(words.begin(), words.end(), entries.begin(), zsh_entry);
  return fmt::format("{}", fmt::join(entries, " "));
}

std::string zsh_script(const std::vector<CommandWords>& all) {
  std::string cases;
  for (const CommandWords& words : all) {
    cases += fmt::format("    \"{}\") commands=({}); options=({}) ;;\n", words.path,
                         zsh_entries(words.commands), zsh_entries(words.options));
  }
  return R"(#compdef strata
# Completion of strata for zsh: save as _strata in a folder of $fpath
_strata_words() {
  case "$1" in
)" + cases +
         R"(    *) commands=(); options=() ;;
  esac
}
_strata() {
  local -a commands options
  local path="" n
  _strata_words ""
  for ((n = 2; n < CURRENT; ++n)); do
    if (( ${commands[(I)${words[n]}:*]} )); then
      path="${path:+$path }${words[n]}"
      _strata_words "$path"
    fi
  done
  if [[ "${words[CURRENT]}" == -* ]]; then
    _describe option options
  elif (( ${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
compdef _strata strata
)";
}

}  // namespace

void add_completion(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  command->callback([&app, &invocation, shell] {
    invocation.action = [&app, shell] {
      std::vector<CommandWords> all;
      collect(app, "", {}, all);
      fmt::print("{}", *shell == "bash" ? bash_script(all) : zsh_script(all));
      return ExitCode::ok;
    };
  });
}

}  // namespace strata::app
