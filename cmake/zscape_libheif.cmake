include_guard(GLOBAL)
# HEIC and AVIF. Debian 12's package has CMake files without include folders; every version has those of pkg-config.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBHEIF REQUIRED IMPORTED_TARGET libheif>=1.15)
add_library(zscape_libheif INTERFACE)
target_include_directories(zscape_libheif SYSTEM INTERFACE ${LIBHEIF_INCLUDE_DIRS})
target_link_libraries(zscape_libheif INTERFACE PkgConfig::LIBHEIF)
