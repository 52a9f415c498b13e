# Run as a script: writes OUTPUT, a C++ source with the name and text of every file in FOLDER that matches PATTERN,
# as strata::material_cards(). A raw literal may be at most 64 KiB long for some compilers, so cards stay short.
file(GLOB files "${FOLDER}/${PATTERN}")
list(SORT files)
set(text "#include \"inputs/material_library.hpp\"\n\nnamespace strata {\n\n")
string(APPEND text "const std::vector<std::pair<std::string, std::string>>& material_cards() {\n")
string(APPEND text "  static const std::vector<std::pair<std::string, std::string>> cards{\n")
foreach(path IN LISTS files)
  get_filename_component(name "${path}" NAME)
  file(READ "${path}" content)
  string(APPEND text "      {\"${name}\", R\"strata_card(${content})strata_card\"},\n")
endforeach()
string(APPEND text "  };\n  return cards;\n}\n\n}  // namespace strata\n")
file(WRITE "${OUTPUT}" "${text}")
