# Writes version.hpp with the release and the git commit, anew whenever the commit changes.

set(STRATA_VERSION_HEADER_DIR "${PROJECT_BINARY_DIR}/generated")
add_custom_target(strata_version
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DOUTPUT=${STRATA_VERSION_HEADER_DIR}/strata_version.hpp
          -DVERSION=${PROJECT_VERSION} -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
  BYPRODUCTS ${STRATA_VERSION_HEADER_DIR}/strata_version.hpp
  COMMENT "Version header")
