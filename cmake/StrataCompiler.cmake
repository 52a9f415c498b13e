# Compiler flags shared by every target of ours, and the function that makes one library per room.

find_program(STRATA_CCACHE ccache)
if(STRATA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for where headers are precompiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${STRATA_CCACHE}")
endif()

add_library(strata_flags INTERFACE)
target_include_directories(strata_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(strata_flags INTERFACE -Wall -Wextra -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlaps in std::string concatenation that are not there (GCC bug 105651).
  target_compile_options(strata_flags INTERFACE -Wno-restrict)
endif()
if(STRATA_ENABLE_WERROR)
  target_compile_options(strata_flags INTERFACE -Werror)
endif()
if(STRATA_ENABLE_SANITIZERS)
  target_compile_options(strata_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                                                -fno-sanitize-recover=all)
  target_link_options(strata_flags INTERFACE -fsanitize=address,undefined)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With the sanitizers' instrumentation GCC 12 takes std::variant members for uninitialised (GCC bug 105562).
    target_compile_options(strata_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# strata_room(NAME DIR_SOURCES... ) collects the .cpp files beside the caller into library strata_NAME.
function(strata_room name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  foreach(folder IN LISTS ARGN)
    file(GLOB more CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND sources ${more})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(strata_${name} STATIC ${sources})
  target_link_libraries(strata_${name} PUBLIC strata_flags)
endfunction()

# strata_precompile(TARGET HEADERS...) parses the heavy headers of a target's sources once. The dev and cuda builds do
# without, so a source that forgets an include is found there.
function(strata_precompile target)
  target_precompile_headers(${target} PRIVATE <algorithm> <cmath> <filesystem> <functional> <map> <memory> <optional>
                            <string> <variant> <vector> ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    # From a precompiled header GCC does not know which headers are the system's, and warns about std::string's own code.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endfunction()

# strata_light(TARGET) compiles what only calls the rooms, where optimisation costs more time than it saves.
function(strata_light target)
  target_compile_options(${target} PRIVATE -O1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # At -O1 GCC 12 takes members of std::optional and std::variant for uninitialised (GCC bug 105562).
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
endfunction()
