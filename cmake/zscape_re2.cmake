include_guard(GLOBAL)
# Debian 12's package has no CMake files of its own; every version has those of pkg-config.
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
add_library(zscape_re2 INTERFACE)
target_include_directories(zscape_re2 SYSTEM INTERFACE ${RE2_INCLUDE_DIRS})
target_link_libraries(zscape_re2 INTERFACE PkgConfig::RE2)
