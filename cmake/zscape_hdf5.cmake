include_guard(GLOBAL)
# libhdf5's C library, the one that knows nothing of MPI. Debian and Ubuntu keep it beside the other one, in folders of its own that
# CMake's own FindHDF5 asks a compiler's wrapper for; pkg-config says them without one. Elsewhere it is called hdf5.
find_package(PkgConfig REQUIRED)
pkg_search_module(ZSCAPE_HDF5 REQUIRED IMPORTED_TARGET hdf5-serial hdf5)
add_library(zscape_hdf5 INTERFACE)
target_include_directories(zscape_hdf5 SYSTEM INTERFACE ${ZSCAPE_HDF5_INCLUDE_DIRS})
target_link_libraries(zscape_hdf5 INTERFACE PkgConfig::ZSCAPE_HDF5)
