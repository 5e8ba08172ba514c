include_guard(GLOBAL)
# Little CMS has no CMake files of its own.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LCMS2 REQUIRED IMPORTED_TARGET lcms2)
add_library(zscape_lcms2 INTERFACE)
target_include_directories(zscape_lcms2 SYSTEM INTERFACE ${LCMS2_INCLUDE_DIRS})
target_link_libraries(zscape_lcms2 INTERFACE PkgConfig::LCMS2)
