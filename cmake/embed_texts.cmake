# Run as a script: writes OUTPUT, a C++ source with the name and text of every file in FOLDER that matches PATTERN,
# as strata::FUNCTION(), declared in HEADER. A raw literal may be at most 64 KiB long for some compilers, so files stay short.
file(GLOB files "${FOLDER}/${PATTERN}")
list(SORT files)
set(text "#include \"${HEADER}\"\n\nnamespace strata {\n\n")
string(APPEND text "const std::vector<std::pair<std::string, std::string>>& ${FUNCTION}() {\n")
string(APPEND text "  static const std::vector<std::pair<std::string, std::string>> texts{\n")
foreach(path IN LISTS files)
  get_filename_component(name "${path}" NAME)
  file(READ "${path}" content)
  string(APPEND text "      {\"${name}\", R\"strata_text(${content})strata_text\"},\n")
endforeach()
string(APPEND text "  };\n  return texts;\n}\n\n}  // namespace strata\n")
file(WRITE "${OUTPUT}" "${text}")
